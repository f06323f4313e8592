/** What the commonest values are as a question. */
import { DitherError } from '@dither/core'
import type { Columns } from '../../expression/facts-of.ts'
import { printValue } from '../../expression/literal.ts'
import { printExpression } from '../../expression/print-expression.ts'
import { keyAt, listAt, numberAt, readExpression } from '../../expression/read-expression.ts'
import type { Fields } from '../../schema/fields.ts'
import type { TopCategories, TopValues } from '../plan.ts'
import { checkValues } from './values.ts'

type Top = TopValues | TopCategories

export function readTopValues<Kind extends Top['kind']>(
  kind: Kind,
  fields: Fields,
  path: string,
): Omit<TopValues, 'kind'> & { readonly kind: Kind } {
  return Object.freeze({
    kind,
    of: readExpression(fields.get('of'), `${path}.of`),
    values: listAt(fields.get('values'), `${path}.values`, keyAt),
    number: numberAt(fields.get('number'), `${path}.number`),
  })
}

/** @returns the number of its cells */
export function checkTopValues({ of, values, number }: Top, columns: Columns): number {
  checkValues(`top values of ${printExpression(of)}`, of, values, columns)
  if (!Number.isInteger(number) || number < 1 || number > values.length)
    throw new DitherError(
      'invalid_parameter',
      `number is ${number}, must be from 1 to the number of listed values, ${values.length}`,
      { parameter: 'aggregate.number', wayOut: 'A histogram shows all of them' },
    )
  return values.length + 1
}

export function printTopValues({ kind, of, values, number }: Top): string {
  return `${kind}(${printExpression(of)}, ${number}) of (${values.map(printValue).join(', ')})`
}
