/** A public size is enforced, never believed (S3). */
import { scaleSurplus } from './scale-surplus.ts'

/**
 * The vectors as if there were exactly `size` units. [public-size.proof.md]
 *
 * More units: every integer is scaled toward zero. Fewer: constant units are added. Which of the two
 * happened, if any, is never told. Neither moves neighbours (change-one) further apart.
 *
 * @param vectors exact integers, after re-centring, before the noise
 * @param constant what one constant unit adds to each of them; public
 * @param units the true number of units
 */
export function enforcePublicSize(
  vectors: readonly (readonly bigint[])[],
  constant: readonly (readonly bigint[])[],
  size: bigint,
  units: bigint,
): bigint[][] {
  return vectors.map((vector, j) =>
    vector.map(
      (value, cell) =>
        units > size
          ? scaleSurplus(value, size, units) // (1)
          : value + (size - units) * (constant[j]?.[cell] ?? 0n), // (2)
    ),
  )
}
