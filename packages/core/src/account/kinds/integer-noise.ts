/** Noise on integers that is shaped or bounded. */
import { boundedLaplaceEpsilon } from '../../mechanism/bounded-laplace/bounded-laplace-epsilon.ts'
import { staircaseEpsilon } from '../../mechanism/staircase/staircase-law.ts'
import { truncatedGeometricEpsilon } from '../../mechanism/truncated-geometric/truncated-geometric-epsilon.ts'
import { uniformDelta } from '../../mechanism/uniform-noise/uniform-delta.ts'
import { type BoundedLaplaceEvent, readBoundedLaplace } from '../../space/events/bounded-laplace.ts'
import { readStaircase, type StaircaseEvent } from '../../space/events/staircase.ts'
import {
  readTruncatedGeometric,
  type TruncatedGeometricEvent,
} from '../../space/events/truncated-geometric.ts'
import { readUniformNoise, type UniformNoiseEvent } from '../../space/events/uniform-noise.ts'
import type { EventKind } from '../event-kind.ts'
import { deltaAlone, pure } from './pure.ts'

/** Laplace noise within bounds. */
export const boundedLaplaceKind: EventKind<BoundedLaplaceEvent> = {
  read: readBoundedLaplace,
  price: (event, { measure }) => pure(boundedLaplaceEpsilon(event), measure),
}

/** Staircase noise. */
export const staircaseKind: EventKind<StaircaseEvent> = {
  read: readStaircase,
  price: (event, { measure }) => pure(staircaseEpsilon(event), measure),
}

/** The truncated geometric mechanism. */
export const truncatedGeometricKind: EventKind<TruncatedGeometricEvent> = {
  read: readTruncatedGeometric,
  price: (event, { measure }) => pure(truncatedGeometricEpsilon(event), measure),
}

/** Uniform noise. */
export const uniformNoiseKind: EventKind<UniformNoiseEvent> = {
  read: readUniformNoise,
  price: (event, { measure }) => deltaAlone(uniformDelta(event), event, measure),
}
