import { compare, formatRational, type RationalLike } from '@dither/math'
import { epsilonBudget, scale, wrongParameter } from '../parameter.ts'
import { type EventBase, eventBase, type OfNeighbours } from './fields.ts'
import { type StoredEvent, storedText } from './stored-fields.ts'

/** One value with Cauchy noise that follows an e^beta-smooth bound on its sensitivity: epsilon as stated. */
export interface SmoothSensitivityEvent extends EventBase {
  readonly kind: 'smoothSensitivity'
  readonly epsilon: string
  readonly beta: string
}

/** One value with Cauchy noise that follows a smooth bound. */
export function smoothSensitivityEvent(
  options: OfNeighbours & { readonly epsilon: RationalLike; readonly beta: RationalLike },
): SmoothSensitivityEvent {
  const epsilon = epsilonBudget(options.epsilon)
  const beta = scale(options.beta, 'beta')
  if (compare(beta, epsilon) >= 0) throw wrongParameter('beta', beta, 'must be less than epsilon')
  return Object.freeze({
    ...eventBase(options),
    kind: 'smoothSensitivity',
    epsilon: formatRational(epsilon),
    beta: formatRational(beta),
  })
}

export function readSmoothSensitivity(data: StoredEvent): SmoothSensitivityEvent {
  return smoothSensitivityEvent({
    neighbours: data.neighbours,
    epsilon: storedText('epsilon', data['epsilon']),
    beta: storedText('beta', data['beta']),
  })
}
