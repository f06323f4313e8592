import { DitherError } from '@dither/core'
import { columnOfFacts } from '../expression/facts.ts'
import { type Columns, factsOf, typeOf } from '../expression/facts-of.ts'
import { wrongType } from '../expression/meaning.ts'
import { printExpression } from '../expression/print-expression.ts'
import { nameIn } from '../schema/fields.ts'
import type { Schema } from '../schema/schema.ts'
import type { Relation } from './plan.ts'

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
  const steps: Exclude<Relation, { kind: 'scan' }>[] = []
  for (let step = relation; step.kind !== 'scan'; step = step.input) steps.push(step)
  return steps.reverse().reduce<Columns>((columns, step) => {
    if (step.kind === 'derive') return derived(columns, step, schema)
    const type = typeOf(step.condition, columns)
    if (type !== 'boolean')
      throw wrongType(
        printExpression(step.condition),
        type,
        'true or false, to filter by',
        'Compare it with something',
      )
    return columns
  }, schema.columns)
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
