/** One row a privacy unit, made of all its rows. */
import { DitherError } from '@dither/core'
import type { UnitColumn } from '../plan/unit-columns.ts'
import type { ColumnKind, ColumnKinds } from '../schema/schema-input.ts'
import { type Of, readOf } from './key.ts'
import type { BaseExpression, KindOf, Row } from './terms.ts'

declare const kindOfColumn: unique symbol

/** A column of `perUnit`, described. */
export interface UnitTerm<Kind extends ColumnKind = ColumnKind> {
  /** The column as data. */
  readonly column: UnitColumn
  /** A mark for the compiler alone. */
  readonly [kindOfColumn]?: Kind
}

/** What can be asked of all rows of one unit; of no other unit's. */
export interface UnitRows<Columns extends ColumnKinds> {
  /** How many there are; more than `upper` count as `upper`. */
  count(options?: UpTo): UnitTerm<'integer'>
  /** How many there are where it is not NULL. */
  count(of: Of<Columns>, options?: UpTo): UnitTerm<'integer'>
  /** How many distinct values there are; NULL is none. */
  countDistinct(of: Of<Columns>, options?: UpTo): UnitTerm<'integer'>
  /** The sum of what is not NULL, clamped to these bounds; 0 of nothing. */
  sum(of: Of<Columns>, bounds: SumBounds): UnitTerm<'number' | 'integer'>
  /** The least that is not NULL. */
  min<Name extends keyof Columns & string>(of: Name): UnitTerm<Columns[Name]>
  min<E extends OfExpression<Columns>>(of: E): UnitTerm<KindOfTerm<Columns, E>>
  /** The greatest that is not NULL. */
  max<Name extends keyof Columns & string>(of: Name): UnitTerm<Columns[Name]>
  max<E extends OfExpression<Columns>>(of: E): UnitTerm<KindOfTerm<Columns, E>>
  /** The value that all rows have where it is not NULL; NULL where they differ. */
  only<Name extends keyof Columns & string>(of: Name): UnitTerm<Columns[Name]>
  only<E extends OfExpression<Columns>>(of: E): UnitTerm<KindOfTerm<Columns, E>>
}

/** A public bound from above. */
export interface UpTo {
  /** A positive whole number: what makes a count fit for sums and means. */
  readonly upper?: number
}

/** Public bounds of a unit's sum. */
export interface SumBounds {
  /** Sums below count as this. */
  readonly lower: number
  /** Sums above count as this. */
  readonly upper: number
}

/** An expression of a row. */
export type OfExpression<Columns extends ColumnKinds> =
  | BaseExpression
  | ((row: Row<Columns>) => BaseExpression)

/** What such an expression is. */
export type KindOfTerm<Columns extends ColumnKinds, E> = KindOf<
  E extends (row: Row<Columns>) => infer Result ? Result : E
>

/** The columns of `perUnit`, as functions of a unit's rows. */
export type UnitColumns<Columns extends ColumnKinds> = Readonly<
  Record<string, (unit: UnitRows<Columns>) => UnitTerm>
>

/** The columns that a table has after `perUnit`. */
export type PerUnit<New> = {
  readonly [Name in keyof New]: New[Name] extends (unit: never) => UnitTerm<infer Kind>
    ? Kind
    : never
}

/** Reads the columns of `perUnit` as data. */
export function unitColumns<Columns extends ColumnKinds>(
  columns: UnitColumns<Columns>,
  row: Row<Columns>,
): Readonly<Record<string, UnitColumn>> {
  const unit = unitRows(row)
  const made: Record<string, UnitColumn> = Object.create(null)
  for (const [name, column] of Object.entries(columns)) {
    if (typeof column !== 'function')
      throw new DitherError('invalid_parameter', `${name} is not a function of a unit's rows`, {
        parameter: name,
        wayOut: 'Say { visits: unit => unit.count() }',
      })
    made[name] = column(unit).column
  }
  return Object.freeze(made)
}

function unitRows<Columns extends ColumnKinds>(row: Row<Columns>): UnitRows<Columns> {
  const term = <Kind extends ColumnKind>(column: UnitColumn): UnitTerm<Kind> =>
    Object.freeze({ column: Object.freeze(column) })
  const upTo = ({ upper }: UpTo) => (upper === undefined ? {} : { upper })
  const of =
    (kind: 'min' | 'max' | 'only') =>
    <Kind extends ColumnKind>(value: Of<Columns>): UnitTerm<Kind> =>
      term({ kind, of: readOf(value, row) })
  return Object.freeze({
    count: (value: Of<Columns> | UpTo = {}, options: UpTo = {}) =>
      isOf(value)
        ? term<'integer'>({ kind: 'count', of: readOf(value, row), ...upTo(options) })
        : term<'integer'>({ kind: 'count', ...upTo(value) }),
    countDistinct: (value: Of<Columns>, options: UpTo = {}) =>
      term<'integer'>({ kind: 'countDistinct', of: readOf(value, row), ...upTo(options) }),
    sum: (value: Of<Columns>, { lower, upper }: SumBounds) =>
      term<'number' | 'integer'>({ kind: 'sum', of: readOf(value, row), lower, upper }),
    min: of('min'),
    max: of('max'),
    only: of('only'),
  })
}

function isOf<Columns extends ColumnKinds>(value: Of<Columns> | UpTo): value is Of<Columns> {
  return typeof value !== 'object' || 'expression' in value
}
