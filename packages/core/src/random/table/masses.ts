/** Certified fixed-point values of rho on a regular grid, and of the tail beyond it. */
import { expFixed, type Rational } from '@dither/math'
import { exponentAt, type NoiseLaw, tailScale } from '../law/noise-law.ts'

/** Values in fixed point: low[j] <= 2^precision value[j] <= low[j] + error. */
export interface FixedValues {
  readonly low: readonly bigint[]
  readonly error: bigint
}

/** rho(0), rho(step), …, rho((count - 1) step). [table.proof.md] */
export function gridMasses(
  law: NoiseLaw,
  step: bigint,
  count: number,
  precision: number,
): FixedValues {
  const shift = BigInt(precision)
  const first = expOf(exponentAt(law, step), precision)
  // (1) rho((j+1) step) / rho(j step) is constant, or falls by a constant factor.
  const fall =
    law.kind === 'discreteLaplace'
      ? { low: 1n << shift, high: 1n << shift }
      : expOf(doubled(exponentAt(law, step)), precision)
  const low: bigint[] = []
  let value = 1n << shift
  let ratio = first.low
  for (let j = 0; j < count; j++) {
    low.push(value)
    value = (value * ratio) >> shift
    ratio = (ratio * fall.low) >> shift
  }
  // (2) A ratio lags by at most (j+1) u, hence a value by at most u (1 + 2 + … + (j+1)).
  const unit = maximum(first.high - first.low, fall.high - fall.low) + 1n
  return { low, error: (unit * BigInt(count) * BigInt(count + 3)) / 2n }
}

/**
 * The mass of the tail's envelope in units of `unit`: rho(from) / ((1 - e^(-1/g)) unit), scaled by
 * 2^precision.
 */
export function tailMass(
  law: NoiseLaw,
  from: bigint,
  unit: bigint,
  precision: number,
): { readonly low: bigint; readonly high: bigint } {
  const shift = BigInt(precision)
  const one = 1n << shift
  const start = expOf(exponentAt(law, from), precision)
  const { numerator, denominator } = tailScale(law, from)
  const ratio = expFixed(denominator, numerator, precision)
  return {
    low: (start.low << shift) / ((one - ratio.low) * unit),
    high: (start.high << shift) / ((one - ratio.high) * unit) + 1n,
  }
}

function expOf(exponent: Rational, precision: number): { low: bigint; high: bigint } {
  return expFixed(exponent.numerator, exponent.denominator, precision)
}

function doubled(value: Rational): Rational {
  return { numerator: 2n * value.numerator, denominator: value.denominator }
}

function maximum(a: bigint, b: bigint): bigint {
  return a > b ? a : b
}
