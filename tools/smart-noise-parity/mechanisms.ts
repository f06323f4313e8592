/** The mechanisms of SmartNoise Core, and what stands in their place. */
import type { Event } from '@dither/core'
import type { How, Parity } from './statistics.ts'

export interface Mechanism {
  /** What SmartNoise calls it. */
  readonly name: string
  readonly how: How
  /** By which of the statistic's two ways; none where Dither has no such mechanism. */
  readonly way: keyof Pick<Parity, 'noised' | 'chosen'> | 'none'
  /** What the release says that it was. */
  readonly events: readonly Event['kind'][]
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
    events: ['jointLaplace'],
  },
  {
    name: 'SimpleGeometric',
    how: { ...budget, mechanism: 'geometric' },
    way: 'noised',
    events: ['jointLaplace'],
  },
  {
    name: 'Gaussian',
    how: { ...withDelta, mechanism: 'gaussian' },
    way: 'noised',
    events: ['jointGaussian'],
  },
  // The classical calibration is never used: the analytic one is, exactly, under either name.
  {
    name: 'AnalyticGaussian',
    how: { ...withDelta, mechanism: 'gaussian' },
    way: 'noised',
    events: ['jointGaussian'],
  },
  { name: 'Exponential', how: { rho: 40_000 }, way: 'chosen', events: ['exponential'] },
  // Gumbel noise on scores is the exponential mechanism; for an epsilon, permute-and-flip comes nearer to the best.
  { name: 'Gumbel', how: budget, way: 'chosen', events: ['exponential', 'permuteAndFlip'] },
  {
    name: 'Snapping',
    how: budget,
    way: 'none',
    events: ['jointLaplace'],
    reason: 'noise is drawn on integers, so nothing of a double has to be snapped away',
  },
]
