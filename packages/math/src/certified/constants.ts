/** ln 2 and pi in fixed point, to any precision: floor(2^bits c) exactly. [exp.proof.md] */
import { bitLength } from '../rational/integer.ts'

/** floor(2^bits ln 2), by ln 2 = 18 artanh(1/26) - 2 artanh(1/4801) + 8 artanh(1/8749). */
export const ln2Fixed: (bits: number) => bigint = floored(
  (work) =>
    18n * inverseSeries(26n, work, false) -
    2n * inverseSeries(4801n, work, false) +
    8n * inverseSeries(8749n, work, false),
)

/** floor(2^bits pi), by pi = 16 arctan(1/5) - 4 arctan(1/239). */
export const piFixed: (bits: number) => bigint = floored(
  (work) => 16n * inverseSeries(5n, work, true) - 4n * inverseSeries(239n, work, true),
)

/**
 * 2^work artanh(1/n) = sum n^-(2k+1) / (2k+1), or arctan(1/n) with alternating signs, for n >= 5.
 * A power lacks less than 1.05 of its exact value, a term less than 2, the rest of the series is
 * below 2, and there are at most work / 4 + 1 terms: an error below work / 2 + 4 in all.
 */
function inverseSeries(n: bigint, work: number, alternating: boolean): bigint {
  const square = n * n
  let power = (1n << BigInt(work)) / n
  let sum = 0n
  for (let k = 0n; power > 0n; k++) {
    const term = power / (2n * k + 1n)
    sum = alternating && k & 1n ? sum - term : sum + term
    power /= square
  }
  return sum
}

/**
 * The combinations above multiply the series' errors by 28 in sum, so err by less than 14 work + 112.
 * A floor that this error leaves open is tried again with more guard bits. The longest result so far
 * is kept: a shorter one is its prefix.
 */
function floored(series: (work: number) => bigint): (bits: number) => bigint {
  let known = 0n
  let knownBits = -1
  return (bits) => {
    for (let guard = 32 + bitLength(BigInt(bits)); knownBits < bits; guard += 64) {
      const work = bits + guard
      const value = series(work)
      const error = BigInt(14 * work + 112)
      const low = (value - error) >> BigInt(guard)
      if (low !== (value + error) >> BigInt(guard)) continue
      known = low
      knownBits = bits
    }
    return known >> BigInt(knownBits - bits)
  }
}
