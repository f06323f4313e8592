/** Losses that have an epsilon, or a delta alone, in the measure that is asked. */
import { divide, multiply, type Rational, rational } from '@dither/math'
import { DitherError } from '../../error.ts'
import { approximateLoss, type Loss, pureLoss, zcdpLoss } from '../../space/loss.ts'
import type { PriceOptions } from '../event-kind.ts'

const nothing = rational(0)
const two = rational(2)

/** rho = epsilon^2 / 2 is all that pure DP alone gives in zCDP [BS16, proposition 1.4]. */
export function pure(epsilon: Rational, measure: PriceOptions['measure']): Loss {
  if (measure === 'zcdp') return zcdpLoss(divide(multiply(epsilon, epsilon), two))
  return pureLoss(epsilon)
}

/** (8) Noise with an end: answers that only one neighbour can give have a delta and no other price. */
export function deltaAlone(
  delta: Rational,
  { kind }: { readonly kind: string },
  measure: PriceOptions['measure'],
): Loss {
  if (delta.numerator === 0n) return pure(nothing, measure)
  if (measure === 'approximate') return approximateLoss(nothing, delta)
  throw new DitherError('unsupported', `${kind} has no ${measure} loss`, {
    parameter: 'measure',
    wayOut: 'Use a budget with delta, or Laplace noise',
  })
}

/** What may release something that only one neighbour can give has no price without a delta. */
export function withDelta({ kind }: { readonly kind: string }): DitherError {
  return new DitherError('unsupported', `${kind} events have a delta, must be priced with one`, {
    parameter: 'measure',
    wayOut: 'Use a budget with epsilon and delta, or public keys',
  })
}

/** Nothing is known of it in this measure. */
export function noLoss(
  { kind }: { readonly kind: string },
  measure: PriceOptions['measure'],
): DitherError {
  return new DitherError('unsupported', `${kind} has no ${measure} loss`, {
    parameter: 'measure',
    wayOut: 'Use a budget with delta or rho, or another accountant',
  })
}
