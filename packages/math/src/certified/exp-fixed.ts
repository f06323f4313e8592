/** e^(-x) for a rational x >= 0, in fixed point, with every rounding error counted. */
import { bitLength } from '../rational/integer.ts'

/**
 * Encloses 2^bits e^(-numerator/denominator): low <= value <= high, and high - low <= 2.
 *
 * @param numerator at least 0
 * @param denominator greater than 0; the fraction need not be reduced
 * @param bits at least 0
 * @throws RangeError if a parameter is out of range
 * [exp.proof.md]
 */
export function expFixed(
  numerator: bigint,
  denominator: bigint,
  bits: number,
): { low: bigint; high: bigint } {
  if (numerator < 0n || denominator <= 0n)
    throw new RangeError('expFixed: numerator must be at least 0 and denominator greater than 0')
  if (!Number.isSafeInteger(bits) || bits < 0)
    throw new RangeError(`expFixed: bits is ${bits}, must be an integer, at least 0`)
  if (numerator === 0n) return { low: 1n << BigInt(bits), high: 1n << BigInt(bits) }
  // (1) x >= 0.7 (bits + 2) gives e^(-x) < 2^(-bits - 2).
  if (10n * numerator >= denominator * BigInt(7 * bits + 14)) return { low: 0n, high: 1n }

  // (2) y = x / 2^halvings < 2^-8; scale 2^work; `argument` <= 2^work y < argument + 1.
  const halvings = 8 + bitLength(numerator / denominator)
  const guard = halvings + bitLength(BigInt(bits)) + 6
  const work = BigInt(bits + guard)
  const argument = (numerator << work) / (denominator << BigInt(halvings))

  // (3) The alternating series; each term is below its exact value by less than 1.01.
  let term = 1n << work
  let value = term
  let index = 0n
  while (term > 0n) {
    index += 1n
    term = ((term * argument) >> work) / index
    value = index & 1n ? value - term : value + term
  }
  let error = 2n * index + 3n

  // (4) Squaring: an error of E becomes at most 2E + E^2 / 2^work + 1.
  for (let i = 0; i < halvings; i++) {
    value = (value * value) >> work
    error = 2n * error + ((error * error) >> work) + 2n
  }
  const back = BigInt(guard)
  const low = value > error ? (value - error) >> back : 0n
  return { low, high: ((value + error) >> back) + 1n }
}
