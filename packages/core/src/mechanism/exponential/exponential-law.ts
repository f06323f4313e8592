/** The law of the exponential mechanism, as certified probabilities. */
import {
  add,
  compare,
  divide,
  expInterval,
  type Interval,
  multiply,
  negate,
  type Rational,
  type RationalLike,
  rational,
} from '@dither/math'
import { scale as scaleOf, wrongParameter } from '../../space/parameter.ts'
import { readOptions } from '../../space/read-options.ts'
import { twoTo } from '../../space/significant.ts'
import { readRuns, readScores, type Score, type ScoreRun } from './candidates.ts'

const none: Interval = { low: rational(0), high: rational(0) }
/** Of e^(-x) for larger x, only that it is between 0 and 2^-20000 is said. */
const largest = rational(20_000)
const smallest = twoTo(-20_000)

/**
 * Encloses the probability that candidate `index` is chosen: e^(score / scale) over the sum of all.
 *
 * For tests, lessons and planning with made-up scores; of private scores it is as private as they are.
 *
 * @param options.index from 0
 * @throws DitherError "invalid_parameter"
 */
export function exponentialProbability(
  options: {
    readonly scale: RationalLike
    readonly index: number | bigint
    readonly bits?: number
  } & ({ readonly scores: readonly Score[] } | { readonly runs: readonly ScoreRun[] }),
): Interval {
  readOptions('exponentialProbability', options)
  const { bits = 64 } = options
  const scale = scaleOf(options.scale)
  const candidates = 'scores' in options ? readScores(options.scores) : readRuns(options.runs)
  const index = BigInt(options.index)
  if (index < 0n || index >= candidates.total)
    throw wrongParameter('index', index, `must be from 0 to ${candidates.total - 1n}`)
  const { counts, starts, shortfalls, shortfallOf } = candidates
  const weights = shortfalls.map((short) => decay(divide(short, scale), bits))
  const weightOf = (run: number): Interval => weights[shortfallOf[run] ?? 0] ?? none
  let chosen = 0
  while ((starts[chosen + 1] ?? candidates.total) <= index) chosen++
  const own = weightOf(chosen)
  let others = none
  counts.forEach((count, run) => {
    const times = rational(run === chosen ? count - 1n : count)
    const { low, high } = weightOf(run)
    others = {
      low: add(others.low, multiply(times, low)),
      high: add(others.high, multiply(times, high)),
    }
  })
  // own / (own + others) grows with own and falls with the others.
  return {
    low: divide(own.low, add(own.low, others.high)),
    high: divide(own.high, add(own.high, others.low)),
  }
}

/** e^(-x). */
function decay(x: Rational, bits: number): Interval {
  return compare(x, largest) > 0 ? { low: none.low, high: smallest } : expInterval(negate(x), bits)
}
