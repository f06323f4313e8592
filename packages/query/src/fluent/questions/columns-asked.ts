/** What a question can be about, as the compiler knows it. */
import type { ColumnKind, ColumnKinds } from '../../schema/schema-input.ts'
import type { Names } from '../key.ts'
import type { BooleanExpression, MeasuredExpression, Row, TextExpression } from '../terms.ts'

/** The names of the columns of some kinds. */
export type NameOf<Columns extends ColumnKinds, Kind extends ColumnKind> = Names<
  Columns,
  Kind
>['all']

/** A column of numbers by name, or an expression that is a number. */
export type NumberOf<Columns extends ColumnKinds> = Askable<Columns>['number']

/** A column whose values can be listed, by name, or such an expression. */
export type ListedOf<Columns extends ColumnKinds> = Askable<Columns>['listed']

/** Properties, not aliases: so the compiler names the columns that there are, where one is misspelt. */
export interface Askable<Columns extends ColumnKinds> {
  /** To sum, or to cut by edges. A date, time or timestamp is the number that stands for it; options may say it in ISO 8601. */
  readonly number:
    | Names<Columns, 'number' | 'integer' | 'date' | 'time' | 'timestamp'>['all']
    | MeasuredExpression
    | ((row: Row<Columns>) => MeasuredExpression)
  /** To list. */
  readonly listed:
    | Names<Columns, 'integer' | 'date' | 'category' | 'boolean' | 'text'>['all']
    | TextExpression
    | BooleanExpression
    | ((row: Row<Columns>) => TextExpression | BooleanExpression)
}
