import { wrongParameter } from '../parameter.ts'
import { type ChoiceOptions, choiceBase, storedChoice } from './choice.ts'
import { atLeastOne, type EventBase } from './fields.ts'
import { type StoredEvent, storedCount, storedWord } from './stored-fields.ts'

/** Several choices from one list, each of what is left: they cost as many times what one costs. */
export interface TopKEvent extends EventBase {
  readonly kind: 'topK'
  /** How many. */
  readonly first: number
  /** The law of each choice: rho = epsilon^2 / 8 of one by the exponential mechanism, else epsilon^2 / 2. */
  readonly choice: 'exponential' | 'permuteAndFlip'
  /** Of one choice. */
  readonly epsilon: string
  /** L-infinity, of the scores. */
  readonly sensitivity: string
  /** Whether all scores were promised to move one way between neighbours. */
  readonly monotone: boolean
}

/** `first` choices from one list, each of what is left; `epsilon` of one. */
export function topKEvent(options: ChoiceOptions & Pick<TopKEvent, 'first' | 'choice'>): TopKEvent {
  if (options.choice !== 'exponential' && options.choice !== 'permuteAndFlip')
    throw wrongParameter('choice', options.choice, 'must be exponential or permuteAndFlip')
  const first = atLeastOne('first', options.first)
  return Object.freeze({ ...choiceBase(options), kind: 'topK', first, choice: options.choice })
}

export function readTopK(data: StoredEvent): TopKEvent {
  return topKEvent({
    ...storedChoice(data),
    first: storedCount('first', data['first']),
    choice: storedWord('choice', data['choice'], ['exponential', 'permuteAndFlip']),
  })
}
