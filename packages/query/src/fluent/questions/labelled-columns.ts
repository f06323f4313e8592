/** Several numbers with names: a list of columns, or expressions by name. */
import { DitherError } from '@dither/core'
import { printExpression } from '../../expression/print-expression.ts'
import type { Labelled } from '../../plan/plan.ts'
import { fieldsOf } from '../../schema/fields.ts'
import type { ColumnKinds } from '../../schema/schema-input.ts'
import type { AskMatrix, Bounds } from '../ask.ts'
import { readOf } from '../key.ts'
import { type Asker, boundedIn } from './asker.ts'
import type { NumberOf } from './columns-asked.ts'

/** Columns by name or expressions, or, with labels of one's own, an object of them. */
export type NumbersOf<Columns extends ColumnKinds> =
  | readonly NumberOf<Columns>[]
  | Readonly<Record<string, NumberOf<Columns>>>

/** @throws DitherError "invalid_parameter" for bounds of a label that is not there */
export function labelledIn<Kinds extends ColumnKinds>(
  asker: Asker<Kinds>,
  lists: readonly NumbersOf<Kinds>[],
  bounds: AskMatrix['bounds'] = {},
): readonly (readonly Labelled[])[] {
  const named = lists.map((list) => entriesOf(list).map(([label, of]) => oneOf(asker, label, of)))
  const labels = named.flatMap((list) => list.map(({ label }) => label))
  const given = fieldsOf(bounds, 'options.bounds', labels, 'invalid_parameter')
  return named.map((list) =>
    list.map((one): Labelled => {
      const own = given.get(one.label)
      if (own === undefined) return Object.freeze(one)
      const path = `options.bounds.${one.label}`
      const { lower, upper }: Bounds = Object.fromEntries(
        fieldsOf(own, path, ['lower', 'upper'], 'invalid_parameter'),
      )
      return Object.freeze({ ...one, ...boundedIn(one.of, { lower, upper }, asker, path) })
    }),
  )
}

/** Whether it names several numbers. */
export function isNumbers<Kinds extends ColumnKinds>(
  value: NumberOf<Kinds> | NumbersOf<Kinds>,
): value is NumbersOf<Kinds> {
  return typeof value === 'object' && value !== null && !('expression' in value)
}

/** A label, where it was given one. */
type Entry<Kinds extends ColumnKinds> = readonly [label: string | undefined, of: NumberOf<Kinds>]

function entriesOf<Kinds extends ColumnKinds>(list: NumbersOf<Kinds>): Entry<Kinds>[] {
  if (isList(list)) return list.map((of) => [undefined, of])
  if (typeof list !== 'object' || list === null)
    throw new DitherError('invalid_parameter', 'columns is not a list, must be one', {
      parameter: 'columns',
      wayOut: "Give ['age', 'income'], or { years: row => row.age }",
    })
  return Object.entries(list)
}

function isList<Kinds extends ColumnKinds>(
  list: NumbersOf<Kinds>,
): list is readonly NumberOf<Kinds>[] {
  return Array.isArray(list)
}

function oneOf<Kinds extends ColumnKinds>(
  asker: Asker<Kinds>,
  label: string | undefined,
  of: NumberOf<Kinds>,
): Labelled {
  const expression = readOf(of, asker.row)
  return { label: label ?? printExpression(expression), of: expression }
}
