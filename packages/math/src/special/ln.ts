/** The natural logarithm in doubles, from + - * and a table: the same bits in every engine. */
import { powersOfTwo } from '../rounding/powers-of-two.ts'
import { logarithms, reciprocals512 } from './ln-table.ts'

const reciprocals = Float64Array.from(reciprocals512, (k) => k / 512)
const offsets = Float64Array.from(logarithms)
const double = new Float64Array(1) // only written: reading back what words wrote would stall
const words = new Uint32Array(double.buffer)
const high = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 1 : 0

/** ln 2 in two parts: the first has 42 bits, so that its product with an exponent is exact. */
const ln2High = 0.6931471805598903
const ln2Low = 5.497923018708371e-14

const smallestNormal = 2.2250738585072014e-308

/**
 * ln x for x >= 0.
 *
 * |error| <= 2^-53 (1.8 + |ln x|), so below 2^-52 (1 + |ln x|); and, for 1 - 2^-8 <= x < 1 + 2^-7,
 * |error| <= 2^-51 |ln x|. Both proved. [ln.proof.md]
 *
 * @throws RangeError if x is negative or NaN
 */
export function ln(x: number): number {
  if (!(x >= smallestNormal && x < Number.POSITIVE_INFINITY)) return outside(x)
  return lnScaled(x, 0)
}

/** ln(x / 2^shift), for a normal x. */
function lnScaled(x: number, shift: number): number {
  double[0] = x
  const head = words[high] ?? 0
  const place = (head - 0x3fe60000) | 0
  const binade = place >> 20
  const exponent = binade - shift
  const cell = (place >>> 13) & 127
  const z = x * (powersOfTwo[1074 - binade] ?? 0) // (1) exact; z is in [0.6875, 1.375)
  const r = z * (reciprocals[cell] ?? 0) - 1 // (2) |r| <= 2^-7
  const p = r * r * (-0.5 + r * (1 / 3 + r * (-0.25 + r * (0.2 + r * (-1 / 6 + r * (1 / 7)))))) // (3)
  return exponent * ln2High + (exponent * ln2Low + ((offsets[cell] ?? 0) + (r + p))) // (4)
}

/** Zero, infinity and subnormal numbers. */
function outside(x: number): number {
  if (x === 0) return Number.NEGATIVE_INFINITY
  if (x === Number.POSITIVE_INFINITY) return x
  if (!(x > 0)) throw new RangeError(`ln: x is ${x}, must be at least 0`)
  return lnScaled(x * 18014398509481984, 54) // exact: subnormal numbers have bits to spare
}

/**
 * ln(1 + x) for x >= -1, with |error| <= 2^-49 |ln(1 + x)|.
 *
 * @throws RangeError if x < -1 or NaN
 */
export function log1p(x: number): number {
  if (x > -0.25 && x < 0.25) {
    if (x > -5e-17 && x < 5e-17) return x
    // 2 artanh(s) with s = x / (2 + x), |s| <= 1/7.
    const s = x / (2 + x)
    const z = s * s
    let sum = 0
    for (let odd = 21; odd >= 3; odd -= 2) sum = z * (1 / odd + sum)
    return 2 * s + 2 * s * sum
  }
  if (!(x >= -1)) throw new RangeError(`log1p: x is ${x}, must be at least -1`)
  return ln(1 + x) // 1 + x is off by 2^-53 relatively, ln by that much: little beside ln 1.25
}
