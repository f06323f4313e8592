import { DitherError } from '@dither/core'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import { type Temporal, temporalEnds } from '../schema/temporal.ts'
import type { Value } from '../schema/value.ts'
import type { Expression } from './expression.ts'
import { either, type Facts, kindOfFacts, noNumber } from './facts.ts'
import { factsOfValue, printValue } from './literal.ts'
import { type Meaning, type Operand, wrongType } from './meaning.ts'

/** How many keys a public list may have. */
export const mostKeys = 100_000
/** Beyond, a list prints as its length and its digest. */
const mostPrinted = 20

/**
 * What a public list of pairs says of a value; NULL where it is none of the keys. A key stands once (S17), so
 * that a row stays one row. [lookup.proof.md]
 */
export function lookup({
  of,
  keys,
  values,
  type,
}: Extract<Expression, { kind: 'lookup' }>): Meaning {
  let index: ReadonlyMap<Value, Value> | undefined
  return {
    operands: [of],
    facts: (x) => {
      checkKeys(x, keys, values)
      const facts = factsOfList(x.facts, keys, values)
      return type === undefined ? facts : asMoments(facts, type)
    },
    value: (x) => {
      index ??= new Map(keys.map((key, i) => [key, values[i] ?? null]))
      return x === null ? null : (index.get(x) ?? null)
    },
    print: (x) =>
      `lookup(${x}, ${printList(keys, values)}${type === undefined ? '' : ` as ${type}`})`,
  }
}

/** @throws DitherError "invalid_parameter", "unsupported", "wrong_type" */
function checkKeys(
  x: Operand,
  keys: readonly (number | string | boolean)[],
  values: readonly Value[],
): void {
  const refuse = (rule: string, wayOut: string): DitherError =>
    new DitherError('invalid_parameter', `keys ${rule}`, { parameter: 'keys', rule: 'S17', wayOut })
  if (keys.length === 0 || keys.length !== values.length)
    throw refuse(`are ${keys.length} for ${values.length} values`, 'Give one value for each key')
  if (keys.length > mostKeys)
    throw new DitherError('unsupported', `keys are ${keys.length}, must be at most ${mostKeys}`, {
      parameter: 'keys',
      wayOut: 'Take the keys that matter, or join before the data are read',
    })
  const kind = kindOfFacts(x.facts)
  const seen = new Set<Value>()
  for (const key of keys) {
    const { type } = factsOfValue(key)
    if (type !== kind && kind !== 'null')
      throw wrongType(printValue(key), type, `a ${kind}, like ${x.text()}`, 'Change the key')
    if (seen.has(key)) throw refuse(`have ${printValue(key)} twice`, 'Keep one row for each key')
    seen.add(key)
  }
}

/** A value is missing only where a key is: a listed text, all of whose values are keys, has one. */
function factsOfList(
  x: Facts,
  keys: readonly (number | string | boolean)[],
  values: readonly Value[],
): Facts {
  const known = new Set<Value>(keys)
  const complete =
    !x.nullable && x.type === 'text' && (x.values?.every((value) => known.has(value)) ?? false)
  const facts = factsOfValues(values)
  return facts.type === 'null' ? facts : { ...facts, nullable: facts.nullable || !complete }
}

/** @throws DitherError "wrong_type" */
function asMoments(facts: Facts, temporal: Temporal): Facts {
  if (facts.type === 'null') return { ...noNumber, temporal }
  const { first, last } = temporalEnds[temporal]
  if (facts.type !== 'number' || !facts.integral || facts.lower < first || facts.upper > last)
    throw wrongType('values', kindOfFacts(facts), `a ${temporal} each`, 'Declare another type')
  return { ...facts, temporal }
}

/** @throws DitherError "wrong_type" unless they have one type */
function factsOfValues(values: readonly Value[]): Facts {
  let numbers: Facts = { type: 'null', nullable: true }
  let nullable = false
  const texts = new Set<string>()
  for (const value of values) {
    const facts = factsOfValue(value)
    if (facts.type === 'null') nullable = true
    else if (numbers.type !== 'null' && numbers.type !== facts.type)
      throw wrongType(
        printValue(value),
        facts.type,
        `a ${numbers.type}, like the others`,
        'Cast it',
      )
    else if (facts.type === 'text') {
      texts.add(String(value))
      numbers = facts
    } else numbers = either(numbers.type === 'null' ? facts : numbers, facts) ?? facts
  }
  if (numbers.type === 'null') return numbers
  return numbers.type === 'text'
    ? { type: 'text', values: [...texts], nullable }
    : { ...numbers, nullable }
}

function printList(keys: readonly Value[], values: readonly Value[]): string {
  const pairs = keys.map((key, i) => `${printValue(key)}: ${printValue(values[i] ?? null)}`)
  if (pairs.length <= mostPrinted) return `{ ${pairs.join(', ')} }`
  const digest = bytesToHex(sha256(new TextEncoder().encode(pairs.join(', '))))
  return `${pairs.length} keys ${digest}`
}
