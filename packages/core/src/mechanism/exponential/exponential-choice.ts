/** Draws a candidate with probability proportional to e^(score / scale), exactly. */
import { bitLength, expFixed, type Rational } from '@dither/math'
import type { BitSource } from '../../random/bits.ts'
import { type LazyUniform, reveal } from '../../random/lazy-uniform/lazy-uniform.ts'
import type { Candidates } from './candidates.ts'

/** A prepared choice: the weights are computed at the first draw and kept for the next. */
export interface ExponentialChoice {
  /** The place of a candidate, from 0. */
  readonly draw: (bits: BitSource) => bigint
}

/** Bits of the weights beyond those known of U, so that their own error seldom matters. */
const guardBits = 32

/** The weights e^(-shortfall / scale) * 2^precision: each is in [low, low + 2]. */
export interface Weights {
  /** One for every distinct score. */
  readonly lows: readonly bigint[]
  /** `sums[j]`: the lows of all candidates before run j; the last is the sum of all. */
  readonly sums: readonly bigint[]
  readonly total: bigint
}

/**
 * Draws by inversion: one lazily drawn uniform against certified bounds of the cumulated weights.
 * [exponential.proof.md]
 */
export function exponentialChoice(candidates: Candidates, scale: Rational): ExponentialChoice {
  const known = new Map<number, Weights>()
  const weightsFor = (precision: number): Weights => {
    const weights = known.get(precision) ?? weigh(candidates, scale, precision)
    known.set(precision, weights)
    return weights
  }
  const size = bitLength(candidates.total)
  return {
    draw: (bits) => {
      const uniform: LazyUniform = { prefix: 0n, known: 0 }
      // (1) Two words more than the number of candidates takes: they decide almost always.
      for (let words = Math.ceil(size / bits.wordBits) + 2; words > 0; words--)
        reveal(uniform, bits)
      for (;;) {
        const weights = weightsFor(uniform.known + size + guardBits)
        const chosen = certainChoice(candidates, weights, uniform)
        if (chosen !== undefined) return chosen
        reveal(uniform, bits) // (2) The same U, known better.
      }
    },
  }
}

/** Weights of all candidates to a precision, in bits. The best candidate's is 2^precision, exactly. */
export function weigh(candidates: Candidates, scale: Rational, precision: number): Weights {
  const { shortfalls, shortfallOf, counts } = candidates
  const lows = shortfalls.map(({ numerator, denominator }) => {
    const { low } = expFixed(
      numerator * scale.denominator,
      denominator * scale.numerator,
      precision,
    )
    return low
  })
  const sums = [0n]
  let total = 0n
  counts.forEach((count, run) => {
    total += count * (lows[shortfallOf[run] ?? 0] ?? 0n)
    sums.push(total)
  })
  return { lows, sums, total }
}

/** The candidate that U surely chooses; `undefined` if what is known of U and the weights does not tell. */
export function certainChoice(
  { total: candidates, starts, shortfallOf }: Candidates,
  { lows, sums, total }: Weights,
  { prefix, known }: LazyUniform,
): bigint | undefined {
  const shift = BigInt(known)
  // A guess: the candidate at the middle of U's interval, were every weight its low.
  const target = ((2n * prefix + 1n) * total) >> (shift + 1n)
  const run = lastAtMost(sums, target)
  const before = sums[run] ?? 0n
  const low = lows[shortfallOf[run] ?? 0] ?? 1n
  const place = (target - before) / low
  const index = (starts[run] ?? 0n) + place
  const lower = before + place * low
  const upper = lower + low
  // (3) U >= (what lies before the candidate) / (everything), surely.
  const early = 2n * index
  if (prefix * (total + early) < (lower + early) << shift) return undefined
  // (4) U <= (what lies before the next one) / (everything), surely.
  const late = 2n * (candidates - index - 1n)
  if ((prefix + 1n) * (total + late) > upper << shift) return undefined
  return index
}

/** The last place with a sum at most `target`, after steps whose number depends on the length alone. */
function lastAtMost(sums: readonly bigint[], target: bigint): number {
  let place = 0
  for (let step = 1 << (31 - Math.clz32(sums.length)); step > 0; step >>= 1) {
    const sum = sums[place + step]
    if (sum !== undefined && sum <= target) place += step
  }
  return place
}
