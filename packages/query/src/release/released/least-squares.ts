/** The coefficients that noisy normal equations say. */
import { symmetricEigen } from '@dither/math'
import { type Fit, form } from './normal-equations.ts'

/**
 * The coefficients of the noisy numbers. Directions in which the predictors vary less than the noise of a
 * square commonly does are treated as if they varied that much: else noise alone could make them tiny, or
 * less than 0, and the slopes large.
 */
export function estimateOf(fit: Fit, intercept: boolean): readonly number[] {
  const { moments, instruments, residual, ridges } = fit
  const values = moments.map((row) => row.map(({ value }) => value))
  const means = (values[0] ?? []).slice(1)
  const centred = (v: readonly number[], w: readonly number[]): number =>
    form(values, v, w) - (intercept ? form(values, v, first) * form(values, w, first) : 0)
  const first = instruments[0]?.map((_, a) => (a === 0 ? 1 : 0)) ?? []
  const predictors = intercept ? instruments.slice(1) : instruments
  const square = predictors.map((v) => predictors.map((w) => centred(v, w)))
  const target = predictors.map((v) => centred(v, residual.constant))
  const least = Math.max(
    0,
    ...moments.map((row, a) => {
      const { part, unit = 0 } = row[a] ?? {}
      return a === 0 || part === undefined ? 0 : Number(part.noise.quantile(0.5)) * unit
    }),
  )
  const { values: spreads, vectors } = symmetricEigen(square)
  const ridge = ridges.at(-1) ?? 0
  const slopes = predictors.map((_, i) =>
    spreads.reduce((sum, spread, k) => {
      const vector = vectors[k] ?? []
      const along = vector.reduce((dot, weight, j) => dot + weight * (target[j] ?? 0), 0)
      const divisor = Math.max(spread, least) + ridge
      return divisor > 0 ? sum + ((vector[i] ?? 0) * along) / divisor : sum
    }, 0),
  )
  if (!intercept) return slopes
  const constant = slopes.reduce(
    (rest, slope, j) => rest - slope * (means[j] ?? 0),
    means.at(-1) ?? 0,
  )
  return [constant, ...slopes]
}
