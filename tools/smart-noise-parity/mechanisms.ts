/** The mechanisms of SmartNoise Core, and what stands in their place. */
import type { How, Parity } from './statistics.ts'

export interface Mechanism {
  /** What SmartNoise calls it. */
  readonly name: string
  readonly how: How
  /** By which of the statistic's two ways; none where Dither has no such mechanism. */
  readonly way: keyof Pick<Parity, 'noised' | 'chosen'> | 'none'
  /** What the release says that it was. */
  readonly event: 'jointLaplace' | 'jointGaussian' | 'exponential'
  /** Why there is none. */
  readonly reason?: string
}

export const budget = { epsilon: 40_000 } as const
const withDelta = { epsilon: 40_000, delta: 0.000001 } as const

export const mechanisms: readonly Mechanism[] = [
  {
    name: 'Laplace',
    how: { ...budget, mechanism: 'laplace' },
    way: 'noised',
    event: 'jointLaplace',
  },
  {
    name: 'SimpleGeometric',
    how: { ...budget, mechanism: 'geometric' },
    way: 'noised',
    event: 'jointLaplace',
  },
  {
    name: 'Gaussian',
    how: { ...withDelta, mechanism: 'gaussian' },
    way: 'noised',
    event: 'jointGaussian',
  },
  // The classical calibration is never used: the analytic one is, exactly, with or without its name.
  { name: 'AnalyticGaussian', how: withDelta, way: 'noised', event: 'jointGaussian' },
  { name: 'Exponential', how: budget, way: 'chosen', event: 'exponential' },
  // Gumbel noise on scores and the exponential mechanism are one law.
  { name: 'Gumbel', how: budget, way: 'chosen', event: 'exponential' },
  {
    name: 'Snapping',
    how: budget,
    way: 'none',
    event: 'jointLaplace',
    reason: 'noise is drawn on integers, so nothing of a double has to be snapped away',
  },
]
