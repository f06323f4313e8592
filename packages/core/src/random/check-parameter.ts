/** Parameters, read exactly; and the door of the samplers. */
import {
  formatRational,
  isRational,
  type Rational,
  type RationalLike,
  rational,
} from '@dither/math'
import { DitherError } from '../error.ts'

/**
 * Reads a parameter exactly: a number means its shortest decimal (S10).
 *
 * @throws DitherError "invalid_parameter" if it is not finite or cannot be read
 */
export function exactParameter(name: string, value: RationalLike): Rational {
  try {
    if (typeof value !== 'object' || isFraction(value)) return rational(value)
  } catch {
    // Told below, with the parameter's name.
  }
  throw wrongParameter(name, value, 'must be a finite number, a decimal or a fraction')
}

/** @throws DitherError "invalid_parameter" unless value > 0 */
export function positive(name: string, value: RationalLike): Rational {
  const exact = sampled(name, value)
  if (exact.numerator > 0n) return exact
  throw wrongParameter(name, value, 'must be greater than 0')
}

/** Reads a parameter of a draw; a fraction with a positive denominator as it is, so that many draws are quick. */
export function sampled(name: string, value: RationalLike): Rational {
  if (typeof value === 'object' && isFraction(value) && value.denominator > 0n) return value
  return exactParameter(name, value)
}

/** The error for a parameter outside its range: name, value, rule, way out. */
export function wrongParameter(
  name: string,
  value: unknown,
  rule: string,
  wayOut?: string,
): DitherError {
  return new DitherError('invalid_parameter', `${name} is ${shown(value)}, ${rule}`, {
    parameter: name,
    ...(wayOut === undefined ? {} : { wayOut }),
  })
}

/** A fraction, reduced or not. */
function isFraction(value: object | null): value is Rational {
  if (value === null || !('numerator' in value) || !('denominator' in value)) return false
  return typeof value.numerator === 'bigint' && typeof value.denominator === 'bigint'
}

function shown(value: unknown): string {
  if (isRational(value)) return formatRational(value)
  return typeof value === 'object' ? 'an object' : String(value)
}
