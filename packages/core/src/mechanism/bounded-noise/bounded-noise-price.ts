/** What discrete Laplace noise costs that is drawn again beyond a radius, and the radius that a delta allows. */
import {
  compare,
  divide,
  expFixed,
  floor,
  floorLog2,
  multiply,
  type Rational,
  type RationalLike,
  rational,
  smallestInteger,
} from '@dither/math'
import { shortUp } from '../../space/significant.ts'

const one = rational(1)
/** Deltas are known to more bits than this, but for those below 2^-20000, which are only known to be. */
const deltaBits = 128
const mostBits = 20_000

/** What is priced: the numbers of an event, or a mechanism's own. */
export interface BoundedNoiseNumbers {
  readonly scale: RationalLike
  readonly radius: RationalLike
  readonly sensitivity: RationalLike
}

/** epsilon = d / scale and the delta of the ends, d = floor(sensitivity). [bounded-noise.proof.md] */
export function boundedNoisePrice(numbers: BoundedNoiseNumbers): {
  readonly epsilon: Rational
  readonly delta: Rational
} {
  const scale = rational(numbers.scale)
  const change = floor(rational(numbers.sensitivity))
  const delta = boundedNoiseDelta({ scale, radius: floor(rational(numbers.radius)), change })
  return { epsilon: divide(rational(change), scale), delta }
}

/**
 * The chance of the lowest `change` answers, which a neighbour that lies higher by so much cannot give, rounded up by
 * less than 2^-90 of it.
 */
export function boundedNoiseDelta(options: {
  readonly scale: Rational
  readonly radius: bigint
  readonly change: bigint
}): Rational {
  const { scale, radius, change } = options
  if (change <= 0n) return rational(0)
  if (change > 2n * radius) return one
  const power = powersFor(scale, radius)
  const { whole } = power
  const [ends, next] = [power.of(radius + 1n), power.of(1n)]
  // (1) All weigh 1 + q - 2 q^(radius + 1), times 1 / (1 - q).
  const all = whole + next.low - 2n * ends.high
  const lowest = (): bigint => {
    // (2) Up to 0 these fall from it on; of more, what the others do not weigh.
    if (change <= radius + 1n) return power.of(radius - change + 1n).high - ends.low
    const others = power.of(change - radius).low - ends.high
    return whole + next.high - 2n * ends.low - (others > 0n ? others : 0n)
  }
  const delta = shortUp(rational(lowest(), all), 96)
  return compare(delta, one) < 0 ? delta : one
}

/** The smallest radius that keeps delta for changes up to the whole sensitivity. */
export function boundedNoiseRadius(scale: Rational, sensitivity: bigint, delta: Rational): bigint {
  const keeps = (radius: bigint): boolean =>
    compare(boundedNoiseDelta({ scale, radius, change: sensitivity }), delta) <= 0
  let most = sensitivity
  while (!keeps(most)) most *= 2n
  return smallestInteger(keeps, 0n, most)
}

/** 2^bits q^k, within 2 units, to enough bits for the ends: q^radius, and 1 - q, keep more than `deltaBits`. */
function powersFor(
  scale: Rational,
  radius: bigint,
): {
  readonly whole: bigint
  readonly of: (k: bigint) => { readonly low: bigint; readonly high: bigint }
} {
  const depth = floor(multiply(rational(radius), rational(scale.denominator, scale.numerator)))
  const fine = 3 * Math.max(0, floorLog2(scale))
  const bits = Math.min(mostBits, deltaBits + fine + Math.ceil(1.5 * Number(depth) + 3))
  const { numerator, denominator } = scale
  return {
    whole: 1n << BigInt(bits),
    of: (k) => expFixed(k * denominator, numerator, bits),
  }
}
