/** What every case of the suite works with. */
import { DitherError, type Event, type Loss } from '@dither/core'
import { type Charge, type ChargeRequest, events } from '@dither/core/account'
import { expect } from 'vitest'
import type { Ledger, LedgerOptions } from '../ledger.ts'

/** A ledger of its own, which can be opened as often as one likes. */
export interface LedgerPlace {
  /** A connection of its own; the first makes the ledger. */
  open(options?: LedgerOptions): Promise<Ledger>
}

/** One promise of every store. */
export interface LedgerCase {
  readonly title: string
  readonly run: (place: LedgerPlace) => Promise<void>
}

export const costing = (
  epsilon: string,
  neighbours: 'add-remove' | 'change-one' = 'add-remove',
): Event => events.discreteLaplace({ scale: 1, sensitivity: epsilon, neighbours })

export const charge = (dataset: string, epsilon: string, unit = 'row'): Charge => ({
  dataset,
  unit,
  events: [costing(epsilon)],
})

export const request = (requestId: string, ...charges: readonly Charge[]): ChargeRequest => ({
  requestId,
  charges,
  mark: 'secure',
})

/** How it ended: "done", or the code of the error. */
export async function endOf(work: Promise<unknown>): Promise<string> {
  try {
    await work
    return 'done'
  } catch (error) {
    if (error instanceof DitherError) {
      // A refusal says that nothing was charged, or what it is about; and always a way out.
      expect(error.detail.charged).not.toBe(true)
      return error.code
    }
    throw error
  }
}

/** The epsilon of a loss, as text. */
export function epsilonOf(loss: Loss): string {
  return loss.kind === 'zcdp' ? `rho ${loss.rho}` : String(loss.epsilon)
}
