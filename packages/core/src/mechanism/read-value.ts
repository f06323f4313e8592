/** Private whole numbers that are to take noise. */
import { DitherError } from '../error.ts'

/** A bigint. The error does not name the value: it is private (S15). */
export function readValue(value: bigint): bigint {
  if (typeof value === 'bigint') return value
  throw new DitherError('invalid_parameter', 'value must be a bigint', {
    parameter: 'value',
    wayOut: 'Take 3n rather than 3',
  })
}
