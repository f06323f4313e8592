/** The law of permute-and-flip, as certified probabilities. */
import { expFixed, type Interval, type RationalLike, rational } from '@dither/math'
import { scale as scaleOf, wrongParameter } from '../../space/parameter.ts'
import { readOptions } from '../../space/read-options.ts'
import { readRuns, readScores, type Score, type ScoreRun } from '../exponential/candidates.ts'

/** Bits beyond those asked for, and one for each doubling of the candidates. */
const guardBits = 16

/**
 * Encloses the probability that candidate `index` is chosen: that of its accepting, times the mean of
 * 1 / (1 + how many others accept).
 *
 * For tests, lessons and planning with made-up scores; of private scores it is as private as they are.
 * Takes time with the square of the number of candidates.
 *
 * @param options.index from 0
 * @throws DitherError "invalid_parameter"
 */
export function permuteAndFlipProbability(
  options: {
    readonly scale: RationalLike
    readonly index: number | bigint
    readonly bits?: number
  } & ({ readonly scores: readonly Score[] } | { readonly runs: readonly ScoreRun[] }),
): Interval {
  readOptions('permuteAndFlipProbability', options)
  const { bits = 64 } = options
  const { numerator: up, denominator: down } = scaleOf(options.scale)
  const candidates = 'scores' in options ? readScores(options.scores) : readRuns(options.runs)
  const index = BigInt(options.index)
  if (index < 0n || index >= candidates.total)
    throw wrongParameter('index', index, `must be from 0 to ${candidates.total - 1n}`)
  const width = bits + guardBits + candidates.total.toString(2).length
  const one = 1n << BigInt(width)
  const { counts, starts, shortfalls, shortfallOf } = candidates
  const coins = shortfalls.map(({ numerator, denominator }) => {
    const { low, high } = expFixed(numerator * down, denominator * up, width)
    return { low, high: high < one ? high : one }
  })
  let own = { low: 0n, high: one }
  // How many of the others accept: a bound below and one above for every number.
  let [low, high] = [[one], [one]]
  counts.forEach((count, run) => {
    const coin = coins[shortfallOf[run] ?? 0] ?? own
    const start = starts[run] ?? 0n
    const mine = index >= start && index < start + count
    if (mine) own = coin
    for (let k = mine ? 1n : 0n; k < count; k++) {
      low = withOne(low, coin.low, one - coin.high, (x) => x >> BigInt(width))
      high = withOne(high, coin.high, one - coin.low, (x) => -(-x >> BigInt(width)))
    }
  })
  const mean = (masses: readonly bigint[], more: bigint): bigint =>
    masses.reduce((sum, mass, k) => sum + (mass + more * BigInt(k)) / BigInt(k + 1), 0n)
  const unit = one * one
  return {
    low: rational(own.low * mean(low, 0n), unit),
    high: rational(own.high * mean(high, 1n), unit),
  }
}

/** The numbers of accepting ones with one candidate more; what it accepts with, and what it declines with. */
function withOne(
  masses: readonly bigint[],
  accepts: bigint,
  declines: bigint,
  rounded: (value: bigint) => bigint,
): bigint[] {
  return Array.from({ length: masses.length + 1 }, (_, k) =>
    rounded((masses[k] ?? 0n) * declines + (masses[k - 1] ?? 0n) * accepts),
  )
}
