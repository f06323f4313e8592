/** The two factors of summing, near its square root, in fixed point. */

/** Steps of the lattice to one count: c_0 = 2^24. */
export const latticeBits = 24n
/** Binary places of the second factor. */
export const factorBits = 128n
const guardBits = 64n

/**
 * The first factor: c_k = round(2^24 binomial(2k, k) / 4^k), in whole steps of the lattice.
 *
 * C is the lower triangular matrix with c_(i-j) in row i, column j: about 2^24 times the square root of summing.
 */
export function firstFactor(steps: number): readonly bigint[] {
  let factor = 1n << (latticeBits + guardBits)
  const factors: bigint[] = []
  for (let k = 0n; k < BigInt(steps); k++) {
    if (k > 0n) factor = (factor * (2n * k - 1n)) / (2n * k)
    factors.push((factor + (1n << (guardBits - 1n))) >> guardBits)
  }
  return factors
}

/** The squared L2 norm of the first column of C, which no other column exceeds. */
export function columnSquare(first: readonly bigint[]): bigint {
  return first.reduce((sum, c) => sum + c * c, 0n)
}

/**
 * The second factor, as far as it is asked for: 2^128 b_k with (c_0 b_k + … + c_k b_0) / 2^24 = 1 but for an
 * error of at most 2^-128, so that B C sums.
 */
export function secondFactor(first: readonly bigint[]): (length: number) => readonly bigint[] {
  const factors: bigint[] = []
  const one = 1n << (factorBits + latticeBits)
  return (length) => {
    for (let k = factors.length; k < length; k++) {
      let rest = one
      for (let j = 1; j <= k; j++) rest -= (first[j] ?? 0n) * (factors[k - j] ?? 0n)
      factors.push(rest >> latticeBits) // (1) Floored: the error is below one unit.
    }
    return factors
  }
}
