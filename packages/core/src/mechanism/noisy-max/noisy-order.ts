/** The order of scores with continuous noise, decided exactly: each noise is drawn as far as it is needed. */
import {
  ceiling,
  divide,
  floor,
  type Interval,
  ln,
  lnInterval,
  multiply,
  negate,
  type Rational,
  rational,
  subtract,
  toNumber,
} from '@dither/math'
import type { BitSource } from '../../random/bits.ts'
import { type LazyUniform, reveal } from '../../random/lazy-uniform/lazy-uniform.ts'
import { relativeMargin } from '../../random/lazy-uniform/quick-compare.ts'
import { nextCentre } from '../../random/uniform/next-centre.ts'
import { prefixCentre, wordPair } from '../../random/uniform/word-pair.ts'
import type { Candidates } from '../exponential/candidates.ts'

/**
 * Noise on a score, in scales, from a standard exponential E: E itself; E with a fair sign, which is Laplace; or
 * -ln E, which is Gumbel.
 */
export type ScoreNoise = 'exponential' | 'laplace' | 'gumbel'

/** Bits of a bound beyond those known of U, so that its own error seldom matters. */
const guardBits = 32

/** One noise, drawn in part: (1) the lowest bit of the second word is its sign, and no part of U. */
interface Drawn {
  readonly uniform: LazyUniform
  readonly negative: boolean
}

/** Ends of intervals, of which each surely holds one noisy score, in one unit; infinite where nothing is known. */
interface Bounds {
  readonly low: ArrayLike<number | bigint>
  readonly high: ArrayLike<number | bigint>
}

/**
 * The places of the `first` largest score / scale + noise, the largest first. No two are equal, but for an event of
 * probability 0. [noisy-max.proof.md]
 */
export function noisyOrder(
  { shortfalls, shortfallOf, counts }: Candidates,
  scale: Rational,
  noise: ScoreNoise,
  first: number,
  bits: BitSource,
): readonly number[] {
  const exact = shortfalls.map((shortfall) => divide(shortfall, scale))
  const short = Float64Array.from(exact, toNumber)
  const levels = counts.flatMap((count, run) =>
    new Array<number>(Number(count)).fill(shortfallOf[run] ?? 0),
  )
  const centres = new Float64Array(levels.length)
  const negative = new Uint8Array(levels.length)
  const quick = { low: new Float64Array(levels.length), high: new Float64Array(levels.length) }
  const { known, unit } = wordPair(bits.wordBits)
  for (const [i, level] of levels.entries()) {
    const [word, next] = [nextCentre(bits), nextCentre(bits)]
    const centre = prefixCentre(word, next, bits.wordBits)
    centres[i] = centre
    negative[i] = noise === 'laplace' ? next & 1 : 0
    const { value, error } = quickKey(centre, unit, short[level] ?? 0, noise, negative[i] === 1)
    const [low, high] = [value - error, value + error]
    quick.low[i] = Number.isNaN(low) ? Number.NEGATIVE_INFINITY : low
    quick.high[i] = Number.isNaN(high) ? Number.POSITIVE_INFINITY : high
  }
  const decided = certainOrder(quick, first)
  if (decided !== undefined) return decided
  // (2) Of the others, `first` are surely above.
  const bar = quick.low.toSorted().at(-first) ?? Number.NEGATIVE_INFINITY
  const places = [...levels.keys()].filter((i) => !((quick.high[i] ?? 0) < bar))
  const drawn = places.map(
    (i): Drawn => ({
      uniform: { prefix: BigInt((centres[i] ?? 0) - 0.5), known },
      negative: negative[i] === 1,
    }),
  )
  for (;;) {
    for (const { uniform } of drawn) reveal(uniform, bits) // (3) The same U, known better.
    const bounds = drawn.map((one, j) =>
      keyOf(one, exact[levels[places[j] ?? 0] ?? 0] ?? rational(0), noise),
    )
    const order = certainOrder(
      { low: bounds.map(({ low }) => low), high: bounds.map(({ high }) => high) },
      first,
    )
    if (order !== undefined) return order.map((j) => places[j] ?? 0)
  }
}

/** The order of the `first` largest, if the bounds tell it. */
export function certainOrder({ low, high }: Bounds, first: number): readonly number[] | undefined {
  const order: number[] = []
  const taken = new Uint8Array(low.length)
  for (let place = 0; place < first; place++) {
    let best = -1
    for (let i = 0; i < low.length; i++)
      if (taken[i] === 0 && (best < 0 || (low[i] ?? 0) > (low[best] ?? 0))) best = i
    if (best < 0) break
    taken[best] = 1
    const bar = low[best] ?? 0
    let surely = true
    // (4) Every one of the rest is surely below it.
    for (let i = 0; i < low.length; i++)
      if (taken[i] === 0 && !((high[i] ?? 0) < bar)) surely = false
    if (!surely) return undefined
    order.push(best)
  }
  return order
}

/** noise - short in doubles, and how far it may be off; NaN if nothing is known. [noisy-max.proof.md] */
export function quickKey(
  centre: number,
  unit: number,
  short: number,
  noise: ScoreNoise,
  negative: boolean,
): { readonly value: number; readonly error: number } {
  const unknown = { value: Number.NaN, error: Number.NaN }
  if (centre < 2) return unknown
  const exponential = -ln(centre * unit)
  const slack = 0.6 / centre + (exponential + 1) * relativeMargin
  if (noise !== 'gumbel') {
    const value = (negative ? -exponential : exponential) - short
    return { value, error: slack + (short + Math.abs(value)) * relativeMargin }
  }
  const relative = slack / exponential
  if (!(relative <= 0.25)) return unknown // (5)
  const logarithm = ln(exponential)
  const value = -logarithm - short
  const rounding = 1 + Math.abs(logarithm) + short + Math.abs(value)
  return { value, error: 2 * relative + rounding * relativeMargin }
}

/** noise - short, enclosed, times a power of two that follows what is known. */
function keyOf(
  { uniform: { prefix, known }, negative }: Drawn,
  short: Rational,
  noise: ScoreNoise,
): { readonly low: bigint | number; readonly high: bigint | number } {
  const whole = 1n << BigInt(known)
  // (6) At its ends U has no lower bound above 0, or no upper one below 1.
  if (prefix === 0n || prefix + 1n === whole)
    return { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY }
  const precision = known + guardBits
  const exponential: Interval = {
    low: negate(lnInterval(rational(prefix + 1n, whole), precision).high),
    high: negate(lnInterval(rational(prefix, whole), precision).low),
  }
  const { low, high } =
    noise === 'gumbel'
      ? flip({
          low: lnInterval(exponential.low, precision).low,
          high: lnInterval(exponential.high, precision).high,
        })
      : negative
        ? flip(exponential)
        : exponential
  const steps = rational(1n << BigInt(precision))
  return {
    low: floor(multiply(steps, subtract(low, short))),
    high: ceiling(multiply(steps, subtract(high, short))),
  }
}

function flip({ low, high }: Interval): Interval {
  return { low: negate(high), high: negate(low) }
}
