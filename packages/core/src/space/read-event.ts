/** Reads events that were stored or that came over a wire. */
import { DitherError } from '../error.ts'
import type { Event } from './event.ts'
import { type Claim, events } from './events.ts'
import { jointSensitivity, type VectorChange } from './joint-sensitivity.ts'
import type { KeyReach } from './key-reach.ts'
import { isNeighbours, type Neighbours, sameNeighbours } from './neighbours.ts'
import { exactParameter, wrongParameter } from './parameter.ts'

/** Composed and parallel events may hold such events; deeper nesting than this is taken for an attack. */
const mostNesting = 32

/**
 * Checks that a value is an event, and rebuilds it: frozen, reduced fractions, keys in one order.
 *
 * @throws DitherError "invalid_parameter" if it is not, "unsupported" if a newer version wrote it
 */
export function readEvent(value: unknown, depth = 0): Event {
  const data = object('event', value)
  if (data['version'] !== 1)
    throw new DitherError('unsupported', `event version is ${shown(data['version'])}, must be 1`, {
      parameter: 'version',
      wayOut: 'Read it with a newer version of Dither',
    })
  const neighbours = relation(data['neighbours'])
  switch (data['kind']) {
    case 'discreteLaplace':
      return events.discreteLaplace({
        scale: text('scale', data['scale']),
        sensitivity: text('sensitivity', data['sensitivity']),
        neighbours,
      })
    case 'discreteGaussian':
      return events.discreteGaussian({
        variance: text('variance', data['variance']),
        sensitivitySquared: text('sensitivitySquared', data['sensitivitySquared']),
        dimension: count('dimension', data['dimension']),
        ...claim(data['claim']),
        neighbours,
      })
    case 'jointLaplace':
      return events.jointLaplace({
        scales: list('scales', data['scales']).map((item) => text('scales', item)),
        sensitivity: jointSensitivity(cases(data['worstCases'], (l1) => change(l1, l1 * l1))),
        neighbours,
      })
    case 'jointGaussian':
      return events.jointGaussian({
        variances: list('variances', data['variances']).map((item) => text('variances', item)),
        sensitivity: jointSensitivity(
          cases(data['worstCases'], (square) => change(square, square)),
        ),
        dimension: count('dimension', data['dimension']),
        ...claim(data['claim']),
        neighbours,
      })
    case 'exponential':
    case 'permuteAndFlip':
    case 'noisyMax':
    case 'topK': {
      const options = {
        epsilon: text('epsilon', data['epsilon']),
        sensitivity: text('sensitivity', data['sensitivity']),
        monotone: yesOrNo('monotone', data['monotone']),
        neighbours,
      }
      if (data['kind'] !== 'topK') return events[data['kind']](options)
      const choice = data['choice'] === 'exponential' ? data['choice'] : 'permuteAndFlip'
      if (choice !== data['choice'])
        throw wrongParameter(
          'choice',
          shown(data['choice']),
          'must be exponential or permuteAndFlip',
        )
      return events.topK({ ...options, first: count('first', data['first']), choice })
    }
    case 'privateSelection': {
      const [run] = partsOf([data['run']], neighbours, depth)
      if (run === undefined) throw wrongParameter('run', 'missing', 'must be an event')
      const choice = data['choice'] === 'best' ? data['choice'] : 'firstAbove'
      if (choice !== data['choice'])
        throw wrongParameter('choice', shown(data['choice']), 'must be best or firstAbove')
      return events.privateSelection(run, choice)
    }
    case 'randomisedResponse':
      return events.randomisedResponse({
        categories: count('categories', data['categories']),
        p: text('p', data['p']),
        neighbours,
      })
    case 'randomisedBits':
      return events.randomisedBits({
        p: text('p', data['p']),
        q: text('q', data['q']),
        length: count('length', data['length']),
        ones: count('ones', data['ones']),
        neighbours,
      })
    case 'sparseVector':
      return events.sparseVector({
        sensitivity: text('sensitivity', data['sensitivity']),
        monotone: yesOrNo('monotone', data['monotone']),
        most: count('most', data['most']),
        scales: {
          threshold: text('thresholdScale', data['thresholdScale']),
          query: text('queryScale', data['queryScale']),
          ...(data['valueScale'] === undefined
            ? {}
            : { value: text('valueScale', data['valueScale']) }),
        },
        neighbours,
      })
    case 'uniformNoise':
      return events.uniformNoise({
        ...howFar(data, neighbours),
        radius: text('radius', data['radius']),
      })
    case 'staircase':
      return events.staircase({
        ...howFar(data, neighbours),
        epsilon: text('epsilon', data['epsilon']),
        width: text('width', data['width']),
        step: text('step', data['step']),
      })
    case 'boundedLaplace':
      return events.boundedLaplace({
        ...howFar(data, neighbours),
        ...bounds(data),
        scale: text('scale', data['scale']),
      })
    case 'truncatedGeometric':
      return events.truncatedGeometric({
        ...howFar(data, neighbours),
        ...bounds(data),
        alpha: text('alpha', data['alpha']),
      })
    case 'stabilityHistogram': {
      const noise = object('noise', data['noise'])
      return events.stabilityHistogram({
        noise:
          noise['kind'] === 'discreteLaplace'
            ? { scale: text('scale', noise['scale']) }
            : { variance: text('variance', noise['variance']), ...claim(noise['claim']) },
        threshold: whole('threshold', data['threshold']),
        reach: reachOf(data['reach']),
        neighbours,
      })
    }
    case 'optimalSelection':
      return events.optimalSelection({
        epsilon: text('epsilon', data['epsilon']),
        delta: text('delta', data['delta']),
        reach: reachOf(data['reach']),
        neighbours,
      })
    case 'composed': {
      const parts = partsOf(data['events'], neighbours, depth)
      return parts.length > 0 ? events.composed(parts) : events.composed(parts, neighbours)
    }
    case 'parallel':
      return events.parallel(partsOf(data['events'], neighbours, depth), {
        most: count('most', data['most']),
        neighbours,
      })
    default:
      throw new DitherError('unsupported', `event kind is ${shown(data['kind'])}, not known here`, {
        parameter: 'kind',
      })
  }
}

