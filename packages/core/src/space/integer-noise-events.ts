/** The constructors of events of noise that is shaped or bounded: all of one integer, or of integers. */
import {
  ceiling,
  compare,
  floor,
  formatRational,
  type Rational,
  type RationalLike,
  rational,
} from '@dither/math'
import type {
  BoundedLaplaceEvent,
  StaircaseEvent,
  TruncatedGeometricEvent,
  UniformNoiseEvent,
} from './event.ts'
import type { Neighbours } from './neighbours.ts'
import { epsilon, exactParameter, scale, sensitivity, wrongParameter } from './parameter.ts'

interface Change {
  readonly sensitivity: RationalLike
  readonly neighbours?: Neighbours
}

interface Bounds {
  readonly lower: RationalLike
  readonly upper: RationalLike
}

/** A part of `events`, which promises what they promise. */
export type IntegerNoiseEvents = {
  /** Uniform noise from -radius to radius; `sensitivity` in L1. */
  readonly uniformNoise: (options: {
    readonly radius: RationalLike
    readonly sensitivity: RationalLike
    readonly neighbours?: Neighbours
  }) => UniformNoiseEvent
  /** Staircase noise on one integer: e^-epsilon a stair, of this width, from this step on. */
  readonly staircase: (options: {
    readonly epsilon: RationalLike
    readonly width: RationalLike
    readonly step: RationalLike
    readonly sensitivity: RationalLike
    readonly neighbours?: Neighbours
  }) => StaircaseEvent
  /** Discrete Laplace noise on one integer, renormalised within bounds. */
  readonly boundedLaplace: (options: {
    readonly scale: RationalLike
    readonly lower: RationalLike
    readonly upper: RationalLike
    readonly sensitivity: RationalLike
    readonly neighbours?: Neighbours
  }) => BoundedLaplaceEvent
  /** The truncated geometric mechanism on one integer. */
  readonly truncatedGeometric: (options: {
    readonly alpha: RationalLike
    readonly lower: RationalLike
    readonly upper: RationalLike
    readonly sensitivity: RationalLike
    readonly neighbours?: Neighbours
  }) => TruncatedGeometricEvent
}

/** See `events`. @throws DitherError "invalid_parameter" */
export const integerNoiseEvents: IntegerNoiseEvents = Object.freeze({
  uniformNoise: (options) =>
    Object.freeze({
      ...base(options),
      kind: 'uniformNoise',
      radius: whole('radius', options.radius, 0n),
    }),
  staircase: (options) => {
    const width = whole('width', options.width, 1n)
    const step = whole('step', options.step, 1n)
    if (BigInt(step) > BigInt(width)) throw wrongParameter('step', step, `must be at most ${width}`)
    return Object.freeze({
      ...base(options),
      kind: 'staircase',
      epsilon: formatRational(epsilon(options.epsilon)),
      width,
      step,
    })
  },
  boundedLaplace: (options) =>
    Object.freeze({
      ...base(options),
      kind: 'boundedLaplace',
      scale: formatRational(scale(options.scale)),
      ...bounds(options),
    }),
  truncatedGeometric: (options) => {
    const alpha = scale(options.alpha, 'alpha')
    if (compare(alpha, rational(1)) >= 0)
      throw wrongParameter('alpha', alpha, 'must be less than 1')
    return Object.freeze({
      ...base(options),
      kind: 'truncatedGeometric',
      alpha: formatRational(alpha),
      ...bounds(options),
    })
  },
})

function base({ sensitivity: change, neighbours = 'unstated' }: Change): {
  readonly version: 1
  readonly neighbours: Neighbours
  readonly sensitivity: string
} {
  return { version: 1, neighbours, sensitivity: formatRational(sensitivity(change)) }
}

function bounds({ lower, upper }: Bounds): { readonly lower: string; readonly upper: string } {
  const low = ceiling(exactParameter('lower', lower))
  const high = floor(exactParameter('upper', upper))
  if (low >= high) throw wrongParameter('lower', low, `must be less than upper, ${high}`)
  return { lower: String(low), upper: String(high) }
}

function whole(name: string, value: RationalLike, least: bigint): string {
  const exact: Rational = exactParameter(name, value)
  if (exact.denominator === 1n && exact.numerator >= least) return formatRational(exact)
  throw wrongParameter(name, exact, `must be a whole number, at least ${least}`)
}
