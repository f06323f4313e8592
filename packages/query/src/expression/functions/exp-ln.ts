/**
 * e^x and ln x by + - * / and exact powers of two alone, in one order, so that every engine that has IEEE 754 doubles
 * gives the same bits; `Math.exp` and the functions of databases differ. The relative error is below 1e-13
 * (measured: below 1e-15).
 */

/** ln 2 in two parts: a multiple of 2^-33 below 2^21 of them, and the rest. */
export const ln2: { readonly high: number; readonly low: number } = Object.freeze({
  high: 0.6931471803691238,
  low: 1.9082149292705877e-10,
})
/** 1 / ln 2. */
export const perLn2: number = Math.LOG2E
/** Beyond these e^x is infinite, or 0. */
export const expEnds: { readonly least: number; readonly most: number } = Object.freeze({
  least: -745.2,
  most: 709.782712893384,
})
/** Terms of e^r for |r| <= ln 2 / 2, and of ln m for m from 0.7 to 1.42: what is left out is below 1e-17. */
export const expTerms = 14
export const lnTerms = 12
/** Nearly the square root of 2. */
export const rootOf2: number = Math.SQRT2

/** e^x, not NaN. */
export function exp(x: number): number {
  if (x > expEnds.most) return Number.POSITIVE_INFINITY
  if (x < expEnds.least) return 0
  const k = Math.floor(x * perLn2 + 0.5)
  const r = x - k * ln2.high - k * ln2.low
  let sum = 1
  for (let i = expTerms; i >= 1; i -= 1) sum = 1 + (r * sum) / i
  return scaled(sum, k)
}

/** ln x for x > 0; NULL is for the caller. */
export function ln(x: number): number {
  if (x === Number.POSITIVE_INFINITY) return x
  const estimate = exponentOf(x)
  const near = scaled(x, -estimate)
  const [m, e] = near >= rootOf2 ? [near / 2, estimate + 1] : [near, estimate]
  const s = (m - 1) / (m - 1 + 2)
  const z = s * s
  let sum = 1 / (2 * lnTerms + 1)
  for (let i = lnTerms - 1; i >= 0; i -= 1) sum = 1 / (2 * i + 1) + z * sum
  return e * ln2.high + (2 * s * sum + e * ln2.low)
}

/** x 2^k in two steps, each by a power of two that is a double. */
function scaled(x: number, k: number): number {
  const half = Math.floor(k / 2)
  return x * powerOfTwo(half) * powerOfTwo(k - half)
}

/** For -1022 <= k <= 1023. */
export function powerOfTwo(k: number): number {
  return new Float64Array(new BigUint64Array([BigInt(k + 1023) << 52n]).buffer)[0] ?? 1
}

/** The e for which x = m 2^e with 1 <= m < 2. */
function exponentOf(x: number): number {
  const least = powerOfTwo(-1022)
  if (x < least) return exponentOf(x * powerOfTwo(54)) - 54
  const bits = new BigUint64Array(new Float64Array([x]).buffer)[0] ?? 0n
  return Number(bits >> 52n) - 1023
}
