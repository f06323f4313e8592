/** From priced questions to released answers: charge, draw, ask, add, dress, in this order. */
import {
  type BitSource,
  composeLosses,
  DitherError,
  type Event,
  jointGaussian,
  jointLaplace,
} from '@dither/core'
import type { BudgetStore, ChargeReceipt } from '@dither/core/account'
import type { Engine, EngineAnswer, FoundKey } from '../engines/engine.ts'
import type { BoundedPlan } from '../plan/bounded-plan.ts'
import { cellCount } from '../plan/cells.ts'
import type { Schema } from '../schema/schema.ts'
import { fits, integersOf, type Places } from './integers.ts'
import { type MergedPlan, mergePlans } from './merge-plans.ts'
import { isChosen, type Priced } from './price.ts'
import { type Found, keyChooser, unitsByKey } from './private-keys/chosen-keys.ts'
import { withChosenKeys } from './private-keys/released-keys.ts'
import { dresser } from './released/dress.ts'
import { noiseOf } from './released/noise.ts'
import type { Released } from './released/released.ts'
import { selected } from './select-quantile.ts'
import { isFree, totalEvent } from './total-event.ts'
import { unitText } from './unit-text.ts'

/** The questions of a release that are about one open table. */
export interface Asked {
  readonly engine: Engine
  readonly schema: Schema
  readonly questions: ReadonlyMap<string, Priced>
}

export interface RunOptions {
  readonly requestId: string
  readonly store: BudgetStore
  readonly bits: BitSource
  readonly signal?: AbortSignal
  readonly onProgress?: (state: Progress) => void
}

/** All that is ever said of a release under way (S16). */
export type Progress = 'queued' | 'running' | 'done'

export interface Answered {
  readonly answers: Readonly<Record<string, Released>>
  readonly event: Event
  readonly charged: ChargeReceipt['charged']
  readonly chargedAt: string
}

/**
 * Charges all lineages at once, then asks; what an engine refuses by the plan alone is refused before.
 * [release.proof.md]
 *
 * @throws DitherError "budget_exceeded" and what else the store refuses: nothing was charged.
 *   "invalid_parameter" if this request was charged before: fresh noise needs a fresh charge (S20).
 *   "aborted", which says whether it was charged. "engine_failed", one constant error, charged (S16).
 */
export async function runRelease(asked: readonly Asked[], options: RunOptions): Promise<Answered> {
  const { requestId, signal } = options
  tell(options, 'queued')
  stopIfAborted(signal, requestId, false)
  const orderKey = newKey(options.bits)
  const planned = asked.map((table) => plannedFor(table, orderKey))
  for (const { engine, plans } of planned) for (const { plan } of plans) engine.check?.(plan)
  const event = totalEvent(asked.flatMap(({ questions }) => [...questions.values()]))
  const chargedAt = new Date().toISOString() // before any row is read (S19)
  const charged = await charge(asked, event, options) // (1)
  const paid = charged.length > 0
  tell(options, 'running')
  stopIfAborted(signal, requestId, paid)
  let answers: Readonly<Record<string, Released>>
  try {
    answers = await answer(planned, options)
  } catch {
    stopIfAborted(signal, requestId, paid)
    throw new DitherError('engine_failed', 'the engine could not answer', {
      rule: 'S16',
      charged: paid,
      requestId,
      wayOut: paid
        ? 'The budget was charged; the owner of the data can look into the engine'
        : 'Nothing was charged; the owner of the data can look into the engine',
    })
  }
  stopIfAborted(signal, requestId, paid)
  tell(options, 'done')
  return { answers, event, charged, chargedAt }
}

/** Every dataset that is read pays for the whole event: one unit may be in all of them (S1). */
async function charge(
  asked: readonly Asked[],
  event: Event,
  { store, requestId, bits }: RunOptions,
): Promise<Answered['charged']> {
  if (isFree(event)) return []
  const read = asked.filter(({ questions }) =>
    [...questions.values()].some(({ mechanism }) => mechanism !== 'none'),
  )
  // A dataset with two units is named twice, and refused.
  const lineages = new Map(
    read.map(({ schema }) => {
      const [dataset, unit] = [schema.dataset, unitText(schema)]
      return [JSON.stringify([dataset, unit]), { dataset, unit, events: [event] }]
    }),
  )
  const { charged, repeated } = await store.charge({
    requestId,
    charges: [...lineages.values()],
    mark: bits.kind,
  })
  if (repeated) throw chargedBefore(requestId)
  return charged
}

/** (4) One charge pays for one draw of noise (S20). */
function chargedBefore(requestId: string): DitherError {
  return new DitherError('invalid_parameter', 'this release was charged before', {
    parameter: 'requestId',
    rule: 'S20',
    charged: true,
    requestId,
    wayOut: 'Recall the release that was stored then, or ask anew: that is a new charge',
  })
}

/** The questions of one table, as few runs of its engine. */
interface Planned extends Asked {
  readonly plans: readonly MergedPlan[]
}

/** One key orders the cells of every unit in this release (S5). */
function plannedFor(table: Asked, orderKey: string): Planned {
  const plans = new Map<string, BoundedPlan>()
  for (const [name, { proof, mechanism }] of table.questions)
    if (mechanism !== 'none') plans.set(name, keyed(proof.bounded, orderKey))
  return { ...table, plans: mergePlans(plans) }
}

