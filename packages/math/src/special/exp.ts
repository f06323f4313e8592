/** The exponential in doubles, from + - * and a table: the same bits in every engine. */
import { powersOfTwo } from '../rounding/powers-of-two.ts'
import { roots } from './exp-table.ts'

const table = Float64Array.from(roots)
const perLn2 = 184.6649652337873
/** ln 2 / 128 in two parts: the first has 35 bits, so that its product with `steps` is exact. */
const stepHigh = 0.005415212347998022
const stepLow = 1.2655086083325438e-13

/** 1.5 * 2^52: adding and subtracting it rounds to an integer. */
const roundingShift = 6755399441055744

/**
 * e^x, with |error| <= 1.05 * 2^-52 e^x + 2^-1075 (the last for subnormal results alone); Infinity where it
 * exceeds the largest double. Proved. [exp.proof.md]
 *
 * @throws RangeError if x is NaN
 */
export function exp(x: number): number {
  if (!(x > -746 && x < 710)) return outside(x)
  const steps = x * perLn2 + roundingShift - roundingShift // (1) |x - steps ln 2 / 128| < 0.0028
  const r = x - steps * stepHigh - steps * stepLow // (2)
  const p = r + r * r * (0.5 + r * (1 / 6 + r * (1 / 24 + r * (1 / 120)))) // (3)
  const root = table[steps & 127] ?? 0
  const mantissa = root + root * p // (4)
  return scale(mantissa, steps >> 7)
}

/** mantissa * 2^power, rounded once. */
function scale(mantissa: number, power: number): number {
  if (power < -1022) return mantissa * (powersOfTwo[power + 1174] ?? 0) * 7.888609052210118e-31 // 2^-100
  if (power > 1023) return mantissa * (powersOfTwo[power + 1073] ?? 0) * 2
  return mantissa * (powersOfTwo[power + 1074] ?? 0)
}

function outside(x: number): number {
  if (Number.isNaN(x)) throw new RangeError('exp: x is NaN')
  return x > 0 ? Number.POSITIVE_INFINITY : 0
}

/**
 * e^x - 1, with |error| <= 2^-49 |e^x - 1|.
 *
 * @throws RangeError if x is NaN
 */
export function expm1(x: number): number {
  if (!(x > -0.35 && x < 0.35)) return exp(x) - 1
  let sum = 0
  for (let k = x > -0.01 && x < 0.01 ? 7 : 15; k >= 2; k--) sum = (x * (1 + sum)) / k
  return x + x * sum
}
