/** Roots of unity in doubles: the same bits in every engine. */

const tau = 6.283185307179586
/** What `tau` lacks of 2 pi. */
const tauRest = 2.4492935982947064e-16

/** Groups of four: the cosine and sine of -2 pi j / length, then those of twice that angle. */
export type Twiddles = Float64Array

const known = new Map<number, Twiddles>()

/**
 * For j below length / 4, where `length` is a power of two, at least 4. Every number has an error of at most
 * 2^-52. [fourier.proof.md]
 */
export function twiddles(length: number): Twiddles {
  const before = known.get(length)
  if (before !== undefined) return before
  const quarter = length >> 2
  const table = new Float64Array(4 * quarter)
  for (let j = 0; j < quarter; j++) {
    table[4 * j] = cosine(j, length)
    table[4 * j + 1] = -sine(j, length)
    table[4 * j + 2] = cosine(2 * j, length)
    table[4 * j + 3] = -sine(2 * j, length)
  }
  known.set(length, table)
  return table
}

/** cos(2 pi j / length) for 0 <= j <= length / 2. */
function cosine(j: number, length: number): number {
  if (4 * j > length) return -cosine(length / 2 - j, length)
  return 8 * j > length ? shortSine(length / 4 - j, length) : shortCosine(j, length)
}

/** sin(2 pi j / length) for 0 <= j <= length / 2. */
function sine(j: number, length: number): number {
  if (4 * j > length) return sine(length / 2 - j, length)
  return 8 * j > length ? shortCosine(length / 4 - j, length) : shortSine(j, length)
}

/** (1) For angles of at most pi / 4, by Taylor's series to x^17. */
function shortSine(j: number, length: number): number {
  const turn = j / length // exact
  const x = turn * tau
  const z = x * x
  let sum = 0
  for (let k = 16; k >= 2; k -= 2) sum = (-z / (k * (k + 1))) * (1 + sum)
  return x + (x * sum + turn * tauRest)
}

/** (1) To x^18. */
function shortCosine(j: number, length: number): number {
  const x = (j / length) * tau
  const z = x * x
  let sum = 0
  for (let k = 17; k >= 3; k -= 2) sum = (-z / (k * (k + 1))) * (1 + sum)
  return 1 - (z / 2) * (1 + sum)
}