/** The events in an event, all of its relation. */
function partsOf(value: unknown, neighbours: Neighbours, depth: number): readonly Event[] {
  if (depth >= mostNesting)
    throw wrongParameter('event', 'nested', `must be at most ${mostNesting} deep`)
  const parts = list('events', value).map((part) => readEvent(part, depth + 1))
  sameNeighbours([neighbours, ...parts.map((part) => part.neighbours)])
  return parts
}

function howFar(data: Readonly<Record<string, unknown>>, neighbours: Neighbours) {
  return { sensitivity: text('sensitivity', data['sensitivity']), neighbours }
}

function bounds(data: Readonly<Record<string, unknown>>) {
  return { lower: text('lower', data['lower']), upper: text('upper', data['upper']) }
}

function reachOf(value: unknown): KeyReach {
  const data = object('reach', value)
  if (data['rows'] !== undefined) return { rows: count('rows', data['rows']) }
  return {
    maxGroups: count('maxGroups', data['maxGroups']),
    maxPerGroup: count('maxPerGroup', data['maxPerGroup']),
  }
}

/** Only the norm that the event names matters; the other two are given any value that fits. */
function change(l1: bigint, l2Squared: bigint): VectorChange {
  return { l1, l2Squared, lInfinity: l1 }
}

function cases(
  value: unknown,
  read: (norm: bigint) => VectorChange,
): readonly (readonly VectorChange[])[] {
  return list('worstCases', value).map((changes) =>
    list('worstCases', changes).map((item) => read(whole('worstCases', item))),
  )
}

function whole(name: string, value: unknown): bigint {
  const written = text(name, value)
  const { numerator, denominator } = exactParameter(name, written)
  if (denominator !== 1n) throw wrongParameter(name, written, 'must be a whole number')
  return numerator
}

function claim(value: unknown): { readonly claim?: Claim } {
  if (value === undefined) return {}
  const data = object('claim', value)
  return {
    claim: { epsilon: text('epsilon', data['epsilon']), delta: text('delta', data['delta']) },
  }
}

function relation(value: unknown): Neighbours {
  if (isNeighbours(value)) return value
  throw wrongParameter('neighbours', shown(value), 'must be add-remove, change-one or unstated')
}

function object(name: string, value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null) return { ...value }
  throw wrongParameter(name, shown(value), 'must be an object')
}

function list(name: string, value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value
  throw wrongParameter(name, shown(value), 'must be a list')
}

function text(name: string, value: unknown): string {
  if (typeof value === 'string') return value
  throw wrongParameter(name, shown(value), 'must be an exact number, written as text')
}

function count(name: string, value: unknown): number {
  if (typeof value === 'number') return value
  throw wrongParameter(name, shown(value), 'must be a whole number')
}

function yesOrNo(name: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value
  throw wrongParameter(name, shown(value), 'must be true or false')
}

function shown(value: unknown): string {
  return typeof value === 'object' ? 'an object' : String(value)
}
