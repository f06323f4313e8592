/** Doubles as exact numbers: their bits, their neighbours, their values. */
import { dyadic, type Rational } from '../rational/rational.ts'

const double = new Float64Array(1)
const word = new BigInt64Array(double.buffer)

/** The smallest double greater than x; NaN stays NaN, Infinity stays Infinity. */
export function nextUp(x: number): number {
  if (!(x < Number.POSITIVE_INFINITY)) return x
  if (x === 0) return Number.MIN_VALUE
  double[0] = x
  word[0] = bits() + (x > 0 ? 1n : -1n)
  return value()
}

/** The largest double less than x; NaN stays NaN, -Infinity stays -Infinity. */
export function nextDown(x: number): number {
  return -nextUp(-x)
}

/** The exact binary value of a double. @throws RangeError if x is not finite */
export function exactDouble(x: number): Rational {
  if (!Number.isFinite(x)) throw new RangeError(`exactDouble: x is ${x}, must be finite`)
  if (Number.isSafeInteger(x)) return dyadic(BigInt(x), 0)
  double[0] = x
  const pattern = bits()
  const biased = Number((pattern >> 52n) & 0x7ffn)
  const stored = pattern & 0xfffffffffffffn
  const magnitude = biased === 0 ? stored : stored | 0x10000000000000n
  return dyadic(x < 0 ? -magnitude : magnitude, Math.max(biased, 1) - 1075)
}

function bits(): bigint {
  return word[0] ?? 0n
}

function value(): number {
  return double[0] ?? 0
}
