/** A privacy loss in words and as plain data, and what every run must say. */

import type { Loss } from '@dither/core'

export { lossText as costText } from '@dither/query'

/** A loss for JSON; rounded up to the nearest decimal that a double prints. */
export function lossData(loss: Loss): Readonly<Record<string, number>> {
  switch (loss.kind) {
    case 'pure':
      return { epsilon: loss.epsilon }
    case 'approximate':
      return { epsilon: loss.epsilon, delta: loss.delta }
    case 'zcdp':
      return { rho: loss.rho }
  }
}

/** Whether there is nothing in it. */
export function isNothing(loss: Loss): boolean {
  return Object.values(lossData(loss)).every((value) => value === 0)
}

export const notCounted =
  'Earlier runs are not counted (no ledger; --budget keeps one); what is spent on the same people adds up.'

/** Where a ledger counts. */
export function countedIn(ledger: string): string {
  return `Counted in ${ledger}, over all runs; what is spent elsewhere on the same people adds up.`
}
