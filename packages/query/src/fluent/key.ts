/** Keys to group by, and the values that they have when none are listed. */
import { DitherError } from '@dither/core'
import type { Expression } from '../expression/expression.ts'
import { type Columns, factsOf } from '../expression/facts-of.ts'
import { printExpression } from '../expression/print-expression.ts'
import type { GroupKey } from '../plan/plan.ts'
import type { ColumnKind, ColumnKinds } from '../schema/schema-input.ts'
import { column } from './express.ts'
import { eachOf, keyFor } from './in-numbers.ts'
import type { BaseExpression, Row } from './terms.ts'

/**
 * A column whose values may be public, or an expression with a name; with its public values where they are
 * not known.
 */
export type Key<Kinds extends ColumnKinds> = Keys<Kinds>['key']

/** The name of a column. */
export type Name<Kinds extends ColumnKinds> = keyof Kinds & string

/** A column by name, or an expression of a row. */
export type Of<Kinds extends ColumnKinds> = Keys<Kinds>['any']

/** Properties, not aliases: so the compiler names the columns that there are, where one is misspelt. */
export interface Keys<Kinds extends ColumnKinds> {
  /** To group by. */
  readonly key: Names<Kinds, 'category' | 'boolean' | 'integer' | 'date'>['all'] | NamedKey<Kinds>
  /** To compute with. */
  readonly any: (keyof Kinds & string) | BaseExpression | ((row: Row<Kinds>) => BaseExpression)
}

/** A key with a name of its own. */
export interface NamedKey<Kinds extends ColumnKinds> {
  readonly name: string
  readonly of: Of<Kinds>
  /** Rows with another value are left out. Dates, times and timestamps as ISO 8601 text, or as numbers. */
  readonly values?: readonly (number | string | boolean)[]
}

/** The names of the columns of some kinds. */
export interface Names<Kinds extends ColumnKinds, Kind extends ColumnKind> {
  /** Each as a text type. */
  readonly all: {
    [Name in keyof Kinds]: Extract<Kinds[Name], Kind> extends never ? never : Name
  }[keyof Kinds] &
    string
}

/** The most values that an integer may have between its bounds to be listed unasked. */
const mostIntegers = 1000

export function readKey<Kinds extends ColumnKinds>(
  key: Key<Kinds>,
  columns: Columns,
  row: Row<Kinds>,
): GroupKey {
  const { name, of, values } =
    typeof key === 'string' ? { name: key, of: key, values: undefined } : key
  const expression = readOf(of, row)
  const listed = valuesOf(expression, values, columns, `groupBy ${name}.values`)
  return Object.freeze({ name, of: expression, values: listed })
}

/** The listed values, or those that are public. */
export function valuesOf(
  of: Expression,
  listed: readonly (number | string | boolean)[] | undefined,
  columns: Columns,
  path = 'options.values',
): readonly (number | string | boolean)[] {
  const values = listed ?? publicValuesOf(of, columns, path)
  return eachOf(values, keyFor<number | string | boolean>(of, columns), path)
}

export function readOf<Kinds extends ColumnKinds>(of: Of<Kinds>, row: Row<Kinds>): Expression {
  if (typeof of === 'string') return column(of).expression
  return (typeof of === 'function' ? of(row) : of).expression
}

/**
 * The values that an expression is known to have: those of a category, false and true, or the whole
 * numbers between its bounds, in order.
 *
 * @throws DitherError "invalid_parameter" where no such list is public
 */
function publicValuesOf(
  of: Expression,
  columns: Columns,
  path: string,
): readonly (number | string | boolean)[] {
  const facts = factsOf(of, columns)
  if (facts.type === 'boolean') return [false, true]
  if (facts.type === 'text' && facts.values !== undefined) return facts.values
  if (facts.type === 'number' && facts.integral && facts.upper - facts.lower < mostIntegers)
    return Array.from({ length: facts.upper - facts.lower + 1 }, (_, i) => facts.lower + i)
  const text = printExpression(of)
  throw new DitherError('invalid_parameter', `the values of ${text} are not public`, {
    parameter: text,
    rule: 'S12',
    wayOut: path.startsWith('groupBy')
      ? 'List them as values, cut numbers by edges in a histogram, or take groupByPrivateKeys'
      : 'List them as values; take groupByPrivateKeys and count() first where they are not known',
  })
}
