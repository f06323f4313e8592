/** Powers of two as exact doubles, by table: the engines' `**` promises no accuracy. */

const powers = Float64Array.from({ length: 64 }, (_, exponent) => Number(1n << BigInt(exponent)))

/** 2^exponent, exact, for an integer exponent in [0, 63]. */
export function powerOfTwo(exponent: number): number {
  const power = powers[exponent]
  if (power === undefined) throw new RangeError(`exponent is ${exponent}, must be in [0, 63]`)
  return power
}
