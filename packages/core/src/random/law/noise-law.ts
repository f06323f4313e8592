/** The two laws of noise, as data, for what treats them alike. */
import { type Rational, rational } from '@dither/math'

/** Symmetric noise on the integers with Pr[x] proportional to rho(|x|), rho(0) = 1. */
export type NoiseLaw =
  /** rho(m) = e^(-m/scale) */
  | { readonly kind: 'discreteLaplace'; readonly scale: Rational }
  /** rho(m) = e^(-m^2 / (2 variance)) */
  | { readonly kind: 'discreteGaussian'; readonly variance: Rational }

/** The exponent x >= 0 of rho(magnitude) = e^(-x). */
export function exponentAt(law: NoiseLaw, magnitude: bigint): Rational {
  if (law.kind === 'discreteLaplace') return ratio(magnitude, law.scale)
  const { numerator, denominator } = law.variance
  return ratio(magnitude * magnitude, { numerator: 2n * numerator, denominator })
}

/**
 * The scale g of the geometric envelope of the tail: rho(from + o) <= rho(from) e^(-o/g) for o >= 0,
 * with equality for the Laplace law.
 */
export function tailScale(law: NoiseLaw, from: bigint): Rational {
  return law.kind === 'discreteLaplace' ? law.scale : inverse(ratio(from, law.variance))
}

function ratio(value: bigint, divisor: Rational): Rational {
  return rational({ numerator: value * divisor.denominator, denominator: divisor.numerator })
}

function inverse(value: Rational): Rational {
  return rational({ numerator: value.denominator, denominator: value.numerator })
}
