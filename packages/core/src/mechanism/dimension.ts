/** The number of coordinates that take noise. */
import { wrongParameter } from '../space/parameter.ts'

/** A whole number, at least 1; 1 if it is not given. */
export function checkedDimension(dimension = 1): number {
  if (!Number.isSafeInteger(dimension) || dimension < 1)
    throw wrongParameter('dimension', dimension, 'must be a whole number, at least 1')
  return dimension
}

/** Refuses a vector that is longer than what its noise was priced for. */
export function checkLength(values: readonly unknown[], dimension: number): void {
  if (values.length > dimension)
    throw wrongParameter(
      'dimension',
      dimension,
      `must be at least ${values.length}, the length of the vector`,
      'Make the mechanism with this dimension',
    )
}
