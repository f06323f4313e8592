/** The law of canonical noise on cells: certified tails, what changes cost, and the reach that a delta allows. */
import {
  bitLength,
  ceiling,
  compare,
  expFixed,
  floorLog2,
  multiply,
  type Rational,
  rational,
  smallestInteger,
} from '@dither/math'
import { shortUp } from '../../space/significant.ts'

/**
 * Cells are numbered …, -1, 0, 1, …; cell c is the place (c + 1/2) cells from 0. Stairs of `width` cells lie around 0, each
 * e^-epsilon as high as the one before; beyond `reach` cells on either side there is nothing.
 */
export interface CanonicalShape {
  readonly epsilon: Rational
  /** Even, so that the middle stair has as many cells on either side. */
  readonly width: bigint
  /** More than half a width; without one the noise has no end. */
  readonly reach?: bigint
}

/** Integers with low <= the value times 2^bits <= high. */
export interface FixedInterval {
  readonly low: bigint
  readonly high: bigint
}

/** Deltas are known to more bits than this, but for those below 2^-20000, which are only known to be. */
const deltaBits = 128
const mostBits = 20_000

/** Encloses 2^bits Pr[cell >= from]. [canonical-noise.proof.md] */
export function canonicalTail(shape: CanonicalShape, from: bigint, bits: number): FixedInterval {
  const whole = 1n << BigInt(bits)
  const { reach } = shape
  if (reach === undefined) return endlessTail(shape, from, bits)
  if (from >= reach) return { low: 0n, high: 0n }
  if (from <= -reach) return { low: whole, high: whole }
  // (2) (L(from) - L(reach)) / (1 - 2 L(reach)), each part rounded so that the quotient shrinks or grows.
  const cut = endlessTail(shape, reach, bits)
  const tail = endlessTail(shape, from, bits)
  const low = tail.low > cut.high ? tail.low - cut.high : 0n
  const least = whole - 2n * cut.high
  if (least <= 0n) return { low: 0n, high: whole }
  const high = ceilingDivide((tail.high - cut.low) * whole, least)
  return { low: (low * whole) / (whole - 2n * cut.low), high: high < whole ? high : whole }
}

/** Pr[cell < change - reach]: the part of the law that a neighbour moved by `change` cells lacks, rounded up. */
export function canonicalDelta(
  shape: CanonicalShape & { readonly reach: bigint },
  change: bigint,
): Rational {
  const { epsilon, width, reach } = shape
  if (change >= 2n * reach) return rational(1)
  const stairs = ceiling(multiply(epsilon, rational(reach, width)))
  const fine = bitLength(width) + 2 * Math.max(0, -floorLog2(epsilon))
  const bits = Math.min(mostBits, deltaBits + Math.ceil(1.5 * Number(stairs)) + fine)
  // (3) The first cells weigh what the last do.
  const { high } = canonicalTail(shape, reach - change, bits)
  const delta = shortUp(rational(high, 1n << BigInt(bits)), 96)
  return compare(delta, rational(1)) < 0 ? delta : rational(1)
}

/** The smallest reach, in cells, that keeps delta for changes up to a width. */
export function canonicalReach(epsilon: Rational, width: bigint, delta: Rational): bigint {
  const keeps = (reach: bigint): boolean =>
    compare(canonicalDelta({ epsilon, width, reach }, width), delta) <= 0
  let most = width
  while (!keeps(most)) most *= 2n
  return smallestInteger(keeps, width / 2n + 1n, most)
}

/** Without a reach: L(m) = b^J / (1 + b) (1 - (1 - b) r / width), m + width / 2 = J width + r, for J >= 0. */
function endlessTail(shape: CanonicalShape, from: bigint, bits: number): FixedInterval {
  const whole = 1n << BigInt(bits)
  const { epsilon, width } = shape
  if (from < 0n) {
    // (1) The law is symmetric about 0, the edge of cells -1 and 0.
    const { low, high } = endlessTail(shape, -from, bits)
    return { low: whole - high, high: whole - low }
  }
  const place = from + width / 2n
  const stair = place / width
  const rest = place % width
  const b = expFixed(epsilon.numerator, epsilon.denominator, bits)
  const power = expFixed(epsilon.numerator * stair, epsilon.denominator, bits)
  const part = (factor: bigint): bigint => width * whole - (whole - factor) * rest
  return {
    low: (power.low * part(b.low)) / (width * (whole + b.high)),
    high: ceilingDivide(power.high * part(b.high), width * (whole + b.low)),
  }
}

function ceilingDivide(a: bigint, b: bigint): bigint {
  return (a + b - 1n) / b
}
