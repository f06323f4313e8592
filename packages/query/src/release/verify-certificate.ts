/** A certificate is believed only after everything in it has been made again. */
import {
  approximateLoss,
  compareLosses,
  DitherError,
  type Event,
  type Loss,
  pureLoss,
  readEvent,
  zcdpLoss,
} from '@dither/core'
import { priceEvent } from '@dither/core/account'
import { readQuestion } from '../plan/read-question.ts'
import { canonicalText } from '../proof/canonical-data.ts'
import { prove } from '../proof/prove.ts'
import { checkSchema } from '../schema/define-schema.ts'
import type { Schema } from '../schema/schema.ts'
import { certified } from './certificate.ts'
import { type ExactBudget, free, price } from './price.ts'
import { isFree, totalEvent } from './total-event.ts'

/** What checking a certificate found. */
export interface CertificateCheck {
  readonly valid: boolean
  /** What does not agree, each naming its place. Empty when valid. */
  readonly faults: readonly string[]
}

/** The newest version of the certificate format that this code reads. */
export const certificateVersion = 1

/**
 * Checks a certificate out of JSON: every proof from its question and schema, every price from its proof
 * and budget, the total from the prices, and that no less was charged.
 *
 * It shows that the questions, asked so, cost at most what was charged; not that an answer came of them.
 *
 * @param value the certificate as an object, or as JSON text
 * @throws DitherError "unsupported" for a newer version
 */
export function verifyCertificate(value: unknown): CertificateCheck {
  const data = record(typeof value === 'string' ? parsed(value) : value)
  const version = data['version']
  if (typeof version === 'number' && version > certificateVersion)
    throw new DitherError(
      'unsupported',
      `version is ${version}, this Dither reads certificates up to version ${certificateVersion}`,
      { parameter: 'version', wayOut: 'Update Dither' },
    )
  const faults: string[] = []
  const check = (place: string, agrees: () => boolean): void => {
    const fault = attempt(agrees)
    if (fault !== undefined) faults.push(`${place} ${fault}`)
  }
  check('version', () => version === certificateVersion && data['kind'] === 'certificate')
  check('generator', () => data['generator'] === 'secure')
  const schemas = list(data['tables']).map((table) => schemaOf(record(table)['schema']))
  const questions = list(data['questions']).map(record)
  questions.forEach((question, i) => {
    check(`questions[${i}]`, () => agreesWithItself(question, schemas))
  })
  check('questions', () => questions.length > 0)
  check('event', () => {
    const parts = questions.map((question) => ({ event: readEvent(question['event']) }))
    return sameData(readEvent(data['event']), totalEvent(parts))
  })
  check('charged', () => chargedEnough(data, questions, schemas))
  return Object.freeze({ valid: faults.length === 0, faults: Object.freeze(faults) })
}

function agreesWithItself(
  question: Readonly<Record<string, unknown>>,
  schemas: readonly (Schema | undefined)[],
): boolean {
  const { name, table } = question
  const schema = typeof table === 'number' ? schemas[table] : undefined
  if (schema === undefined || typeof name !== 'string' || typeof table !== 'number') return false
  const proof = prove(readQuestion(question['question']), schema)
  const budget = question['budget']
  const priced = budget === undefined ? free(proof) : price(proof, budgetOf(record(budget)))
  if (budget === undefined && proof.vectors.length > 0) return false
  return sameData(certified(name, table, priced), question)
}

/** Every dataset of which something was asked that costs was charged at least the whole event. */
function chargedEnough(
  data: Readonly<Record<string, unknown>>,
  questions: readonly Readonly<Record<string, unknown>>[],
  schemas: readonly (Schema | undefined)[],
): boolean {
  const event: Event = readEvent(data['event'])
  if (isFree(event)) return true
  const charged = list(data['charged']).map(record)
  const costly = questions.filter(({ event }) => !isFree(readEvent(event)))
  return costly.every(({ table }) => {
    const schema = typeof table === 'number' ? schemas[table] : undefined
    const found = charged.find(({ dataset }) => dataset === schema?.dataset)
    if (found === undefined) return false
    const loss = lossOf(record(found['loss']))
    const price = priceEvent(event, { measure: loss.kind })
    const order = compareLosses(price, loss)
    return order !== undefined && order <= 0
  })
}

function budgetOf({ epsilon, delta, rho }: Readonly<Record<string, unknown>>): ExactBudget {
  if (typeof rho === 'string') return { rho }
  if (typeof epsilon !== 'string') throw new RangeError('a budget has epsilon or rho')
  return typeof delta === 'string' ? { epsilon, delta } : { epsilon }
}

function lossOf({ kind, epsilon, delta, rho }: Readonly<Record<string, unknown>>): Loss {
  if (kind === 'zcdp' && typeof rho === 'string') return zcdpLoss(rho)
  if (typeof epsilon !== 'string') throw new RangeError('a loss has epsilon or rho')
  return typeof delta === 'string' ? approximateLoss(epsilon, delta) : pureLoss(epsilon)
}

function schemaOf(input: unknown): Schema | undefined {
  try {
    return checkSchema(input)
  } catch {
    return undefined
  }
}

/** "differs" or what was thrown, or undefined if the check holds. */
function attempt(agrees: () => boolean): string | undefined {
  try {
    return agrees() ? undefined : 'differs'
  } catch (error) {
    return error instanceof Error ? `cannot be checked: ${error.message}` : 'cannot be checked'
  }
}

function sameData(made: unknown, given: unknown): boolean {
  return canonicalText(made) === canonicalText(given)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new DitherError('invalid_parameter', 'the certificate is not JSON', {
      parameter: 'certificate',
    })
  }
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
