/** One budget and what was charged to it. A charge makes a new line or throws: nothing in between. */

import { DitherError } from '../error.ts'
import type { Event } from '../space/event.ts'
import type { Loss } from '../space/loss.ts'
import { isNeighbours, type Neighbours, sameNeighbours } from '../space/neighbours.ts'
import { wrongParameter } from '../space/parameter.ts'
import {
  type Amount,
  addAmounts,
  amountInWords,
  amountOf,
  type Budget,
  isWithin,
  lossOf,
  remainingOf,
} from './budget.ts'
import type { EventKinds } from './event-kind.ts'
import { priceWith } from './price-with.ts'
import { readWith } from './read-event.ts'

/** Whether the noise came from the generator or from a seed; ledgers refuse the latter (S23). */
export type RandomnessMark = 'secure' | 'seeded'

/** The unit of charges that do not say whose presence they protect; it mixes with no other. */
const unstated = 'unstated'

/** One charge: the exact events, and the loss that was charged for them in whole units. */
export interface LedgerEntry {
  readonly requestId?: string
  readonly events: readonly Event[]
  readonly loss: Loss
}

/** One budget, and what was charged to it. */
export interface LedgerLine {
  /** Of the events that it can be charged for. */
  readonly kinds: EventKinds
  /** Its cap and rule. */
  readonly budget: Budget
  /** In whole units, never more than the cap. */
  readonly spent: Amount
  /** Fixed by the first charge if the owner did not state it. */
  readonly neighbours?: Neighbours
  /** Whose presence is protected, in any words; fixed as `neighbours` is (S1). */
  readonly unit?: string
  /** Oldest first. */
  readonly entries: readonly LedgerEntry[]
}

/**
 * A budget of which nothing was spent.
 *
 * @throws DitherError "invalid_parameter" if neighbours or unit are no such thing
 */
export function openLine(
  kinds: EventKinds,
  budget: Budget,
  { neighbours, unit }: { readonly neighbours?: Neighbours; readonly unit?: string } = {},
): LedgerLine {
  if (neighbours !== undefined && !isNeighbours(neighbours))
    throw wrongParameter('neighbours', neighbours, 'must be add-remove, change-one or unstated')
  return Object.freeze({
    kinds,
    budget,
    spent: Object.freeze({ main: 0n, delta: 0n }),
    entries: Object.freeze([]),
    ...(neighbours === undefined ? {} : { neighbours }),
    ...(unit === undefined ? {} : { unit: readUnit(unit) }),
  })
}

/** @throws DitherError "invalid_parameter" if it is not a text */
export function readUnit(unit: unknown): string {
  if (typeof unit === 'string' && unit !== '') return unit
  throw wrongParameter(
    'unit',
    unit ?? 'missing',
    'must be a text that names whose presence is protected',
  )
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
    readonly unit?: string
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
  const events = Object.freeze(charge.events.map((event) => readWith(line.kinds, event)))
  const relations = events.map((event) => event.neighbours)
  const neighbours = sameNeighbours(
    line.neighbours === undefined ? relations : [line.neighbours, ...relations],
  )
  const unit = sameUnit(line, charge.unit === undefined ? unstated : readUnit(charge.unit), name)
  // (1) Exact events are priced together and rounded up once.
  const amount = price(line, events)
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
  const entries = Object.freeze([...line.entries, entry])
  // Nothing states no relation.
  if (events.length === 0) return Object.freeze({ ...line, entries })
  return Object.freeze({ kinds: line.kinds, budget: line.budget, spent, entries, neighbours, unit })
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

function price({ kinds, budget }: LedgerLine, events: readonly Event[]): Amount {
  if (events.length === 0) return { main: 0n, delta: 0n }
  const [first] = events
  const together: Event =
    events.length === 1 && first !== undefined
      ? first
      : { version: 1, kind: 'composed', neighbours: first?.neighbours ?? 'unstated', events }
  return amountOf(priceWith(kinds, together, { measure: budget.rule }))
}

/** One unit a line: the relation of neighbours is about it (S1). */
function sameUnit(line: LedgerLine, unit: string, name: string): string {
  if (line.unit === undefined || line.unit === unit) return unit
  throw new DitherError(
    'mixed_neighbours',
    `${name} protects the unit "${line.unit}", and the unit "${unit}" is charged`,
    {
      parameter: 'unit',
      rule: 'S1',
      charged: false,
      wayOut: 'One dataset protects one unit: give all its tables the same privacy unit',
    },
  )
}

function exceeded(line: LedgerLine, amount: Amount, name: string): DitherError {
  const { rule, cap } = line.budget
  const left = remainingOf(cap, line.spent)
  const wanted = amountInWords(rule, amount)
  return new DitherError(
    'budget_exceeded',
    `${name} has ${amountInWords(rule, left)} left, ${wanted} is asked`,
    {
      parameter: 'budget',
      rule: 'S21',
      charged: false,
      wayOut: isRounding(line, amount, left)
        ? `Charges round up to whole units of 1e-12, of delta 1e-18: ask for at most ${amountInWords(rule, left)}; nothing was charged`
        : 'Ask for less; nothing was charged',
    },
  )
}

/** Whether rounding alone may have made the difference: less than a unit a charge, and for the cap. */
function isRounding({ entries }: LedgerLine, amount: Amount, left: Amount): boolean {
  const most = BigInt(entries.length + 1)
  const over = { main: amount.main - left.main, delta: amount.delta - left.delta }
  const some = left.main > 0n && (left.delta > 0n || amount.delta === 0n)
  return some && isWithin(over, { main: most, delta: most })
}
