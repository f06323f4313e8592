/** The normal distribution in doubles: the same bits in every engine. */
import { exp } from './exp.ts'
import { ln } from './ln.ts'

/**
 * Chebyshev coefficients in t = (x - 5) / (x + 5) of (1 + x) e^(x^2/2) P(Z > x) for x >= 0, Z standard
 * normal; computed with 200 bits from 240 nodes, the omitted ones sum to less than 2^-61.
 */
const millsCoefficients = Float64Array.of(
  0.4619742120721857,
  -0.06516520239491264,
  -0.005458781501136567,
  0.01229619904556344,
  -0.006470872915703688,
  0.0022407355224168305,
  -0.0005638623774651974,
  9.984031082925812e-5,
  -9.849514843168493e-6,
  -4.032494233045217e-7,
  2.99023962013034e-7,
  -3.032070748442814e-8,
  -4.617665713929027e-9,
  1.3298288008382692e-9,
  3.007242719019045e-11,
  -4.4299537255328156e-11,
  1.3999857147018152e-12,
  1.4718957028912571e-12,
  -9.325953119165372e-14,
  -5.294681169067695e-14,
  3.958188414414517e-15,
  2.1048214642963194e-15,
  -1.345671286136144e-16,
  -9.097614914495833e-17,
  2.9906032105666557e-18,
  4.120292578607833e-18,
  5.960428481740839e-20,
  -1.8658806714429316e-19,
)

const rootTwo = Math.SQRT2

/**
 * P(Z > x) for a standard normal Z: |error| <= 2^-48 P(Z > x) + 2^-1073 (the last for results below
 * 2^-1022 alone). The bound is tested, not proved.
 *
 * @throws RangeError if x is NaN
 */
export function normalTail(x: number): number {
  if (Number.isNaN(x)) throw new RangeError('normalTail: x is NaN')
  const size = Math.abs(x)
  const tail = size > 39 ? 0 : expOfSquare(size, 0.5) * mills(size)
  return x < 0 ? 1 - tail : tail
}

/** P(Z <= x) for a standard normal Z, with the error bound of `normalTail`. */
export function normalCdf(x: number): number {
  return normalTail(-x)
}

/**
 * The complementary error function, 2 P(Z > x sqrt 2): |error| <= 2^-48 erfc(x) + 2^-1073.
 *
 * @throws RangeError if x is NaN
 */
export function erfc(x: number): number {
  if (Number.isNaN(x)) throw new RangeError('erfc: x is NaN')
  const size = Math.abs(x)
  const tail = size > 28 ? 0 : expOfSquare(size, 1) * (2 * mills(size * rootTwo))
  return x < 0 ? 2 - tail : tail
}

/** e^(x^2/2) P(Z > x) for x >= 0. */
function mills(x: number): number {
  const twice = 2 * ((x - 5) / (x + 5))
  let last = 0
  let next = 0
  for (let k = millsCoefficients.length - 1; k >= 1; k--) {
    const value = twice * next - last + (millsCoefficients[k] ?? 0)
    last = next
    next = value
  }
  return (0.5 * twice * next - last + (millsCoefficients[0] ?? 0)) / (1 + x)
}

/** e^(-factor x^2) without the error of squaring: x = head + rest, and head^2 is exact. */
function expOfSquare(x: number, factor: number): number {
  const carry = 134217729 * x
  const head = carry - (carry - x)
  return exp(-factor * (head * head)) * exp(-factor * ((x - head) * (x + head)))
}

/**
 * The x with P(Z <= x) = p, for p in [0, 1]: |error| <= 2^-49 max(|x|, 1); AS 241 [Wic88].
 * The bound is tested, not proved.
 *
 * @throws RangeError if p is outside [0, 1]
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`normalQuantile: p is ${p}, must be from 0 to 1`)
  const q = p - 0.5
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q
    return (q * horner(centralTop, r)) / horner(centralBottom, r)
  }
  const tail = q < 0 ? p : 1 - p
  if (tail === 0) return q < 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  const r = Math.sqrt(-ln(tail))
  const size =
    r <= 5
      ? horner(middleTop, r - 1.6) / horner(middleBottom, r - 1.6)
      : horner(farTop, r - 5) / horner(farBottom, r - 5)
  return q < 0 ? -size : size
}

function horner(coefficients: readonly number[], x: number): number {
  let value = 0
  for (let k = coefficients.length - 1; k >= 0; k--) value = value * x + (coefficients[k] ?? 0)
  return value
}

const centralTop = [
  3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987,
  67265.7709270087, 33430.57558358813, 2509.0809287301227,
]
const centralBottom = [
  1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271,
  28729.085735721943, 5226.495278852854,
]
const middleTop = [
  1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684,
  0.2417807251774506, 0.022723844989269184, 0.0007745450142783414,
]
const middleBottom = [
  1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008,
  0.015198666563616457, 0.0005475938084995345, 1.0507500716444169e-9,
]
const farTop = [
  6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487,
  0.026532189526576124, 0.0012426609473880784, 2.7115555687434876e-5, 2.0103343992922881e-7,
]
const farBottom = [
  1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133,
  1.8463183175100548e-5, 1.421511758316446e-7, 2.0442631033899397e-15,
]
