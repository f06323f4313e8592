/** Reads events that were stored or that came over a wire. */
import { DitherError } from '../error.ts'
import type { Event } from './event.ts'
import { readBoundedLaplace } from './events/bounded-laplace.ts'
import { readExponential, readNoisyMax, readPermuteAndFlip } from './events/choice.ts'
import { readComposed } from './events/composed.ts'
import { readDiscreteGaussian } from './events/discrete-gaussian.ts'
import { readDiscreteLaplace } from './events/discrete-laplace.ts'
import { readJointGaussian } from './events/joint-gaussian.ts'
import { readJointLaplace } from './events/joint-laplace.ts'
import { readOptimalSelection } from './events/optimal-selection.ts'
import { readParallel } from './events/parallel.ts'
import { readPrivateSelection } from './events/private-selection.ts'
import { readRandomisedBits } from './events/randomised-bits.ts'
import { readRandomisedResponse } from './events/randomised-response.ts'
import { readSparseVector } from './events/sparse-vector.ts'
import { readStabilityHistogram } from './events/stability-histogram.ts'
import { readStaircase } from './events/staircase.ts'
import { type StoredEvent, shown, storedList, storedObject } from './events/stored-fields.ts'
import { readTopK } from './events/top-k.ts'
import { readTruncatedGeometric } from './events/truncated-geometric.ts'
import { readUniformNoise } from './events/uniform-noise.ts'
import { isNeighbours, type Neighbours, sameNeighbours } from './neighbours.ts'
import { wrongParameter } from './parameter.ts'

/** Composed and parallel events may hold such events; deeper nesting than this is taken for an attack. */
const mostNesting = 32

const readers: { readonly [Kind in Event['kind']]: Reader } = {
  boundedLaplace: readBoundedLaplace,
  composed: readComposed,
  discreteGaussian: readDiscreteGaussian,
  discreteLaplace: readDiscreteLaplace,
  exponential: readExponential,
  jointGaussian: readJointGaussian,
  jointLaplace: readJointLaplace,
  noisyMax: readNoisyMax,
  optimalSelection: readOptimalSelection,
  parallel: readParallel,
  permuteAndFlip: readPermuteAndFlip,
  privateSelection: readPrivateSelection,
  randomisedBits: readRandomisedBits,
  randomisedResponse: readRandomisedResponse,
  sparseVector: readSparseVector,
  stabilityHistogram: readStabilityHistogram,
  staircase: readStaircase,
  topK: readTopK,
  truncatedGeometric: readTruncatedGeometric,
  uniformNoise: readUniformNoise,
}

/** `parts` reads the events in an event, all of its relation. */
type Reader = (data: StoredEvent, parts: (events: unknown) => readonly Event[]) => Event

/**
 * Checks that a value is an event, and rebuilds it: frozen, reduced fractions, keys in one order.
 *
 * @throws DitherError "invalid_parameter" if it is not, "unsupported" if a newer version wrote it
 */
export function readEvent(value: unknown, depth = 0): Event {
  const data = storedObject('event', value)
  if (data['version'] !== 1)
    throw new DitherError('unsupported', `event version is ${shown(data['version'])}, must be 1`, {
      parameter: 'version',
      wayOut: 'Read it with a newer version of Dither',
    })
  const neighbours = relation(data['neighbours'])
  const { kind } = data
  if (!isKind(kind))
    throw new DitherError('unsupported', `event kind is ${shown(kind)}, not known here`, {
      parameter: 'kind',
    })
  return readers[kind]({ ...data, neighbours }, (parts) => partsOf(parts, neighbours, depth))
}

function isKind(kind: unknown): kind is Event['kind'] {
  return typeof kind === 'string' && Object.hasOwn(readers, kind)
}

function partsOf(value: unknown, neighbours: Neighbours, depth: number): readonly Event[] {
  if (depth >= mostNesting)
    throw wrongParameter('event', 'nested', `must be at most ${mostNesting} deep`)
  const parts = storedList('events', value).map((part) => readEvent(part, depth + 1))
  sameNeighbours([neighbours, ...parts.map((part) => part.neighbours)])
  return parts
}

function relation(value: unknown): Neighbours {
  if (isNeighbours(value)) return value
  throw wrongParameter('neighbours', shown(value), 'must be add-remove, change-one or unstated')
}
