/**
 * v * size / units, toward zero: what is kept of an exact integer when there are more units than the
 * public size says. [public-size.proof.md]
 *
 * Two integers are never further apart afterwards than before.
 *
 * @param size the public size, at least 0
 * @param units the true number of units, more than `size`; the same for both neighbours
 */
export function scaleSurplus(value: bigint, size: bigint, units: bigint): bigint {
  return (value * size) / units // BigInt division is toward zero (1)
}
