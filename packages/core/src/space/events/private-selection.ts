import type { Event } from '../event.ts'
import { wrongParameter } from '../parameter.ts'
import type { EventBase } from './fields.ts'
import { type StoredEvent, storedWord } from './stored-fields.ts'

/**
 * One of a geometric number of runs of one mechanism: the best, for three times the epsilon of a run; or the first
 * whose score reaches a public threshold, for twice that.
 */
export interface PrivateSelectionEvent extends EventBase {
  readonly kind: 'privateSelection'
  readonly choice: 'best' | 'firstAbove'
  /** What one run costs: it must have a pure loss. */
  readonly run: Event
}

/** One of a geometric number of runs; its neighbours are those of a run. */
export function privateSelectionEvent(
  run: Event,
  choice: PrivateSelectionEvent['choice'],
): PrivateSelectionEvent {
  if (choice !== 'best' && choice !== 'firstAbove')
    throw wrongParameter('choice', choice, 'must be best or firstAbove')
  const { neighbours } = run
  return Object.freeze({ version: 1, kind: 'privateSelection', neighbours, choice, run })
}

export function readPrivateSelection(
  data: StoredEvent,
  parts: (events: unknown) => readonly Event[],
): PrivateSelectionEvent {
  const [run] = parts([data['run']])
  if (run === undefined) throw wrongParameter('run', 'missing', 'must be an event')
  return privateSelectionEvent(run, storedWord('choice', data['choice'], ['best', 'firstAbove']))
}
