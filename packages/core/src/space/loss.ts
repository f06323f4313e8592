/** Bounds on privacy loss, exact, and their doubles rounded up. */
import {
  add,
  compare,
  decimalUp,
  formatRational,
  multiply,
  type Rational,
  type RationalLike,
  rational,
} from '@dither/math'
import { DitherError } from '../error.ts'
import { delta, epsilon, rho } from './parameter.ts'

const zero = rational(0)
const one = rational(1)
const half = rational('1/2')

/**
 * A bound on privacy loss. `exact` is the bound; the doubles are it, rounded up to a decimal (S10).
 *
 * `JSON.stringify` writes the exact numbers as text, such as "1/3".
 */
export type Loss = PureLoss | ApproximateLoss | ZcdpLoss

/** Pure differential privacy. */
export interface PureLoss {
  readonly kind: 'pure'
  readonly epsilon: number
  readonly exact: { readonly epsilon: Rational }
}

/** Approximate differential privacy. */
export interface ApproximateLoss {
  readonly kind: 'approximate'
  readonly epsilon: number
  readonly delta: number
  readonly exact: { readonly epsilon: Rational; readonly delta: Rational }
}

/** Zero-concentrated differential privacy [BS16]. */
export interface ZcdpLoss {
  readonly kind: 'zcdp'
  readonly rho: number
  readonly exact: { readonly rho: Rational }
}

/** A pure loss; the double is the smallest whose shortest decimal is not below the exact value. */
export function pureLoss(value: RationalLike): PureLoss {
  const exact = epsilon(value)
  return frozen({
    kind: 'pure',
    epsilon: decimalUp(exact),
    exact: Object.freeze({ epsilon: exact }),
  })
}

/** An approximate loss; both doubles are rounded up. A delta above 1 says nothing and is refused. */
export function approximateLoss(value: RationalLike, failure: RationalLike): ApproximateLoss {
  const exact = { epsilon: epsilon(value), delta: delta(failure) }
  return frozen({
    kind: 'approximate',
    epsilon: decimalUp(exact.epsilon),
    delta: decimalUp(exact.delta),
    exact: Object.freeze(exact),
  })
}

/** A zCDP loss; the double is rounded up. */
export function zcdpLoss(value: RationalLike): ZcdpLoss {
  const exact = rho(value)
  return frozen({
    kind: 'zcdp',
    rho: decimalUp(exact),
    exact: Object.freeze({ rho: exact }),
  })
}

/**
 * The loss of everything together, for mechanisms chosen one after another (adaptively).
 *
 * Epsilons add, deltas add, rhos add. Pure losses join approximate ones with delta 0, and zCDP ones
 * as epsilon^2 / 2 [BS16, proposition 1.4].
 *
 * @throws DitherError "unsupported" for approximate with zCDP, or for no losses at all
 */
export function composeLosses(losses: readonly Loss[]): Loss {
  const kinds = new Set(losses.map((loss) => loss.kind))
  if (kinds.has('zcdp') && kinds.has('approximate'))
    throw new DitherError('unsupported', 'approximate and zCDP losses do not add', {
      wayOut: 'Convert the zCDP loss to (epsilon, delta) first',
    })
  if (losses.length === 0)
    throw new DitherError('unsupported', 'no losses to compose: the measure is not known')
  if (kinds.has('zcdp')) return zcdpLoss(sum(losses.map(rhoOf)))
  const spent = sum(losses.map((loss) => (loss.kind === 'zcdp' ? zero : loss.exact.epsilon)))
  if (!kinds.has('approximate')) return pureLoss(spent)
  const failed = sum(losses.map((loss) => (loss.kind === 'approximate' ? loss.exact.delta : zero)))
  return approximateLoss(spent, compare(failed, one) > 0 ? one : failed)
}

/**
 * -1, 0 or 1 as the first loss is smaller, equal or larger; `undefined` if neither bounds the other.
 *
 * Pure counts as approximate with delta 0.
 */
export function compareLosses(first: Loss, second: Loss): -1 | 0 | 1 | undefined {
  if (first.kind === 'zcdp' || second.kind === 'zcdp')
    return first.kind === 'zcdp' && second.kind === 'zcdp'
      ? compare(first.exact.rho, second.exact.rho)
      : undefined
  const byEpsilon = compare(first.exact.epsilon, second.exact.epsilon)
  const byDelta = compare(deltaOf(first), deltaOf(second))
  if (byEpsilon === 0 || byEpsilon === byDelta) return byDelta
  return byDelta === 0 ? byEpsilon : undefined
}

/** With a `toJSON` that is not enumerable: a loss stays its numbers, and equal numbers equal losses. */
function frozen<L extends Loss>(loss: L): L {
  const toJSON = () => {
    const exact = Object.entries(loss.exact).map(([name, value]) => [name, formatRational(value)])
    return { ...loss, exact: Object.fromEntries(exact) }
  }
  return Object.freeze(Object.defineProperty(loss, 'toJSON', { value: toJSON }))
}

function deltaOf(loss: PureLoss | ApproximateLoss): Rational {
  return loss.kind === 'pure' ? zero : loss.exact.delta
}

function rhoOf(loss: Loss): Rational {
  if (loss.kind === 'zcdp') return loss.exact.rho
  return multiply(half, multiply(loss.exact.epsilon, loss.exact.epsilon))
}

function sum(values: readonly Rational[]): Rational {
  return values.reduce(add, zero)
}
