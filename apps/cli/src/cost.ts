/** A privacy loss as plain data, and what every run must say. */

import type { Loss } from '@dither/core'

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
  'Earlier runs are not counted: there is no ledger yet. What you spend on the same people adds up.'
