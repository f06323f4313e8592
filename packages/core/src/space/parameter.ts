/** The checkers that make the exact, branded parameters of privacy. */
import {
  compare,
  formatRational,
  isRational,
  type Rational,
  type RationalLike,
  rational,
  sign,
} from '@dither/math'
import { DitherError } from '../error.ts'

declare const brand: unique symbol

/** A privacy loss bound, exact, at least 0. Made by `epsilon`. */
export type Epsilon = Rational & { readonly [brand]: 'Epsilon' }
/** A failure probability, exact, in [0, 1]. Made by `delta`. */
export type Delta = Rational & { readonly [brand]: 'Delta' }
/** A zCDP loss bound, exact, at least 0. Made by `rho`. */
export type Rho = Rational & { readonly [brand]: 'Rho' }
/** A noise scale, exact, more than 0, in units of the input. Made by `scale`. */
export type Scale = Rational & { readonly [brand]: 'Scale' }

const one = rational(1)
/** Above this, a budget of epsilon or rho protects nothing and is taken for a mistake. */
const mostBudget = rational(1_000_000)

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

/** A bound on privacy loss: at least 0. */
export function epsilon(value: RationalLike, name = 'epsilon'): Epsilon {
  return atLeastZero(name, value) as Epsilon
}

/** A failure probability: at least 0, at most 1. */
export function delta(value: RationalLike, name = 'delta'): Delta {
  const exact = atLeastZero(name, value)
  if (compare(exact, one) > 0) throw wrongParameter(name, value, 'must be at most 1')
  return exact as Delta
}

/** A bound on zero-concentrated privacy loss [BS16]: at least 0. */
export function rho(value: RationalLike, name = 'rho'): Rho {
  return atLeastZero(name, value) as Rho
}

/** A noise scale: more than 0. */
export function scale(value: RationalLike, name = 'scale'): Scale {
  return moreThanZero(name, value) as Scale
}

/** An epsilon that a person gives to be spent: more than 0, at most a million. */
export function epsilonBudget(value: RationalLike, name = 'epsilon'): Epsilon {
  return budget(name, value) as Epsilon
}

/** A delta that a person gives to be spent: more than 0, less than 1. */
export function deltaBudget(value: RationalLike, name = 'delta'): Delta {
  const exact = moreThanZero(name, value)
  if (compare(exact, one) >= 0)
    throw wrongParameter(
      name,
      value,
      'must be less than 1',
      'Take delta well below 1 / number of units',
    )
  return exact as Delta
}

/** A rho that a person gives to be spent: more than 0, at most a million. */
export function rhoBudget(value: RationalLike, name = 'rho'): Rho {
  return budget(name, value) as Rho
}

/** A sensitivity: at least 0. */
export function sensitivity(value: RationalLike, name = 'sensitivity'): Rational {
  return atLeastZero(name, value)
}

/** A confidence: at least 0, less than 1. Noise has no bound that holds with probability 1. */
export function confidence(value: RationalLike, name = 'confidence'): Rational {
  const exact = atLeastZero(name, value)
  if (compare(exact, one) >= 0) throw wrongParameter(name, value, 'must be less than 1')
  return exact
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

function budget(name: string, value: RationalLike): Rational {
  const exact = moreThanZero(name, value)
  if (compare(exact, mostBudget) > 0)
    throw wrongParameter(
      name,
      value,
      'must be at most 1000000',
      'A budget this large protects nobody',
    )
  return exact
}

function moreThanZero(name: string, value: RationalLike): Rational {
  const exact = exactParameter(name, value)
  if (sign(exact) <= 0) throw wrongParameter(name, value, 'must be more than 0')
  return exact
}

function atLeastZero(name: string, value: RationalLike): Rational {
  const exact = exactParameter(name, value)
  if (sign(exact) < 0) throw wrongParameter(name, value, 'must be at least 0')
  return exact
}

/** A fraction, reduced or not. */
function isFraction(value: object | null): boolean {
  if (value === null || !('numerator' in value) || !('denominator' in value)) return false
  return typeof value.numerator === 'bigint' && typeof value.denominator === 'bigint'
}

function shown(value: unknown): string {
  if (isRational(value)) return formatRational(value)
  return typeof value === 'object' ? 'an object' : String(value)
}
