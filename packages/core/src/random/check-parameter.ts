/** The door of the samplers. */
import { formatRational, type Rational } from '@dither/math'
import { DitherError } from '../error.ts'

/** @throws DitherError "invalid_parameter" unless value > 0 */
export function checkPositive(parameter: string, value: Rational): void {
  if (value.numerator > 0n && value.denominator > 0n) return
  throw new DitherError(
    'invalid_parameter',
    `${parameter} is ${formatRational(value)}, must be greater than 0`,
    { parameter },
  )
}
