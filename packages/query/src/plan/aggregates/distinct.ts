/** How a count of distinct values is read and printed. */
import { printExpression } from '../../expression/print-expression.ts'
import { readExpression } from '../../expression/read-expression.ts'
import { type Fields, join, positiveIntegerIn } from '../../schema/fields.ts'
import type { Aggregate } from '../plan.ts'

type DistinctAggregate = Extract<Aggregate, { kind: 'countDistinct' }>

/** @throws DitherError "invalid_parameter" naming the path */
export function readDistinct(fields: Fields, path: string): DistinctAggregate {
  const of = readExpression(fields.get('of'), join(path, 'of'))
  if (!fields.has('maxValues')) return Object.freeze({ kind: 'countDistinct', of })
  const maxValues = positiveIntegerIn(fields, path, 'maxValues')
  return Object.freeze({ kind: 'countDistinct', of, maxValues })
}

/** Such as `count(distinct city) within 3 a unit`. */
export function printDistinct({ of, maxValues }: DistinctAggregate): string {
  const within = maxValues === undefined ? '' : ` within ${maxValues} a unit`
  return `count(distinct ${printExpression(of)})${within}`
}
