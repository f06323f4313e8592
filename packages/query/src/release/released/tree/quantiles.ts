/** Released quantiles out of one tree, and their spread. */
import { DitherError, type Event, type Loss } from '@dither/core'
import type { ReleasedQuantiles, ReleasedScalar, SimultaneousConfidence } from '../released.ts'
import { type Written, written } from '../released-data.ts'
import { checked, type Range, scalar } from '../scalar.ts'
import { placeOf, placesWithin, rankError } from './ranks.ts'
import type { Tree } from './tree.ts'

interface Cost {
  readonly event: Event
  readonly loss: Loss
}

/** One entry a rank; in the order of the ranks they never fall. */
export function releasedQuantiles(
  tree: Tree,
  ranks: readonly number[],
  cost: Cost,
): ReleasedQuantiles {
  const { candidates } = tree.shape
  const at = (place: number): number => candidates[place] ?? Number.NaN
  const entries = ranks.map((rank) =>
    Object.freeze({ label: String(rank), value: at(placeOf(tree, rank)) }),
  )
  const sure = (options: SimultaneousConfidence): number =>
    options.simultaneous === true ? 1 - (1 - checked(options)) / ranks.length : checked(options)
  const interval = (index: number, options: SimultaneousConfidence): Range => {
    const rank = ranks[index]
    if (rank === undefined)
      throw new DitherError(
        'invalid_parameter',
        `index is ${index}, must be an entry's place, 0 to ${ranks.length - 1}`,
        { parameter: 'index' },
      )
    const [first, last] = placesWithin(tree, rank, sure(options))
    return Object.freeze([at(first), at(last)] as const)
  }
  return written({
    kind: 'vector',
    entries: Object.freeze(entries),
    exact: Object.freeze({}),
    accuracy: (options: SimultaneousConfidence) =>
      entries.reduce((most, { value }, i) => {
        const [low, high] = interval(i, options)
        return Math.max(most, value - low, high - value)
      }, 0),
    interval,
    rankAccuracy: (options: SimultaneousConfidence) =>
      ranks.reduce((most, rank) => Math.max(most, rankError(tree.shape, rank, sure(options))), 0),
    ...cost,
  } satisfies Omit<ReleasedQuantiles, keyof Written>)
}

/** The quantile at 0.75 less that at 0.25; both within their intervals at once. */
export function releasedInterquartileRange(tree: Tree, cost: Cost): ReleasedScalar {
  const { candidates } = tree.shape
  const at = (place: number): number => candidates[place] ?? Number.NaN
  const value = at(placeOf(tree, 0.75)) - at(placeOf(tree, 0.25))
  return scalar({ parts: {}, size: 0n, ...cost }, value, (confidence) => {
    const both = 1 - (1 - confidence) / 2
    const [low, high] = [0.25, 0.75].map((rank) => placesWithin(tree, rank, both))
    if (low === undefined || high === undefined) return [value, value]
    return [
      Math.min(value, Math.max(0, at(high[0]) - at(low[1]))),
      Math.max(value, at(high[1]) - at(low[0])),
    ]
  })
}
