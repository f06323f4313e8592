import type { Rational } from '@dither/math'

/** A bound on privacy loss. `exact` is the bound; the doubles are it, rounded up to a decimal (S10). */
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
