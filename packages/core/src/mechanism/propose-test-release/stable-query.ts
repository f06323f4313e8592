/** A question that is stable on most data, and how far the data at hand are from where it is not. */
import { DitherError } from '../../error.ts'
import { type StatedNeighbours, statedNeighbours } from '../../space/key-reach.ts'
import { wrongParameter } from '../../space/parameter.ts'
import { readOptions } from '../../space/read-options.ts'
import type { BoundsOptions } from '../read-bounds.ts'
import {
  medianPlace,
  readNarrowBounds,
  type SortedValues,
  sortedValues,
  widestGap,
} from '../smooth-sensitivity/sorted-values.ts'

/**
 * A function of the data, and the proposed bound on how much one unit changes it. Who makes one promises, for all
 * neighbours x and x' of the relation:
 *
 * - distance(x) and distance(x') differ by at most 1;
 * - if distance(x) is at least 1, then |value(x) - value(x')| <= bound;
 * - both are functions of the data alone, and raise no error.
 *
 * The number of units that must change before the value can leap by more than the bound is such a distance.
 */
export interface StableQuery<Data> {
  readonly neighbours: StatedNeighbours
  /** What one unit changes where the distance is at least 1; in units of the value, at least 1. */
  readonly bound: bigint
  /** 0 where the value may change by more; what is less counts as 0. */
  readonly distance: (data: Data) => bigint
  readonly value: (data: Data) => bigint
}

/** The range of the values, the proposed bound, and who counts as a neighbour. */
export interface StableMedianOptions extends BoundsOptions {
  /** By how much the median may change with one unit; less than the range. */
  readonly bound: bigint
  readonly neighbours: StatedNeighbours
}

/**
 * The lower median of whole numbers, and exactly how many units must change before one more could move it
 * by more than `bound`: for `proposeTestRelease`. [propose-test-release.proof.md]
 *
 * Neighbours: tables of whole numbers, one for each unit, in any order; under change-one one is replaced, under
 * add-remove one appears or vanishes. Values are clamped to [lower, upper], which are public, and rounded; NaN counts as
 * lower, an empty table's median is lower.
 *
 * @throws DitherError "invalid_parameter" if a parameter is out of its range, or the range is wider than 2^32
 */
export function stableMedian(options: StableMedianOptions): StableQuery<ArrayLike<number>> {
  readOptions('stableMedian', options, 'lower upper bound neighbours')
  const bounds = readNarrowBounds(options)
  const bound = readBound(options.bound)
  if (bound >= bounds.upper - bounds.lower)
    throw wrongParameter(
      'bound',
      bound,
      'must be less than the range',
      'No unit changes the median by more than the range: Laplace noise needs no test',
    )
  const neighbours = statedNeighbours(options.neighbours)
  const find = neighbours === 'change-one' ? nearestWindow : firstWindow
  return Object.freeze({
    neighbours,
    bound,
    distance: (values: ArrayLike<number>) =>
      BigInt(find(sortedValues(values, bounds), Number(bound))),
    value: (values: ArrayLike<number>) => {
      const sorted = sortedValues(values, bounds)
      return BigInt(sorted.at(medianPlace(sorted.count)))
    },
  })
}

/** A proposed bound. @throws DitherError "invalid_parameter" unless it is a bigint, at least 1 */
export function readBound(bound: bigint): bigint {
  if (typeof bound !== 'bigint')
    throw new DitherError('invalid_parameter', 'bound must be a bigint', { parameter: 'bound' })
  if (bound < 1n) throw wrongParameter('bound', bound, 'must be at least 1')
  return bound
}

/** The first k with A^(k) > bound, under add-remove. */
function firstWindow(sorted: SortedValues, bound: number): number {
  let k = 0
  while (widestGap(sorted, 'add-remove', k) <= bound) k++ // (1) A^(count) is the range.
  return k
}

/** The same under change-one: the shortest window around the median that is wider than the bound. */
function nearestWindow({ count, at }: SortedValues, bound: number): number {
  const median = medianPlace(count)
  let shortest = count + 1
  let last = median
  for (let first = 0; first <= median; first++) {
    // (2) As `first` rises, so does the first place whose value is more than the bound above.
    while (last <= count && at(last) - at(first) <= bound) last++
    if (at(last) - at(first) <= bound) break
    shortest = Math.min(shortest, last - first)
  }
  return shortest - 1 // (3) A window of places first, …, first + k + 1 belongs to k.
}
