/** A certificate is believed only after everything in it has been made again. */
import { DitherError, type Event } from '@dither/core'
import { readQuestion } from '../plan/read-question.ts'
import { canonicalText } from '../proof/canonical-data.ts'
import type { Proof } from '../proof/proof.ts'
import { prove } from '../proof/prove.ts'
import { checkSchema } from '../schema/define-schema.ts'
import { wrong } from '../schema/fields.ts'
import { inputOf } from '../schema/input-of.ts'
import type { Schema } from '../schema/schema.ts'
import { relationsOf } from './budgets.ts'
import { budgetData, certified } from './certificate.ts'
import { exactFields, jsonData, listIn, textIn } from './json-data.ts'
import type { PartPlace } from './partition/part-in.ts'
import { pricedParts } from './partition/priced-parts.ts'
import { type ExactBudget, free, type Priced, price } from './price.ts'
import { sharingKeys } from './private-keys/sharing-keys.ts'
import { totalEvent } from './total-event.ts'
import { paysFor } from './verify-charges.ts'
import { wholeBudget } from './whole-budget.ts'

/** What checking a certificate found. */
export interface CertificateCheck {
  readonly valid: boolean
  /** What does not agree, each naming its place. Empty when valid. */
  readonly faults: readonly string[]
}

/** The newest version of the certificate format that this code reads. */
export const certificateVersion = 1

const fieldsOfAll = [
  'version',
  'kind',
  'requestId',
  'chargedAt',
  'generator',
  'tables',
  'questions',
  'event',
  'charged',
]

/**
 * Checks a certificate out of JSON: that it has the fields of a certificate and no others; every proof
 * from its question and schema; every price from its proof and budget; the total from the prices; and
 * for every dataset that was read one charge, of its unit, of no less than the total.
 *
 * It shows that the questions, asked so, cost at most what was charged; not that an answer came of them.
 *
 * @param value the certificate as an object, or as JSON text
 * @throws DitherError "unsupported" for a newer version, "invalid_parameter" if it is not JSON
 */
export function verifyCertificate(value: unknown): CertificateCheck {
  const data = jsonData(value, 'certificate')
  refuseNewer(data)
  const faults: string[] = []
  const check = <T>(place: string, make: () => T | false): T | undefined => {
    try {
      const made = make()
      if (made !== false) return made
      faults.push(`${place} differs`)
    } catch (error) {
      faults.push(`${place} cannot be checked: ${error instanceof Error ? error.message : ''}`)
    }
    return undefined
  }
  const fields = check('certificate', () => exactFields(data, '', fieldsOfAll))
  if (fields === undefined) return checked(faults)
  check('version', () => fields.get('version') === certificateVersion)
  check('kind', () => fields.get('kind') === 'certificate')
  check('requestId', () => textIn(fields, '', 'requestId'))
  check('chargedAt', () => isInstant(textIn(fields, '', 'chargedAt')))
  check('generator', () => fields.get('generator') === 'secure')
  const tables = check('tables', () => listIn(fields, '', 'tables')) ?? []
  const schemas = tables.map((table, i) => check(`tables[${i}]`, () => schemaOf(table)))
  check('tables', () => relationsOf(schemas.filter((schema) => schema !== undefined)))
  const list = check('questions', () => listIn(fields, '', 'questions')) ?? []
  const each = list.flatMap(
    (question, i) => check(`questions[${i}]`, () => madeAgain(question, schemas)) ?? [],
  )
  const made = check('questions', () => partsAgain(each)) ?? each
  check(
    'questions',
    () => made.length > 0 && new Set(made.map(({ name }) => name)).size === made.length,
  )
  check('tables', () => schemas.every((schema) => made.some((one) => one.schema === schema)))
  const event = check('event', () => sameEvent(totalEvent(made), fields.get('event')))
  if (event !== undefined)
    check('charged', () => paysFor(event, made, listIn(fields, '', 'charged')))
  return checked(faults)
}

