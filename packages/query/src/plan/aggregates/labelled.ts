/** Several numbers, each with a name in the answer. */
import { DitherError } from '@dither/core'
import type { Columns } from '../../expression/facts-of.ts'
import { printExpression } from '../../expression/print-expression.ts'
import { listAt } from '../../expression/read-expression.ts'
import { fieldsOf, nameIn } from '../../schema/fields.ts'
import type { Aggregate, Labelled } from '../plan.ts'
import { boundsOf, printBounded, printWithin, readBounded } from './bounded.ts'

/** Sums of products grow with the square of the number of columns. */
const mostColumns = 20

const code = 'invalid_parameter'

export function readLabelled(value: unknown, path: string): Labelled {
  const fields = fieldsOf(value, path, ['label', 'of', 'lower', 'upper'], code)
  const label = nameIn(fields.get('label'), `${path}.label`, code)
  return Object.freeze({ label, ...readBounded(fields, path) })
}

export function readLabelledList(value: unknown, path: string): readonly Labelled[] {
  const list = listAt(value, path, readLabelled)
  if (list.length === 0) throw wrongList(path, 'is empty, must have a column', 'Name one')
  for (const [i, { label }] of list.entries())
    if (list.findIndex((other) => other.label === label) !== i)
      throw wrongList(path, `has two columns ${label}`, 'Give one of them another label')
  return list
}

/** @throws DitherError "missing_bound", "wrong_type", "invalid_parameter" */
export function checkLabelled(
  list: readonly Labelled[],
  kind: Aggregate['kind'],
  columns: Columns,
): void {
  if (list.length > mostColumns)
    throw wrongList(
      'aggregate',
      `has ${list.length} columns, must have at most ${mostColumns}`,
      'Ask for fewer, or of some against others in questions of their own',
    )
  for (const one of list) boundsOf({ ...one, kind }, columns)
}

/** "age, years = income / 2 within [0, 9]": a label where it is not the expression itself. */
export function printLabelled(list: readonly Labelled[]): string {
  return list.map(printOne).join(', ')
}

export function printOne(value: Labelled): string {
  const text = printExpression(value.of)
  return text === value.label
    ? `${text}${printWithin(value)}`
    : `${value.label} = ${printBounded(value)}`
}

function wrongList(path: string, message: string, wayOut: string): DitherError {
  return new DitherError(code, `${path} ${message}`, { parameter: path, wayOut })
}