async function answer(
  planned: readonly Planned[],
  { bits, signal }: RunOptions,
): Promise<Readonly<Record<string, Released>>> {
  // (2) All noise is there (a choice is drawn by scores, and so after) before the engine hears of a question.
  const drawn = planned.map((table) => ({ ...table, noise: drawAll(table.questions, bits) }))
  const answers: Record<string, Released> = {}
  const choose = keyChooser(bits)
  for (const { noise, ...table } of drawn) {
    const exact = await integersOfAll(table, signal)
    for (const [name, priced] of table.questions) {
      const found = exact.get(name)
      if (priced.keys !== undefined && found !== undefined) {
        const { keys, vectors } = choose(priced, found) // (6)
        const lengths = vectors.map(({ length }) => length)
        answers[name] = dressed(priced, noisy(vectors, draw({ ...priced, lengths }, bits)), keys)
        continue
      }
      answers[name] = dressed(
        priced,
        isChosen(priced.mechanism)
          ? selected(priced, found?.vectors ?? [], bits) // (5)
          : noisy(found?.vectors ?? [], noise.get(name) ?? []),
      )
    }
  }
  return Object.freeze(answers)
}

/** The exact integers of every question with vectors. */
async function integersOfAll(
  { engine, plans, questions }: Planned,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, Found>> {
  const exact = new Map<string, Found>()
  for (const { plan, members } of plans) {
    const answer = await engine.run(plan, signal === undefined ? {} : { signal })
    if (!fits(answer, plan, cellCount(plan.axes)))
      throw new RangeError('the answer does not have the shape of its plan')
    for (const { name, ...places } of members) {
      const priced = questions.get(name)
      if (priced !== undefined) exact.set(name, found(priced, places, answer))
    }
  }
  return exact
}

/** With the keys, where they were found and not listed. */
function found({ proof }: Priced, places: Places, answer: EngineAnswer): Found {
  const vectors = integersOf(proof, places, answer)
  const { keys } = answer
  return keys === undefined
    ? { keys: [], units: [], vectors }
    : { keys, units: unitsByKey(proof, answer), vectors }
}

function drawAll(
  questions: ReadonlyMap<string, Priced>,
  bits: BitSource,
): ReadonlyMap<string, bigint[][]> {
  const listed = [...questions].filter(([, { keys }]) => keys === undefined)
  return new Map(listed.map(([name, priced]) => [name, draw(priced, bits)]))
}

/** Fresh noise for every coordinate of every vector of one question. */
function draw({ mechanism, noise, lengths }: Priced, bits: BitSource): bigint[][] {
  if (mechanism === 'none' || isChosen(mechanism)) return []
  return mechanism === 'laplace'
    ? jointLaplace({ scales: noise }).draw(lengths, bits)
    : jointGaussian({ variances: noise }).draw(lengths, bits)
}

/** (3) Every exact integer meets noise of its own, or nothing is released. */
function noisy(
  exact: readonly (readonly bigint[])[],
  noise: readonly (readonly bigint[])[],
): bigint[][] {
  if (exact.length !== noise.length) throw new RangeError('a vector has no noise')
  return exact.map((vector, j) =>
    vector.map((value, cell) => {
      const added = noise[j]?.[cell]
      if (added === undefined) throw new RangeError('a coordinate has no noise')
      return value + added
    }),
  )
}

function dressed(priced: Priced, vectors: bigint[][], keys?: readonly FoundKey[]): Released {
  const { proof, mechanism, noise } = priced
  const { event, loss } = wholeCost(priced)
  if (isChosen(mechanism))
    return dresser({ proof, noises: [], choice: noise[0], event, loss })(vectors)
  const kind = mechanism === 'gaussian' ? 'gaussian' : 'laplace'
  const noises = noise.map((parameter) => noiseOf(kind, parameter))
  return withChosenKeys(dresser({ proof, noises, event, loss })(vectors, keys), priced)
}

/** Of an answer with the choice of its keys, which others may share. */
function wholeCost({ event, loss, keys }: Priced): Pick<Priced, 'event' | 'loss'> {
  if (keys === undefined) return { event, loss }
  return { event: totalEvent([{ event, keys }]), loss: composeLosses([keys.loss, loss]) }
}

/** 128 bits in hex: the order in which units keep their cells, in this release alone (S5). */
function newKey(bits: BitSource): string {
  const digits = Array.from({ length: 32 }, () => (bits.next() % 16).toString(16))
  return digits.join('')
}

function keyed(plan: BoundedPlan, orderKey: string): BoundedPlan {
  const { unit } = plan
  return unit.kind === 'id' ? { ...plan, unit: { ...unit, orderKey } } : plan
}

/** A listener that throws must not cost a charge. */
function tell({ onProgress }: RunOptions, state: Progress): void {
  try {
    onProgress?.(state)
  } catch {
    // It is the listener's own affair.
  }
}

function stopIfAborted(signal: AbortSignal | undefined, requestId: string, charged: boolean): void {
  if (signal?.aborted !== true) return
  throw new DitherError(
    'aborted',
    charged ? 'the release was stopped after its budget was charged' : 'the release was stopped',
    {
      charged,
      requestId,
      wayOut: charged ? 'A new release is a new charge' : 'Nothing was charged',
    },
  )
}
