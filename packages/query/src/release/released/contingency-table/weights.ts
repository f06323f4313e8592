/** How the noises of all margins enter one cell of the fit, or of one of its margins. */
import type { Part } from '../tree/tail.ts'
import { type Measured, outside, product, subsets, weightOf } from './fit.ts'

/**
 * The noises in a cell of the margin of the fit that keeps `kept`, the same for all its cells.
 * [contingency-table.proof.md]
 */
export function partsOfMargin(
  kept: readonly number[],
  sizes: readonly number[],
  measured: readonly Omit<Measured, 'counts'>[],
): Part[] {
  const total = outside(kept, sizes)
  return measured.flatMap((margin, level) => {
    const shared = margin.axes.filter((axis) => kept.includes(axis))
    const free = margin.axes.filter((axis) => !kept.includes(axis))
    const alike = product(free.map((i) => sizes[i] ?? 1))
    return subsets(shared).map((agreeing) => {
      const differing = shared.filter((axis) => !agreeing.includes(axis))
      const number = alike * product(differing.map((i) => (sizes[i] ?? 1) - 1))
      const weight = subsets(shared).reduce((sum, part) => {
        const all = measured.reduce((most, other) => most + weightOf(other, part, sizes), 0)
        const share = weightOf(margin, part, sizes) / all / outside(margin.axes, sizes)
        const factor = margin.axes.reduce((f, axis) => {
          const n = sizes[axis] ?? 1
          if (!part.includes(axis)) return f / n
          return f * (agreeing.includes(axis) ? 1 - 1 / n : -1 / n)
        }, 1)
        return sum + share * factor
      }, 0)
      return { level, number, weight: weight * total }
    })
  })
}
