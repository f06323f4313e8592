/** How large a sum of independent noises gets, each times a public number. */
import { exp, ln, normalQuantile } from '@dither/math'
import type { Noise } from './noise.ts'

/** A noise, and what it is multiplied by: all that counts of it is its size. */
export interface NoiseTerm {
  readonly noise: Noise
  readonly factor: number
}

/**
 * A number a with Pr[|sum of factor * noise| <= a] >= confidence, not much larger than the least such.
 *
 * It rises with the size of every factor, and in proportion when all are scaled. All noises are of one kind.
 * [noise-sum.proof.md]
 */
export function noiseSumQuantile(terms: readonly NoiseTerm[], confidence: number): number {
  const sizes: number[] = []
  let rounding = 0
  let gaussian = false
  for (const { noise, factor } of terms) {
    const parameter = sizeOf(noise)
    if (parameter === 0 || factor === 0) continue
    gaussian = noise.kind === 'gaussian'
    sizes.push(Math.abs(factor) * parameter)
    rounding += Math.abs(factor) / 2 // (1)
  }
  if (sizes.length === 0 || confidence <= 0) return 0
  if (!sizes.every((size) => size < largestSize)) return Number.POSITIVE_INFINITY // NaN too
  return (
    (gaussian ? gaussianQuantile(sizes, confidence) : laplaceQuantile(sizes, confidence)) + rounding
  )
}

/** Beyond, ratios of sizes overflow. */
const largestSize = 1e150

/** The scale of a Laplace, the standard deviation of a Gaussian. */
function sizeOf(noise: Noise): number {
  return noise.parameter.numerator === 0n ? 0 : noise.law().size
}

function gaussianQuantile(sizes: readonly number[], confidence: number): number {
  const variance = sizes.reduce((sum, size) => sum + size * size, 0)
  return normalQuantile((1 + confidence) / 2) * Math.sqrt(variance)
}

/**
 * Of a sum of continuous Laplace laws with different scales b: Pr[|Y| > r] is the sum of w e^(-r / b), w the
 * product over the other scales c of 1 / (1 - c^2 / b^2). Its logarithm is concave, so that Newton's method
 * comes down to the root from the right, and every step of it is large enough. (2)
 */
function laplaceQuantile(scales: readonly number[], confidence: number): number {
  const apart = spread(scales)
  const terms = apart.map((b) => ({
    b,
    weight: apart.reduce((w, c) => (c === b ? w : w / (1 - (c / b) * (c / b))), 1),
  }))
  const tail = (r: number): { readonly value: number; readonly slope: number } => {
    let [value, slope] = [0, 0]
    for (const { b, weight } of terms) {
      const part = weight * exp(-r / b)
      value += part
      slope -= part / b
    }
    return { value, slope }
  }
  const wanted = ln(1 - confidence)
  const largest = apart.at(-1) ?? 0
  let r = -wanted * largest
  for (let i = 0; i < 60; i++) {
    const { value, slope } = tail(r)
    if (!(value > 0) || !(slope < 0)) break
    const step = ((ln(value) - wanted) * value) / slope
    r -= step
    if (Math.abs(step) <= r * 1e-9) break
  }
  return r
}

/** The scales in increasing order, raised until each is a little above the one before. (3) */
function spread(scales: readonly number[]): readonly number[] {
  const sorted = [...scales].sort((a, b) => a - b)
  const apart = sorted.length <= 6 ? 1.01 : 1.02
  const raised: number[] = []
  for (const scale of sorted) raised.push(Math.max(scale, (raised.at(-1) ?? 0) * apart))
  return raised
}
