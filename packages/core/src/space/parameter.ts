/** The checkers that make the exact, branded parameters of privacy. */
import { compare, type Rational, type RationalLike, rational, sign } from '@dither/math'
import { exactParameter, wrongParameter } from '../random/check-parameter.ts'

export { exactParameter, wrongParameter }

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
