/** Events of continuous noise, as accountants of learning speak of it: what is drawn here is on a lattice. */
import { formatRational, type RationalLike } from '@dither/math'
import { scale } from '../parameter.ts'
import { type EventBase, eventBase, type OfNeighbours } from './fields.ts'
import { type StoredEvent, storedText } from './stored-fields.ts'

/** One number with continuous Laplace noise: epsilon = 1 / noiseMultiplier. Of a vector it says too much: take `approximate`. */
export interface LaplaceEvent extends EventBase {
  readonly kind: 'laplace'
  /** The scale over the sensitivity. */
  readonly noiseMultiplier: string
}

/** Continuous Gaussian noise: rho = 1 / (2 noiseMultiplier^2), and 1 / noiseMultiplier-GDP. */
export interface GaussianEvent extends EventBase {
  readonly kind: 'gaussian'
  /** The standard deviation over the sensitivity, in L2. */
  readonly noiseMultiplier: string
}

/** What is said of continuous noise: its scale or standard deviation, in units of the sensitivity. */
export interface IdealNoiseOptions extends OfNeighbours {
  readonly noiseMultiplier: RationalLike
}

/** One number with continuous Laplace noise, of this multiple of its sensitivity. */
export function laplaceEvent(options: IdealNoiseOptions): LaplaceEvent {
  return Object.freeze({ ...eventBase(options), kind: 'laplace', ...multiplierOf(options) })
}

/** Continuous Gaussian noise of this multiple of the L2 sensitivity. */
export function gaussianEvent(options: IdealNoiseOptions): GaussianEvent {
  return Object.freeze({ ...eventBase(options), kind: 'gaussian', ...multiplierOf(options) })
}

export function readLaplace(data: StoredEvent): LaplaceEvent {
  return laplaceEvent(storedNoise(data))
}

export function readGaussian(data: StoredEvent): GaussianEvent {
  return gaussianEvent(storedNoise(data))
}

function multiplierOf({ noiseMultiplier }: IdealNoiseOptions): {
  readonly noiseMultiplier: string
} {
  return { noiseMultiplier: formatRational(scale(noiseMultiplier, 'noiseMultiplier')) }
}

function storedNoise(data: StoredEvent): IdealNoiseOptions {
  return {
    neighbours: data.neighbours,
    noiseMultiplier: storedText('noiseMultiplier', data['noiseMultiplier']),
  }
}
