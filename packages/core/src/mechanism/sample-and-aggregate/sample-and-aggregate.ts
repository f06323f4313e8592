/** Any statistic, computed on blocks of the units, whose results are then aggregated with privacy. */
import {
  add,
  compare,
  divide,
  exactDouble,
  multiply,
  type Rational,
  type RationalLike,
  rational,
  roundHalfUp,
  subtract,
  toNumber,
  toNumberUp,
} from '@dither/math'
import type { InvokeOptions } from '../../calculus/invoke-options.ts'
import { secureBits } from '../../random/secure-bits/secure-bits.ts'
import type { PermuteAndFlipEvent } from '../../space/events/choice.ts'
import type { DiscreteLaplaceEvent } from '../../space/events/discrete-laplace.ts'
import { type StatedNeighbours, statedNeighbours } from '../../space/key-reach.ts'
import type { PureLoss } from '../../space/loss.ts'
import { exactParameter, wrongParameter } from '../../space/parameter.ts'
import { readOptions, readWord } from '../../space/read-options.ts'
import { readable } from '../readable.ts'
import { type BlockAggregate, blockMean, blockMedian } from './block-aggregates.ts'
import { dealUnits } from './deal-units.ts'

/** The blocks, the public range of a block's result, and how results are put together. */
export interface SampleAndAggregateOptions {
  /** How many blocks: public. The error of a mean falls with their number, that of the statistic in a block rises. */
  readonly blocks: number
  /** Results of blocks are clamped to [lower, upper]. */
  readonly lower: RationalLike
  readonly upper: RationalLike
  readonly epsilon: RationalLike
  /** The mean of results with discrete Laplace noise, or a median by permute-and-flip, which outliers do not move. */
  readonly aggregate: 'mean' | 'median'
  readonly neighbours: StatedNeighbours
  /** Results are rounded to lower, lower + (upper - lower) / steps, …, upper; 1000 unless said. */
  readonly steps?: number
  /** The result of a block that is empty or that fails, or gives no number; the middle unless said. */
  readonly fallback?: RationalLike
}

/** Made by `sampleAndAggregate`. */
export interface SampleAndAggregate {
  /** Its name. */
  readonly kind: 'sampleAndAggregate'
  /** How many. */
  readonly blocks: number
  /** How far apart results may lie, exact. */
  readonly step: Rational
  /**
   * The aggregated results of the blocks.
   *
   * @param units one element for each protected unit, with everything that is known of it
   * @param statistic of the units of one block, in random order; see `sampleAndAggregate`
   */
  readonly invoke: <Unit>(
    units: readonly Unit[],
    statistic: (block: readonly Unit[]) => number,
    options?: InvokeOptions,
  ) => number
  /** Epsilon, whatever the statistic is. */
  readonly loss: () => PureLoss
  /** What a release costs, as data: that of the noise on the sum of results, or of the choice of a median. */
  readonly event: () => DiscreteLaplaceEvent | PermuteAndFlipEvent
  /**
   * With the confidence: of a mean, how far it is from that of the blocks' results on the lattice; of a median, by how many
   * blocks fewer than half have results at most, or at least, as large. How near results are to the truth is not in it.
   */
  readonly accuracy: (options: { readonly confidence: RationalLike }) => number
}

/** Blocks and steps stay below, so that sums and choices stay small. */
const most = 2 ** 24

/**
 * Computes any statistic privately: deals the units into blocks by secret chance, runs the statistic on each block by
 * itself, and aggregates the results with privacy. Nothing is asked of the statistic but that it works on parts.
 *
 * Neighbours: lists of units, in any order; under change-one one unit is replaced (their number is public), under add-remove
 * one appears or vanishes.
 * Loss: pure DP, epsilon: one unit lies in one block, and moves its result alone. [sample-and-aggregate.proof.md]
 * The statistic must be a function of its block alone: nothing of one call may reach another, or the outside. What it
 * throws is caught; what is no number becomes `fallback`, infinities are clamped.
 *
 * Where a statistic has a mechanism of its own, take that one: each block sees only 1 / blocks of the units.
 *
 * @throws DitherError "invalid_parameter" if a parameter is out of its range
 * @see [NRS07] section 4, [MTSGC12]
 */
export function sampleAndAggregate(options: SampleAndAggregateOptions): SampleAndAggregate {
  readOptions(
    'sampleAndAggregate',
    options,
    'blocks lower upper epsilon aggregate neighbours steps fallback',
  )
  const neighbours = statedNeighbours(options.neighbours)
  const blocks = countOf('blocks', options.blocks)
  const steps = countOf('steps', options.steps ?? 1000)
  const lower = exactParameter('lower', options.lower)
  const upper = exactParameter('upper', options.upper)
  if (compare(lower, upper) >= 0)
    throw wrongParameter('lower', options.lower, 'must be less than upper')
  const step = divide(subtract(upper, lower), rational(steps))
  const toLattice = (value: Rational): bigint => {
    if (compare(value, lower) <= 0) return 0n
    if (compare(value, upper) >= 0) return BigInt(steps)
    return roundHalfUp(divide(subtract(value, lower), step))
  }
  const middle = divide(add(lower, upper), rational(2))
  const fallback = toLattice(
    options.fallback === undefined ? middle : exactParameter('fallback', options.fallback),
  )
  const isMean = readWord('aggregate', options.aggregate, 'mean', 'median') === 'mean'
  const aggregate: BlockAggregate = isMean
    ? blockMean(options.epsilon, steps, blocks)
    : blockMedian(options.epsilon, steps)
  return readable({
    kind: 'sampleAndAggregate',
    blocks,
    step,
    invoke: <Unit>(
      units: readonly Unit[],
      statistic: (block: readonly Unit[]) => number,
      { bits = secureBits() }: InvokeOptions = {},
    ) => {
      bits.dropIfStale?.()
      const results = dealUnits(units, blocks, neighbours, bits).map((block) => {
        const result = block.length === 0 ? Number.NaN : resultOf(statistic, block)
        if (Number.isNaN(result)) return fallback // (3)
        if (!Number.isFinite(result)) return result > 0 ? BigInt(steps) : 0n
        return toLattice(exactDouble(result))
      })
      return toNumber(add(lower, multiply(step, aggregate.invoke(results, { bits }))))
    },
    loss: aggregate.loss,
    event: () => aggregate.event(neighbours),
    accuracy: ({ confidence }: { readonly confidence: RationalLike }) =>
      toNumberUp(multiply(isMean ? step : rational(1), aggregate.accuracy(confidence))),
  })
}

/** (4) Total: whatever the statistic does on private units, no error leaves. */
function resultOf<Unit>(
  statistic: (block: readonly Unit[]) => number,
  block: readonly Unit[],
): number {
  try {
    const result: unknown = statistic(block)
    return typeof result === 'number' ? result : Number.NaN
  } catch {
    return Number.NaN
  }
}

function countOf(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 1 && value <= most) return value
  throw wrongParameter(name, value, `must be a whole number from 1 to ${most}`)
}
