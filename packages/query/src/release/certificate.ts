/** What shows someone who was not there that a release was proved, priced and charged: plain JSON data. */
import type { Event, Loss } from '@dither/core'
import type { ChargeReceipt } from '@dither/core/account'
import { formatRational, isRational, rational } from '@dither/math'
import type { Asserted } from '../engines/engine.ts'
import type { Question } from '../plan/plan.ts'
import { plainData } from '../proof/canonical-data.ts'
import { inputOf } from '../schema/input-of.ts'
import type { Schema } from '../schema/schema.ts'
import type { SchemaInput } from '../schema/schema-input.ts'
import type { PartPlace } from './partition/part-in.ts'
import type { ExactBudget, Priced } from './price.ts'

/**
 * Speaks of the schema, the questions and the charge alone: nothing in it depends on a row (S19), and no
 * answer is in it. `verifyCertificate` makes proof, price and total again from it.
 */
export interface Certificate {
  readonly version: 1
  readonly kind: 'certificate'
  readonly requestId: string
  /** When the budget was charged, before any row was read; ISO 8601. */
  readonly chargedAt: string
  /** `seeded` noise protects nobody (S23). */
  readonly generator: 'secure' | 'seeded'
  readonly tables: readonly CertifiedTable[]
  readonly questions: readonly CertifiedQuestion[]
  /** All questions together; exact numbers are text. */
  readonly event: Event
  /** What every dataset that was read was charged, in whole units of its ledger. */
  readonly charged: readonly CertifiedCharge[]
}

/** A table of a certificate: what was public about it. */
export interface CertifiedTable {
  readonly schema: SchemaInput
  /** As its owner declares it; never computed from the data. */
  readonly dataVersion?: string
  /** What the owner asserts of this table, and Dither neither did nor saw; see `preAggregated`. */
  readonly asserted?: Asserted
}

/** A question of a certificate, with its proof and its price. */
export interface CertifiedQuestion {
  readonly name: string
  /** Index into `tables`. */
  readonly table: number
  readonly question: Question
  /** Where it is asked of one part of a partition: the name, and how many steps of `from` lie before the cut. */
  readonly part?: PartPlace
  /** What it was priced for, exactly; absent where the answer is public. */
  readonly budget?: Readonly<Record<string, string>>
  /** Vectors, sensitivities, shares, bounded plan and the rules in words. */
  readonly proof: unknown
  readonly event: Event
  readonly loss: LossData
  /** What choosing its private keys cost besides; once for all questions of one table that have the same. */
  readonly keys?: { readonly event: Event; readonly loss: LossData }
}

/** What a dataset was charged, and whose presence its budget protects (S1). */
export interface CertifiedCharge {
  readonly dataset: string
  /** "row", "rows 3", or "id text pid": kind, and what singles the unit out. */
  readonly unit: string
  readonly loss: LossData
}

/** A privacy loss as JSON data: exact decimals or fractions in text. */
export interface LossData {
  readonly kind: Loss['kind']
  readonly epsilon?: string
  readonly delta?: string
  readonly rho?: string
}

/** What a certificate is written from. */
export interface CertificateFacts {
  readonly requestId: string
  readonly chargedAt: string
  readonly generator: 'secure' | 'seeded'
  readonly tables: readonly (Omit<CertifiedTable, 'schema'> & { readonly schema: Schema })[]
  readonly questions: readonly {
    readonly name: string
    readonly table: number
    readonly priced: Priced
  }[]
  readonly event: Event
  readonly charged: ChargeReceipt['charged']
}

export function certificate(facts: CertificateFacts): Certificate {
  const { requestId, chargedAt, generator, event } = facts
  const data: Certificate = {
    version: 1,
    kind: 'certificate',
    requestId,
    chargedAt,
    generator,
    tables: facts.tables.map(({ schema, ...declared }) => ({
      schema: inputOf(schema),
      ...declared,
    })),
    questions: facts.questions.map(({ name, table, priced }) => certified(name, table, priced)),
    event,
    charged: facts.charged.map(({ dataset, unit, loss }) => ({
      dataset,
      unit,
      loss: lossData(loss),
    })),
  }
  return deepFrozen(data)
}

/** One question of a certificate; `verifyCertificate` compares with exactly this. */
export function certified(
  name: string,
  table: number,
  priced: Priced,
  part: PartPlace | undefined = priced.part,
): CertifiedQuestion {
  const { proof, budget, event, loss, keys } = priced
  return {
    name,
    table,
    question: proof.question,
    ...(part === undefined ? {} : { part: { partition: part.partition, after: part.after } }),
    ...(budget === undefined ? {} : { budget: budgetData(budget) }),
    proof: withoutRepeats(plainData(proof)),
    event,
    loss: lossData(loss),
    ...(keys === undefined ? {} : { keys: { event: keys.event, loss: lossData(keys.loss) } }),
  }
}

/** A loss as text, exactly. */
export function lossData(loss: Loss): LossData {
  const exact = Object.entries(loss.exact).map(([name, value]) => [name, formatRational(value)])
  return Object.freeze({ kind: loss.kind, ...Object.fromEntries(exact) })
}

/** A budget as text, exactly. */
export function budgetData(budget: ExactBudget): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(budget).map(([name, value]) => [
      name,
      formatRational(isRational(value) ? value : rational(value)),
    ]),
  )
}

/** The question and the schema stand beside the proof. */
function withoutRepeats(proof: unknown): unknown {
  if (!isRecord(proof)) return proof
  const { question: _question, bounded, ...rest } = proof
  if (!isRecord(bounded)) return proof
  const { schema: _schema, ...plan } = bounded
  return { ...rest, bounded: plan }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function deepFrozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const inner of Object.values(value)) deepFrozen(inner)
  }
  return value
}
