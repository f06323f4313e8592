/** Every power of two that a double can hold: entry i is 2^(i - 1074). Doubling is exact. */
export const powersOfTwo: Float64Array = new Float64Array(2098)
for (let i = 0, power = Number.MIN_VALUE; i < powersOfTwo.length; i++, power *= 2)
  powersOfTwo[i] = power

/** 2^exponent exactly, for -1074 <= exponent <= 1023; 0 below and Infinity above. */
export function powerOfTwo(exponent: number): number {
  return powersOfTwo[exponent + 1074] ?? (exponent < 0 ? 0 : Number.POSITIVE_INFINITY)
}
