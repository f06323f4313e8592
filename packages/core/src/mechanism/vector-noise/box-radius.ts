/** The radius of the box in which noise for an L-infinity sensitivity lies. */
import {
  bitLength,
  ceiling,
  compare,
  divide,
  type Interval,
  ln,
  lnInterval,
  multiply,
  type Rational,
  rational,
  reciprocal,
  smallestInteger,
  subtract,
  toNumber,
} from '@dither/math'
import type { BitSource } from '../../random/bits.ts'
import { drawGeometric } from '../../random/geometric/geometric.ts'
import { geometricPlan } from '../../random/geometric/geometric-plan.ts'
import { drawBelow } from '../../random/uniform/uniform-below.ts'
import { type Exponent, isKept, type QuickExponent } from './exponent.ts'

const one = rational(1)
/** Blocks fall by 1/e from one to the next. */
const blocks = geometricPlan(one)
/** To this precision, a fall is known to be at least 1. */
const searchBits = 64
/** Below this, doubles hold all radii that come up. */
const largest = 1e200
const unknown: QuickExponent = { near: 0, size: Number.POSITIVE_INFINITY }

/** How to draw R with Pr[R = r] proportional to w(r) = (2r + 1)^dimension e^(-r / scale), r >= 0. */
export interface BoxRadius {
  readonly scale: Rational
  readonly dimension: number
  /** The first r at which w is largest. */
  readonly mode: bigint
  /** From the mode, w falls by a factor e at least in that many steps up. */
  readonly up: bigint
  /** The same down, or the whole way to 0 where it falls by less. */
  readonly down: bigint
}

/** Prepares the draws of one law. [vector-noise.proof.md] */
export function boxRadius(scale: Rational, dimension: number): BoxRadius {
  const most = ceiling(multiply(scale, rational(BigInt(dimension))))
  const mode = smallestInteger((r) => falls(scale, dimension, r), 0n, most)
  const law = { scale, dimension, mode }
  const far = (r: bigint): boolean => compare(fall(law, r)(searchBits).low, one) >= 0
  let reach = 1n
  while (!far(mode + reach)) reach *= 2n
  const up = smallestInteger((s) => far(mode + s), 1n, reach)
  // (1) Where even 0 is less than a factor e below the mode, the first block holds all that is there.
  const down = mode === 0n ? 0n : smallestInteger((s) => s === mode || far(mode - s), 1n, mode)
  return Object.freeze({ ...law, up, down })
}

/** One draw: a block and a place in it, kept with the probability that w has left there. */
export function drawRadius(law: BoxRadius, bits: BitSource): bigint {
  const { mode, up, down } = law
  for (;;) {
    const place = drawBelow(up + down, bits)
    const block = drawGeometric(blocks, bits)
    const r = place < up ? mode + block * up + place : mode - 1n - block * down - (place - up)
    if (r < 0n) continue
    // (2) w(r) <= e^-block w(mode), as ln w is concave.
    const rest: Exponent = (precision) => lessBy(fall(law, r)(precision), rational(block))
    if (isKept(rest, quickRest(law, r, Number(block)), bits)) return r
  }
}

/** ln w(mode) - ln w(r), at least 0: (r - mode) / scale - dimension ln((2r + 1) / (2 mode + 1)). */
export function fall(
  { scale, dimension, mode }: Pick<BoxRadius, 'scale' | 'dimension' | 'mode'>,
  r: bigint,
): Exponent {
  const straight = divide(rational(r - mode), scale)
  const ratio = rational(2n * r + 1n, 2n * mode + 1n)
  const times = rational(BigInt(dimension))
  // A logarithm below 2^12 in size, unless a radius has thousands of bits.
  const guard = 16 + bitLength(BigInt(dimension))
  return (bits) => {
    const { low, high } = lnInterval(ratio, bits + guard)
    return {
      low: subtract(straight, multiply(times, high)),
      high: subtract(straight, multiply(times, low)),
    }
  }
}

/** Whether w(r + 1) < w(r): dimension ln((2r + 3) / (2r + 1)) < 1 / scale, which are never equal. */
function falls(scale: Rational, dimension: number, r: bigint): boolean {
  const ratio = rational(2n * r + 3n, 2n * r + 1n)
  const slope = reciprocal(multiply(scale, rational(BigInt(dimension))))
  for (let bits = searchBits; ; bits *= 2) {
    const { low, high } = lnInterval(ratio, bits)
    if (compare(high, slope) < 0) return true
    if (compare(low, slope) > 0) return false
  }
}

/** The same less `block`, in doubles; from each part of the sum come errors of 2^-50 of it at most, and of d 2^-50. */
export function quickRest(
  { scale, dimension, mode }: BoxRadius,
  r: bigint,
  block: number,
): QuickExponent {
  const b = toNumber(scale)
  if (!(b < largest)) return unknown
  const straight = Number(r - mode) / b
  const curved = dimension * ln(Number(2n * r + 1n) / Number(2n * mode + 1n))
  return {
    near: straight - curved - block,
    size: Math.abs(straight) + Math.abs(curved) + dimension + block,
  }
}

function lessBy({ low, high }: Interval, amount: Rational): Interval {
  return { low: subtract(low, amount), high: subtract(high, amount) }
}
