/** The mean and the median of the blocks' results, with privacy: whole numbers from 0 to `steps`, one of which may change. */
import { divide, exactDouble, type Rational, type RationalLike, rational } from '@dither/math'
import type { InvokeOptions } from '../../calculus/invoke-options.ts'
import type { PermuteAndFlipEvent } from '../../space/events/choice.ts'
import type { DiscreteLaplaceEvent } from '../../space/events/discrete-laplace.ts'
import type { StatedNeighbours } from '../../space/key-reach.ts'
import type { PureLoss } from '../../space/loss.ts'
import { discreteLaplace } from '../discrete-laplace/discrete-laplace.ts'
import { discreteLaplaceQuantile } from '../discrete-laplace/discrete-laplace-quantile.ts'
import type { ScoreRun } from '../exponential/candidates.ts'
import { permuteAndFlip } from '../permute-and-flip/permute-and-flip.ts'

/** A private aggregate of results. */
export interface BlockAggregate {
  readonly invoke: (results: readonly bigint[], options: InvokeOptions) => Rational
  readonly loss: () => PureLoss
  readonly event: (neighbours: StatedNeighbours) => DiscreteLaplaceEvent | PermuteAndFlipEvent
  /** In steps of the mean; in blocks for a median. */
  readonly accuracy: (confidence: RationalLike) => Rational
}

/** Their sum moves by at most `steps`; discrete Laplace noise on it, then divided. */
export function blockMean(epsilon: RationalLike, steps: number, blocks: number): BlockAggregate {
  const number = rational(blocks)
  const noise = discreteLaplace({
    epsilon,
    sensitivity: steps,
    lower: 0,
    upper: BigInt(blocks) * BigInt(steps),
  })
  return {
    invoke: (results, options) => {
      const sum = results.reduce((total, result) => total + result, 0n)
      return divide(rational(noise.invoke(sum, options)), number) // (5)
    },
    loss: () => noise.loss(),
    event: (neighbours) => noise.event({ neighbours }),
    accuracy: (confidence) =>
      divide(rational(discreteLaplaceQuantile(noise.scale, confidence)), number),
  }
}

/** A place c from 0 to `steps` scores min(results at most c, results at least c), which moves by at most 1. */
export function blockMedian(epsilon: RationalLike, steps: number): BlockAggregate {
  const choice = permuteAndFlip({ epsilon, sensitivity: 1 })
  return {
    invoke: (results, options) =>
      rational(choice.invokeRuns(medianRuns(results, BigInt(steps)), options)),
    loss: () => choice.loss(),
    event: (neighbours) => choice.event({ neighbours }),
    accuracy: (confidence) => exactDouble(choice.accuracy({ candidates: steps + 1, confidence })),
  }
}

/** The scores of all places, in runs. */
export function medianRuns(results: readonly bigint[], steps: bigint): readonly ScoreRun[] {
  const sorted = [...results].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  const total = BigInt(sorted.length)
  const runs: ScoreRun[] = []
  const least = (a: bigint, b: bigint): bigint => (a < b ? a : b)
  let next = 0n // the first place that has no score yet
  let below = 0n // results before it
  for (let i = 0; i < sorted.length; ) {
    const place = sorted[i] ?? 0n
    let same = i
    while (same < sorted.length && sorted[same] === place) same++
    runs.push({ score: least(below, total - below), count: place - next }) // (6) between results
    runs.push({ score: least(BigInt(same), total - below), count: 1n }) // (7) at one, or several
    next = place + 1n
    below = BigInt(same)
    i = same
  }
  runs.push({ score: least(below, total - below), count: steps + 1n - next })
  return runs
}
