/** How far noisy coefficients can be from those of least squares. */
import { inverse, type Matrix } from '@dither/math'

/** Normal equations: `matrix theta - vector` is 0 for the true coefficients, but for noise. */
export interface NoisyEquations {
  readonly matrix: Matrix
  readonly vector: readonly number[]
  /**
   * The quantile of the noise of every equation, all at once with the wanted confidence, for coefficients at
   * most so far from the estimate: rises with each distance, and at most in proportion to all.
   */
  noise(distance: readonly number[]): readonly number[]
}

/** What is within reach of an estimate: for any combination of the coefficients. */
export interface Reach {
  /** How far the combination can be from that of the estimate; infinite where nothing is known. */
  of(combination: readonly number[]): number
}

/** The steps of the iteration, and how much is put on each so that it ends. */
const mostSteps = 200
const growth = 1.002

/**
 * Bounds of the distance |theta - estimate| of the true coefficients, component by component, by the
 * iteration of Krawczyk for an interval of linear systems [Rum10]; infinite unless it contracts.
 * [regression-interval.proof.md]
 */
export function reachOf(equations: NoisyEquations, estimate: readonly number[]): Reach {
  const { matrix, vector, noise } = equations
  const preconditioner = inverse(matrix)
  const unknown: Reach = { of: () => Number.POSITIVE_INFINITY }
  if (preconditioner === undefined) return unknown
  const residual = matrix.map((row, k) => (vector[k] ?? 0) - dot(row, estimate))
  const rest = preconditioner.map((row, i) =>
    row.map((_, j) => {
      const product = row.reduce((sum, value, k) => sum + value * (matrix[k]?.[j] ?? 0), 0)
      return (i === j ? 1 : 0) - product
    }),
  )
  const further = (distance: readonly number[]): number[] => {
    const noises = noise(distance)
    return preconditioner.map((row, i) => {
      const moved = row.reduce(
        (sum, value, k) => sum + Math.abs(value) * (Math.abs(residual[k] ?? 0) + (noises[k] ?? 0)),
        0,
      )
      return moved + absoluteDot(rest[i] ?? [], distance)
    })
  }
  const distance = contracted(further, estimate.length)
  if (distance === undefined) return unknown
  const noises = noise(distance)
  return {
    of: (combination) => {
      const rows = matrix.map((_, k) =>
        dot(
          combination,
          preconditioner.map((row) => row[k] ?? 0),
        ),
      )
      const left = combination.map((_, j) =>
        dot(
          combination,
          rest.map((row) => row[j] ?? 0),
        ),
      )
      const moved = rows.reduce(
        (sum, value, k) => sum + Math.abs(value) * (Math.abs(residual[k] ?? 0) + (noises[k] ?? 0)),
        0,
      )
      return moved + absoluteDot(left, distance) // (2)
    },
  }
}

/** A distance d with further(d) < d in every component, or undefined if none was found. (1) */
function contracted(
  further: (distance: readonly number[]) => number[],
  size: number,
): readonly number[] | undefined {
  let distance: readonly number[] = Array.from({ length: size }, () => 0)
  for (let step = 0; step < mostSteps; step++) {
    const next = further(distance)
    if (!next.every(Number.isFinite)) return undefined
    if (step > 0 && next.every((value, i) => value < (distance[i] ?? 0))) return distance
    distance = next.map((value) => value * growth + Number.MIN_VALUE)
  }
  return undefined
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0)
}

function absoluteDot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + Math.abs(value) * (b[i] ?? 0), 0)
}
