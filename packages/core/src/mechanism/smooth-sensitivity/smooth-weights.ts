/** Weights that fall by a factor e^-beta a step at most, in doubles of 21 bits. */
import { bitLength, expFixed, type Rational } from '@dither/math'

/** With whole numbers up to 2^32 their products are exact doubles. */
const weightBits = 21
const workBits = 64
/** 2^-48: weights below it stop falling. */
const least = 1 / Number(1n << 48n)
/** For tiny epsilons, whose weights hardly fall: so many, and all that follow equal the last. */
const most = 32_768

/**
 * w_0 = 1 and w_(k+1) >= e^-beta w_k, hardly more; they end where they fall no further: all that follow equal the
 * last. [smooth-sensitivity.proof.md]
 */
export function smoothWeights(beta: Rational): Float64Array {
  const fall = expFixed(beta.numerator, beta.denominator, workBits).high // (9) rounded up
  const weights = [1]
  let mantissa = 1n << BigInt(weightBits - 1)
  let power = weightBits - 1
  for (let last = 1; last > least && weights.length < most; ) {
    const product = mantissa * fall
    const surplus = bitLength(product) - weightBits
    mantissa = -(-product >> BigInt(surplus)) // (10) rounded up
    power += workBits - surplus
    const next = Number(mantissa) / Number(1n << BigInt(power))
    if (next >= last) break
    weights.push(next)
    last = next
  }
  return Float64Array.from(weights)
}
