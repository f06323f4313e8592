/** Released cumulative distributions. */
import { DitherError, type Event, type Loss } from '@dither/core'
import type { ReleasedCdf, SimultaneousConfidence } from '../released.ts'
import { type Written, written } from '../released-data.ts'
import { checked, type Range } from '../scalar.ts'
import { tailBound } from './tail.ts'
import { partsOf, splitAt, type Tree } from './tree.ts'

/** The share of values at or below each candidate: never falling, 1 at the last. */
export function releasedCdf(
  tree: Tree,
  cost: { readonly event: Event; readonly loss: Loss },
): ReleasedCdf {
  const { candidates } = tree.shape
  const all = tree.below.at(-1) ?? 0
  const points = candidates.map((x, i) => {
    const share = all > 0 ? (tree.below[i] ?? 0) / all : i === candidates.length - 1 ? 1 : 0.5
    return Object.freeze({ x, value: share })
  })
  const known = new Map<number, readonly Range[]>()
  const ranges = (options: SimultaneousConfidence): readonly Range[] => {
    const confidence = checked(options)
    const error = (1 - confidence) / (options.simultaneous === true ? points.length : 1)
    const found = known.get(error) ?? shareRanges(tree, error, points)
    known.set(error, found)
    return found
  }
  return written({
    kind: 'cdf',
    points: Object.freeze(points),
    accuracy: (options: SimultaneousConfidence) =>
      ranges(options).reduce((most, [low, high], i) => {
        const value = points[i]?.value ?? 0
        return Math.max(most, value - low, high - value)
      }, 0),
    interval: (index: number, options: SimultaneousConfidence) => {
      const range = ranges(options)[index]
      if (range === undefined)
        throw new DitherError(
          'invalid_parameter',
          `index is ${index}, must be a point's place, 0 to ${points.length - 1}`,
          { parameter: 'index' },
        )
      return range
    },
    ...cost,
  } satisfies Omit<ReleasedCdf, keyof Written>)
}

/**
 * L / (L + R) with both sides within their bounds: conservative, each side errs by half the error at most,
 * and on either side. [tree.proof.md, (7)]
 */
function shareRanges(
  tree: Tree,
  error: number,
  points: readonly { readonly value: number }[],
): readonly Range[] {
  const { noises, total } = tree.shape
  const bound = tailBound(
    noises,
    error / (total === undefined ? 4 : 2),
    noises.map((_, level) => ({ level, weight: 1 })),
  )
  return points.map(({ value }, i) => {
    if (i === points.length - 1) return Object.freeze([1, 1] as const)
    const { left, right } = splitAt(tree, i + 1)
    const [offLeft, offRight] = [left, right].map((side) => bound.above(partsOf(side, 1)))
    const least = Math.max(0, left.count - (offLeft ?? 0))
    const most = Math.max(0, left.count + (offLeft ?? 0))
    const others = [right.count - (offRight ?? 0), right.count + (offRight ?? 0)]
    const [low, high] =
      total === undefined
        ? [share(least, others[1] ?? 0, 0), share(most, others[0] ?? 0, 1)]
        : [least / Math.max(1, total), most / Math.max(1, total)]
    return Object.freeze([
      Math.min(value, Math.max(0, low ?? 0)),
      Math.max(value, Math.min(1, high ?? 1)),
    ] as const)
  })
}

/** `nothing` where neither side need have a value. */
function share(left: number, right: number, nothing: 0 | 1): number {
  const other = Math.max(0, right)
  return left + other > 0 ? left / (left + other) : nothing
}
