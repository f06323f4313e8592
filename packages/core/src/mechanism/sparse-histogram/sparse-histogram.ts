/** Counts by key over a universe of any size, as one short vector of noisy bits: the ALP mechanism. */
import {
  add,
  ceiling,
  divide,
  multiply,
  type Rational,
  type RationalLike,
  rational,
} from '@dither/math'
import type { InvokeOptions } from '../../calculus/invoke-options.ts'
import { secureBits } from '../../random/secure-bits/secure-bits.ts'
import {
  type SparseHistogramEvent,
  sparseHistogramEvent,
} from '../../space/events/sparse-histogram.ts'
import {
  type KeyReach,
  readKeyReach,
  type StatedNeighbours,
  statedNeighbours,
} from '../../space/key-reach.ts'
import { type PureLoss, pureLoss } from '../../space/loss.ts'
import { epsilonBudget, scale as positive, wrongParameter } from '../../space/parameter.ts'
import { readOptions } from '../../space/read-options.ts'
import { type KeyCounts, sortedKeys } from '../key-counts.ts'
import { readable } from '../readable.ts'
import { cellNumber, type HistogramSketch, histogramSketch, levelsOf } from './histogram-sketch.ts'
import { drawHashSeed, keyHash } from './key-hash.ts'
import { noisyProjection } from './noisy-projection.ts'
import { sketchAccuracy, sketchError } from './sketch-accuracy.ts'
import { sketchEpsilon, sketchLevels, usualAlpha } from './sketch-price.ts'

/** How one unit reaches into the counts, what the sketch may cost, and how large it is. */
export type SparseHistogramOptions = KeyReach & {
  readonly neighbours: StatedNeighbours
  /** The largest count that is told apart: larger ones are taken for it. */
  readonly most: bigint
  /** A public bound on the sum of all counts. Where they are more, estimates suffer, and privacy does not. */
  readonly total: bigint
  /** Bits are reported truly with odds alpha + 1; near the best unless said. */
  readonly alpha?: RationalLike
  /** Bits of the sketch, a power of two; unless said, at least 32 for each that counts may set. */
  readonly cells?: number
} & ({ readonly epsilon: RationalLike } | { readonly levelsPerCount: RationalLike })

/** A sketch of counts by key; made by `sparseHistogram`. */
export interface SparseHistogram {
  readonly kind: 'sparseHistogram'
  readonly alpha: Rational
  /** Unary digits for every count, exact; their number is rounded at random, without bias. */
  readonly levelsPerCount: Rational
  readonly most: bigint
  readonly total: bigint
  /** How many noisy bits are released. */
  readonly cells: number
  /** Releases a sketch that estimates the count of any key, also of keys that nobody has. */
  readonly invoke: (counts: KeyCounts, options?: InvokeOptions) => HistogramSketch
  readonly loss: () => PureLoss
  /** What a sketch costs, as data. */
  readonly event: () => SparseHistogramEvent
  /** With the confidence, one estimate is within this of the count, kept within 0 and `most`. */
  readonly accuracy: (options: { readonly confidence: RationalLike }) => number
  /** The mean of |estimate - count| is at most this: an estimate in doubles, somewhat conservative. */
  readonly expectedError: () => number
}

/**
 * Releases a sketch of counts by key, from which anyone estimates the count of any key, at no further cost and
 * with an error that does not depend on how many keys there might be.
 *
 * Neighbours: counts by key that differ as `maxGroups` and `maxPerGroup`, or `rows`, say; a key that nobody has has no count.
 * Loss: pure DP. With levelsPerCount d = m + v for counts that move by d, m whole: for each of them
 * m ln(alpha + 1) + ln(1 + v alpha), rounded up; under add-remove no smaller epsilon will do. [sparse-histogram.proof.md]
 * Method: each count becomes a unary number of about levelsPerCount count digits, whose ones go to cells by public
 * random hash functions, one a digit. Every cell is then flipped with chance 1 / (alpha + 2). The estimate is
 * where the digits of a key turn from mostly 1 to mostly 0. Keys whose digits meet in a cell raise one another.
 *
 * By `epsilon`, levelsPerCount is hardly below the most that costs at most that.
 *
 * Time of an estimate follows `most` levelsPerCount; that of a release follows the counts too.
 *
 * @throws DitherError "invalid_parameter"; such an error names no key and no count
 * @see [ALP21]
 */
export function sparseHistogram(options: SparseHistogramOptions): SparseHistogram {
  readOptions(
    'sparseHistogram',
    options,
    'maxGroups maxPerGroup rows neighbours most total alpha cells epsilon levelsPerCount',
  )
  const reach = readKeyReach(options)
  const neighbours = statedNeighbours(options.neighbours)
  const change = { ...reach, neighbours }
  const alpha = alphaOf(options, change)
  const levelsPerCount =
    'epsilon' in options
      ? sketchLevels(epsilonBudget(options.epsilon), alpha, change)
      : positive(options.levelsPerCount, 'levelsPerCount')
  const most = atLeastOne('most', options.most)
  const total = atLeastOne('total', options.total)
  const levels = levelsOf({ levelsPerCount, most })
  const cells =
    options.cells === undefined ? cellsFor(levelsPerCount, total) : cellNumber(options.cells)
  const shape = Object.freeze({ alpha, levelsPerCount, most, total, cells })
  const flip = divide(rational(1), add(alpha, rational(2)))
  const loss = pureLoss(sketchEpsilon(shape, change))
  const event = (): SparseHistogramEvent =>
    sparseHistogramEvent({ alpha, levelsPerCount, reach, neighbours })
  return readable({
    kind: 'sparseHistogram',
    ...shape,
    invoke: (counts: KeyCounts, { bits = secureBits() }: InvokeOptions = {}) => {
      bits.dropIfStale?.()
      const kept = sortedKeys(counts)
      // (5) Drawn without looking at the counts.
      const seed = drawHashSeed(levels, bits)
      const hash = keyHash(seed, 31 - Math.clz32(cells))
      const vector = noisyProjection(kept, { levelsPerCount, most, cells, flip, hash }, bits)
      return histogramSketch(shape, seed, vector, event(), loss)
    },
    loss: () => loss,
    event,
    accuracy: ({ confidence }: { readonly confidence: RationalLike }) =>
      sketchAccuracy(shape, confidence),
    expectedError: () => sketchError(shape),
  })
}

function alphaOf(
  options: SparseHistogramOptions,
  change: KeyReach & { readonly neighbours: StatedNeighbours },
): Rational {
  if (options.alpha !== undefined) return positive(options.alpha, 'alpha')
  return 'epsilon' in options ? usualAlpha(epsilonBudget(options.epsilon), change) : rational(3)
}

/** The smallest power of two that is at least 64, and 32 for each cell that the counts may set. */
function cellsFor(levelsPerCount: Rational, total: bigint): number {
  const wanted = ceiling(multiply(levelsPerCount, rational(32n * total)))
  if (wanted > 2n ** 26n)
    throw wrongParameter(
      'total',
      total,
      'must need at most 2^26 cells',
      'Say how many cells there are',
    )
  let cells = 64
  while (cells < wanted) cells *= 2
  return cells
}

function atLeastOne(name: string, value: bigint): bigint {
  if (typeof value === 'bigint' && value >= 1n) return value
  throw wrongParameter(name, value, 'must be a bigint, at least 1')
}
