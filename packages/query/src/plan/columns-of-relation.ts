import { DitherError } from '@dither/core'
import { columnOfFacts, either, type Facts, factsOfColumn } from '../expression/facts.ts'
import { type Columns, factsOf, typeOf } from '../expression/facts-of.ts'
import { wrongType } from '../expression/meaning.ts'
import { printExpression } from '../expression/print-expression.ts'
import { nameIn } from '../schema/fields.ts'
import type { Schema } from '../schema/schema.ts'
import type { Relation } from './plan.ts'
import { factsOfUnitColumn } from './unit-columns.ts'

/**
 * The columns that an expression over a relation may read, with what is known of their ranges.
 *
 * A derived column looks like one of a schema: a number with the bounds that its expression has (one
 * alone where the other is infinite), a category where its values are a public list, a boolean, or
 * text. Checks every expression on the way.
 *
 * @throws DitherError "unknown_column", "wrong_type", "invalid_parameter", "unsupported"
 */
export function columnsOfRelation(relation: Relation, schema: Schema): Columns {
  const steps: Exclude<Relation, { kind: 'scan' | 'union' }>[] = []
  let base = relation
  for (; base.kind !== 'scan' && base.kind !== 'union'; base = base.input) steps.push(base)
  const start =
    base.kind === 'scan'
      ? schema.columns
      : shared(base.inputs.map((input) => columnsOfRelation(input, schema)))
  return steps.reverse().reduce<Columns>((columns, step) => {
    if (step.kind === 'derive') return derived(columns, step, schema)
    if (step.kind === 'perUnit') return perUnit(columns, step, schema)
    const type = typeOf(step.condition, columns)
    if (type !== 'boolean')
      throw wrongType(
        printExpression(step.condition),
        type,
        'true or false, to filter by',
        'Compare it with something',
      )
    return columns
  }, start)
}

/** The columns that all have, where either could stand for the other. */
function shared(inputs: readonly Columns[]): Columns {
  const [first = {}, ...others] = inputs
  const columns: Record<string, Columns[string]> = Object.create(null)
  for (const [name, column] of Object.entries(first)) {
    const facts = others.reduce<Facts | undefined>((before, other) => {
      const another = Object.hasOwn(other, name) ? other[name] : undefined
      return before === undefined || another === undefined
        ? undefined
        : either(before, factsOfColumn(another))
    }, factsOfColumn(column))
    if (facts === undefined || facts.type === 'null') continue
    const same = others.every((other) => canonical(other[name]) === canonical(column))
    columns[name] = same ? column : columnOfFacts(facts)
  }
  if (Object.keys(columns).length === 0)
    throw new DitherError('wrong_type', 'the tables of a union have no column in common', {
      parameter: 'inputs',
      wayOut: 'Derive columns with the same names and types',
    })
  return Object.freeze(columns)
}

function canonical(column: Columns[string] | undefined): string {
  return JSON.stringify(column)
}

function perUnit(
  before: Columns,
  step: Extract<Relation, { kind: 'perUnit' }>,
  schema: Schema,
): Columns {
  if (schema.privacyUnit.kind !== 'id')
    throw new DitherError('unsafe_question', 'the privacy unit has no id to gather its rows by', {
      parameter: 'perUnit',
      rule: 'S14',
      wayOut: 'Ask of the rows as they are, or state privacyUnit: { column, maxRows, maxGroups }',
    })
  const columns: Record<string, Columns[string]> = Object.create(null)
  for (const [name, of] of Object.entries(step.columns)) {
    checkName(name, Object.keys(columns), schema)
    const facts = factsOfUnitColumn(of, before)
    if (facts.type !== 'null') columns[name] = columnOfFacts(facts)
  }
  return Object.freeze(columns)
}

function derived(
  before: Columns,
  step: Extract<Relation, { kind: 'derive' }>,
  schema: Schema,
): Columns {
  const after: Record<string, Columns[string]> = Object.assign(Object.create(null), before)
  for (const [name, expression] of Object.entries(step.columns)) {
    checkName(name, Object.keys(after), schema)
    typeOf(expression, before)
    const facts = factsOf(expression, before)
    if (facts.type !== 'null') after[name] = columnOfFacts(facts)
  }
  return Object.freeze(after)
}

function checkName(name: string, taken: readonly string[], schema: Schema): void {
  nameIn(name, name, 'invalid_parameter')
  if (schema.privacyUnit.kind === 'id' && schema.privacyUnit.column === name)
    throw new DitherError('unsafe_question', `${name} is the id of the privacy unit`, {
      parameter: name,
      rule: 'S14',
      wayOut: 'It is carried unaltered; derive a column with another name',
    })
  const twin = taken.find((other) => other !== name && other.toLowerCase() === name.toLowerCase())
  if (twin !== undefined)
    throw new DitherError(
      'invalid_parameter',
      `${name} is derived, must differ from ${twin} in more than letter case`,
      { parameter: name, wayOut: `Call it ${twin} to replace that column` },
    )
}
