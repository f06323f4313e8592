/** One budget and what was charged to it. A charge makes a new line or throws: nothing in between. */
import { DitherError } from '../error.ts'
import type { Event } from '../space/event.ts'
import type { Loss } from '../space/loss.ts'
import { type Neighbours, sameNeighbours } from '../space/neighbours.ts'
import { readEvent } from '../space/read-event.ts'
import {
  type Amount,
  addAmounts,
  amountOf,
  type Budget,
  isWithin,
  lossOf,
  remainingOf,
} from './budget.ts'
import { priceEvent } from './price-event.ts'

/** Whether the noise came from the generator or from a seed; ledgers refuse the latter (S23). */
export type RandomnessMark = 'secure' | 'seeded'

/** One charge: the exact events, and the loss that was charged for them in whole units. */
export interface LedgerEntry {
  readonly requestId?: string
  readonly events: readonly Event[]
  readonly loss: Loss
}

export interface LedgerLine {
  readonly budget: Budget
  readonly spent: Amount
  /** Fixed by the first charge if the owner did not state it. */
  readonly neighbours?: Neighbours
  readonly entries: readonly LedgerEntry[]
}

export function openLine(budget: Budget, neighbours?: Neighbours): LedgerLine {
  const spent = Object.freeze({ main: 0n, delta: 0n })
  const stated = neighbours === undefined ? {} : { neighbours }
  return Object.freeze({ budget, spent, entries: Object.freeze([]), ...stated })
}

/**
 * The line after a charge. The old line is untouched, so a charge that throws has charged nothing.
 *
 * @throws DitherError "budget_exceeded", "mixed_neighbours", "seeded_randomness", or "unsupported" if
 *   the rule cannot price an event
 */
export function chargeLine(
  line: LedgerLine,
  charge: {
    readonly events: readonly Event[]
    readonly mark: RandomnessMark
    readonly requestId?: string
    readonly name?: string
    /** What the caller was shown; a charge above it is refused. */
    readonly shown?: Loss
  },
): LedgerLine {
  const { name = 'budget', requestId } = charge
  if (charge.mark !== 'secure')
    throw new DitherError('seeded_randomness', 'the noise comes from a seed, must be secret', {
      rule: 'S23',
      charged: false,
      wayOut: 'Release with the default generator; seeds are for tests and lessons',
    })
  const events = Object.freeze(charge.events.map((event) => readEvent(event)))
  const relations = events.map((event) => event.neighbours)
  const neighbours = sameNeighbours(
    line.neighbours === undefined ? relations : [line.neighbours, ...relations],
  )
  // (1) Exact events are priced together and rounded up once.
  const amount = price(line.budget, events)
  if (charge.shown !== undefined && !isWithin(amount, amountOf(charge.shown)))
    throw new DitherError('invalid_parameter', 'loss is below the price of the events', {
      parameter: 'loss',
      rule: 'S20',
      charged: false,
      wayOut: 'Show the loss that priceEvent gives',
    })
  const spent = addAmounts(line.spent, amount)
  // (2) The only way past this comparison is within the cap.
  if (!isWithin(spent, line.budget.cap)) throw exceeded(line, amount, name)
  const loss = lossOf(line.budget.rule, amount)
  const entry = Object.freeze({ ...(requestId === undefined ? {} : { requestId }), events, loss })
  return Object.freeze({
    budget: line.budget,
    spent,
    entries: Object.freeze([...line.entries, entry]),
    ...(events.length === 0 && line.neighbours === undefined ? {} : { neighbours }),
  })
}

/** What the latest charge came to. */
export function lastLoss(line: LedgerLine): Loss {
  return line.entries.at(-1)?.loss ?? lossOf(line.budget.rule, { main: 0n, delta: 0n })
}

export function spentOf(line: LedgerLine): Loss {
  return lossOf(line.budget.rule, line.spent)
}

export function leftOf(line: LedgerLine): Loss {
  return lossOf(line.budget.rule, remainingOf(line.budget.cap, line.spent))
}

function price({ rule }: Budget, events: readonly Event[]): Amount {
  if (events.length === 0) return { main: 0n, delta: 0n }
  const [first] = events
  const together: Event =
    events.length === 1 && first !== undefined
      ? first
      : { version: 1, kind: 'composed', neighbours: first?.neighbours ?? 'unstated', events }
  return amountOf(priceEvent(together, { measure: rule }))
}

function exceeded(line: LedgerLine, amount: Amount, name: string): DitherError {
  const wanted = inWords(lossOf(line.budget.rule, amount))
  return new DitherError(
    'budget_exceeded',
    `${name} has ${inWords(leftOf(line))} left, ${wanted} is asked`,
    {
      parameter: 'budget',
      rule: 'S21',
      charged: false,
      wayOut: 'Ask for less; nothing was charged',
    },
  )
}

function inWords(loss: Loss): string {
  if (loss.kind === 'zcdp') return `rho ${loss.rho}`
  const epsilon = `epsilon ${loss.epsilon}`
  return loss.kind === 'pure' ? epsilon : `${epsilon} and delta ${loss.delta}`
}