function checked(faults: readonly string[]): CertificateCheck {
  return Object.freeze({ valid: faults.length === 0, faults: Object.freeze([...faults]) })
}

function refuseNewer(data: unknown): void {
  const version =
    typeof data === 'object' && data !== null && 'version' in data ? data.version : undefined
  if (typeof version === 'number' && version > certificateVersion)
    throw new DitherError(
      'unsupported',
      `version is ${version}, this Dither reads certificates up to version ${certificateVersion}`,
      { parameter: 'version', wayOut: 'Update Dither' },
    )
}

/** The schema of a table, which must be written as certificates write it. */
function schemaOf(table: unknown): Schema | false {
  const fields = exactFields(table, '', ['schema'], ['dataVersion', 'asserted'])
  if (fields.has('dataVersion')) textIn(fields, '', 'dataVersion')
  if (fields.has('asserted') && fields.get('asserted') !== 'totals') return false
  const schema = checkSchema(fields.get('schema'))
  return sameData(inputOf(schema), fields.get('schema')) && schema
}

/** A question whose proof and price came out as they are stated. */
interface Made extends Priced {
  readonly name: string
  readonly table: number
  readonly schema: Schema
  readonly place?: PartPlace | undefined
}

/** Questions about parts cost less together: only if they cut one table, by one key. */
function partsAgain(made: readonly Made[]): readonly Made[] {
  const places = new Map(
    made.flatMap(({ name, place }) => (place === undefined ? [] : [[name, place]])),
  )
  const parts = pricedParts(new Map(made.map((one) => [one.name, one])), places)
  return made.map((one) => {
    const part = parts.get(one.name)
    return sharingKeys(part === undefined ? one : { ...one, part }, one.table)
  })
}

function madeAgain(value: unknown, schemas: readonly (Schema | undefined)[]): Made | false {
  const required = ['name', 'table', 'question', 'proof', 'event', 'loss']
  const fields = exactFields(value, '', required, ['budget', 'part', 'keys'])
  const name = textIn(fields, '', 'name')
  const table = fields.get('table')
  const schema = typeof table === 'number' ? schemas[table] : undefined
  if (typeof table !== 'number' || schema === undefined) return false
  const proof = prove(readQuestion(fields.get('question')), schema)
  const priced = pricedAs(proof, fields.get('budget'), name)
  const place = fields.has('part') ? placeOf(fields.get('part')) : undefined
  return (
    sameData(certified(name, table, priced, place), value) && {
      ...priced,
      name,
      table,
      schema,
      place,
    }
  )
}

function placeOf(value: unknown): PartPlace {
  const fields = exactFields(value, 'part', ['partition', 'after'])
  const after = fields.get('after')
  if (typeof after !== 'number') throw wrong('part.after', after, 'must be a number')
  return { partition: textIn(fields, 'part', 'partition'), after }
}

/** The price for the stated budget, which must be the question's own if it has one. */
function pricedAs(proof: Proof, stated: unknown, name: string): Priced {
  if (proof.vectors.length === 0) return free(proof)
  const budget = budgetOf(stated)
  const own = proof.question.budget
  if (own !== undefined && !sameData(budgetData(wholeBudget(own, name)), budgetData(budget)))
    throw new RangeError('the question states another budget than it was priced for')
  return price(proof, budget)
}

function budgetOf(stated: unknown): ExactBudget {
  const fields = exactFields(stated, 'budget', [], ['epsilon', 'delta', 'rho'])
  // A field more would differ from the budget that is made again.
  if (fields.has('rho')) return { rho: textIn(fields, 'budget', 'rho') }
  const epsilon = textIn(fields, 'budget', 'epsilon')
  return fields.has('delta') ? { epsilon, delta: textIn(fields, 'budget', 'delta') } : { epsilon }
}

function sameEvent(total: Event, stated: unknown): Event | false {
  return sameData(total, stated) && total
}

function isInstant(text: string): boolean {
  return new Date(text).toISOString() === text
}

function sameData(made: unknown, given: unknown): boolean {
  return canonicalText(made) === canonicalText(given)
}
