/** Released cumulative distributions. */
import { DitherError, type Event, type Loss } from '@dither/core'
import type { ReleasedCdf, SimultaneousConfidence } from '../released.ts'
import { type Written, written } from '../released-data.ts'
import { checked, type Range } from '../scalar.ts'
import { tailBound } from './tail.ts'
import { partsOf, splitAt, type Tree, type TreeShape } from './tree.ts'

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
  const made = new Map<number, readonly Range[]>()
  const ranges = (options: SimultaneousConfidence): readonly Range[] => {
    const confidence = checked(options)
    const error = (1 - confidence) / (options.simultaneous === true ? points.length : 1)
    const found = made.get(error) ?? shareRanges(tree, error, points)
    made.set(error, found)
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
  const { total } = tree.shape
  const offs = offsOf(tree.shape, error / (total === undefined ? 4 : 2))
  return points.map(({ value }, i) => {
    if (i === points.length - 1) return Object.freeze([1, 1] as const)
    const { left, right } = splitAt(tree, i + 1)
    const [offLeft, offRight] = offs[i] ?? []
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

type Offs = readonly (readonly [left: number, right: number])[]
const known = new WeakMap<TreeShape, Map<number, Offs>>()

/** The noise on either side of every place: public, and the same for all groups. */
function offsOf(shape: TreeShape, error: number): Offs {
  const ofShape = known.get(shape) ?? new Map<number, Offs>()
  known.set(shape, ofShape)
  const found = ofShape.get(error)
  if (found !== undefined) return found
  const terms = shape.levels.map((_, level) => ({ level, weight: 1 }))
  const bound = tailBound(shape.noises, error, terms)
  const nothing: Tree = { shape, counts: shape.levels.map(() => []), below: [] }
  const offs = shape.candidates.map((_, place) => {
    const { left, right } = splitAt(nothing, place + 1)
    return [bound.above(partsOf(left, 1)), bound.above(partsOf(right, 1))] as const
  })
  ofShape.set(error, offs)
  return offs
}
