/** The ledger that a run charges: beside the schema, or where --ledger says. */

import { existsSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'
import { type BudgetOptions, compareLosses, DitherError, type Loss } from '@dither/core'
import {
  type BudgetStore,
  budget as budgetFrom,
  type ChargeRequest,
  lossOf,
  memoryBudgetStore,
} from '@dither/core/account'
import type { Ledger } from '@dither/ledger'
import { costText } from '../cost.ts'
import { usageError } from '../failure.ts'
import { budgetOf } from './budget-words.ts'
import { keepHead, keptHead } from './kept-head.ts'

/** The words of a run that are about its ledger. */
export interface LedgerWords {
  /** A file or an address. */
  readonly ledger?: string
  /** What may be spent over all runs. */
  readonly budget?: string
  /** Who asks. */
  readonly analyst?: string
  /** Where the head is kept. */
  readonly head?: string
}

/** A run's ledger, open. */
export interface RunLedger {
  /** As a person would write it. */
  readonly place: string
  /** Charges the run's own limit, and then the ledger. */
  readonly store: BudgetStore
  /** Keeps the head, where one is asked for, and closes. */
  close(): Promise<void>
}

/** The loss that a budget allows. */
export function allowed(options: BudgetOptions): Loss {
  const { rule, cap } = budgetFrom(options)
  return lossOf(rule, cap)
}

/** people.yaml keeps people.ledger. */
function besideSchema(schemaPath: string): string | undefined {
  if (schemaPath === '-') return undefined
  return join(dirname(schemaPath), `${basename(schemaPath, extname(schemaPath))}.ledger`)
}

/**
 * Opens the ledger of a run, and begins the dataset's budget where --budget says how large.
 *
 * @param options.explain makes and changes nothing
 * @returns nothing where there is no ledger and none is asked for: then the run counts for itself alone
 */
export async function runLedger(
  words: LedgerWords,
  options: {
    readonly dataset: string
    readonly schemaPath: string
    readonly cap: BudgetOptions
    readonly explain: boolean
  },
): Promise<RunLedger | undefined> {
  const { dataset, schemaPath, cap, explain } = options
  const place = words.ledger ?? besideSchema(schemaPath)
  if (place === undefined) {
    if (words.budget === undefined && words.head === undefined) return undefined
    throw usageError('--schema is standard input, which keeps no ledger', 'Say --ledger FILE too')
  }
  const isFile = !/^[a-z]{2,}:\/\//.test(place)
  const wanted = words.budget === undefined ? undefined : budgetOf(words.budget)
  if (isFile && !existsSync(place)) {
    if (explain) return undefined
    if (wanted === undefined) {
      if (words.ledger === undefined && words.head === undefined) return undefined
      throw noBudget(dataset, place)
    }
  }
  const { openLedger } = await import('@dither/ledger')
  const kept = keptHead(words.head)
  const ledger = await openLedger(place, kept === undefined ? {} : { kept })
  try {
    if (!(await ledger.datasets()).includes(dataset)) {
      if (wanted === undefined) throw noBudget(dataset, place)
      if (explain) {
        await ledger.close()
        return undefined
      }
      await ledger.create(dataset, wanted)
    } else if (wanted !== undefined) await checkSame(ledger, dataset, wanted, place)
    await checkRule(ledger, dataset, cap, place)
  } catch (error) {
    await ledger.close()
    throw error
  }
  const { head, analyst } = words
  return {
    place,
    store: bothOf(
      analyst === undefined ? ledger : ledger.as({ analyst }),
      memoryBudgetStore({ [dataset]: cap }),
      { place, dataset },
    ),
    async close() {
      try {
        if (head !== undefined && !explain) keepHead(head, await ledger.head())
      } finally {
        await ledger.close()
      }
    },
  }
}

/** The run's limit first: what it refuses, the ledger never hears of. */
function bothOf(
  ledger: BudgetStore,
  run: BudgetStore,
  { place, dataset }: { readonly place: string; readonly dataset: string },
): BudgetStore {
  return {
    read: ledger.read,
    async charge(request: ChargeRequest) {
      await run.charge(request)
      try {
        return await ledger.charge(request)
      } catch (error) {
        if (!(error instanceof DitherError && error.code === 'budget_exceeded')) throw error
        const { wayOut = '', ...detail } = error.detail
        const bare = error.message.replace(`. ${wayOut}`, '')
        throw new DitherError('budget_exceeded', `${bare} (over all runs, by ${place})`, {
          ...detail,
          wayOut: `Nothing was charged. Ask for less; or its owner begins a new period (dither ledger renew ${place} ${dataset}), or counts in another ledger (--ledger)`,
        })
      }
    },
  }
}

async function checkSame(
  ledger: Ledger,
  dataset: string,
  wanted: BudgetOptions,
  place: string,
): Promise<void> {
  const { budget } = await ledger.show(dataset)
  const asked = allowed(wanted)
  if (budget.kind === asked.kind && compareLosses(budget, asked) === 0) return
  throw new DitherError(
    'invalid_parameter',
    `--budget is ${costText(asked)}, the budget of ${dataset} in ${place} is ${costText(budget)}: it was fixed by the first run`,
    {
      parameter: '--budget',
      charged: false,
      wayOut: `Leave out --budget; or its owner begins a new period (dither ledger renew ${place} ${dataset}), or another ledger (--ledger)`,
    },
  )
}

/** Which runs a budget can count. */
async function checkRule(
  ledger: Ledger,
  dataset: string,
  cap: BudgetOptions,
  place: string,
): Promise<void> {
  const { rule } = await ledger.show(dataset)
  const run = budgetFrom(cap).rule
  if (run === rule || (run === 'pure' && rule === 'approximate')) return
  const ways = {
    pure: 'Say --epsilon alone',
    approximate: 'Say --epsilon and --delta',
    zcdp: 'Say --rho',
  }
  throw usageError(
    `the budget of ${dataset} in ${place} counts in ${rule === 'zcdp' ? 'rho' : rule === 'pure' ? 'epsilon alone' : 'epsilon and delta'}, the run in another way`,
    ways[rule],
  )
}

function noBudget(dataset: string, place: string): DitherError {
  return new DitherError('missing_budget', `${place} has no budget for ${dataset} yet`, {
    parameter: '--budget',
    charged: false,
    wayOut: 'Say what may be spent over all runs, as in --budget 3',
  })
}
