/** Expressions as people write them: typed, so that only what makes sense can be written. */
import type { Expression } from '../expression/expression.ts'
import type { ColumnKind, ColumnKinds } from '../schema/schema-input.ts'

declare const typed: unique symbol

/** What every expression can be asked. */
export interface BaseExpression {
  /** The expression as data. */
  readonly expression: Expression
  isNull(): BooleanExpression
  /** Text by the grammar of cells; true is 1, false is 0; what cannot be read is NULL. */
  toNumber(): NumberExpression
  /** As `toNumber`, then floor(x + 0.5). */
  toInteger(): NumberExpression
  /** Whole numbers of size at most 2^53 as digits, other numbers as NULL; 'true', 'false'. */
  toText(): TextExpression
  /** Text by the grammar of cells; 1 is true, 0 is false; all else is NULL. */
  toBoolean(): BooleanExpression
}

/** A double, or NULL. NaN is NULL, and so is a division by zero. */
export interface NumberExpression extends BaseExpression {
  readonly [typed]?: { readonly number: true }
  plus(other: NumberTerm): NumberExpression
  minus(other: NumberTerm): NumberExpression
  times(other: NumberTerm): NumberExpression
  dividedBy(other: NumberTerm): NumberExpression
  equals(other: NumberTerm): BooleanExpression
  notEquals(other: NumberTerm): BooleanExpression
  below(other: NumberTerm): BooleanExpression
  atMost(other: NumberTerm): BooleanExpression
  above(other: NumberTerm): BooleanExpression
  atLeast(other: NumberTerm): BooleanExpression
  /** Both ends belong to it. */
  between(lower: NumberTerm, upper: NumberTerm): BooleanExpression
  isIn(values: readonly number[]): BooleanExpression
  /** The nearest number in [lower, upper]. */
  clamp(lower: number, upper: number): NumberExpression
  /** Puts a public value in the place of NULL. */
  impute(value: number): NumberExpression
}

/** Text, or NULL; ordered by code point. */
export interface TextExpression extends BaseExpression {
  readonly [typed]?: { readonly text: true }
  equals(other: TextTerm): BooleanExpression
  notEquals(other: TextTerm): BooleanExpression
  below(other: TextTerm): BooleanExpression
  atMost(other: TextTerm): BooleanExpression
  above(other: TextTerm): BooleanExpression
  atLeast(other: TextTerm): BooleanExpression
  between(lower: TextTerm, upper: TextTerm): BooleanExpression
  isIn(values: readonly string[]): BooleanExpression
  impute(value: string): TextExpression
}

/** True, false, or NULL: not known. */
export interface BooleanExpression extends BaseExpression {
  readonly [typed]?: { readonly boolean: true }
  and(other: BooleanTerm): BooleanExpression
  or(other: BooleanTerm): BooleanExpression
  not(): BooleanExpression
  equals(other: BooleanTerm): BooleanExpression
  notEquals(other: BooleanTerm): BooleanExpression
  impute(value: boolean): BooleanExpression
}

/** An expression whose type only the schema knows, at run time. */
export interface AnyExpression extends NumberExpression, TextExpression, BooleanExpression {
  readonly [typed]?: { readonly number: true; readonly text: true; readonly boolean: true }
  equals(other: Term): BooleanExpression
  notEquals(other: Term): BooleanExpression
  below(other: Term): BooleanExpression
  atMost(other: Term): BooleanExpression
  above(other: Term): BooleanExpression
  atLeast(other: Term): BooleanExpression
  between(lower: Term, upper: Term): BooleanExpression
  isIn(values: readonly (number | string | boolean)[]): BooleanExpression
  impute(value: number | string | boolean): AnyExpression
}

/** A number to compute with: itself, or an expression. */
export type NumberTerm = number | NumberExpression
export type TextTerm = string | TextExpression
export type BooleanTerm = boolean | BooleanExpression
export type Term = NumberTerm | TextTerm | BooleanTerm

/** The expression of a column of this kind. */
export type ExpressionOf<Kind extends ColumnKind> = ColumnKind extends Kind
  ? AnyExpression
  : Kind extends 'number' | 'integer'
    ? NumberExpression
    : Kind extends 'boolean'
      ? BooleanExpression
      : TextExpression

/** The kind of column that an expression makes. */
export type KindOf<Of> = Of extends AnyExpression
  ? ColumnKind
  : Of extends NumberExpression
    ? 'number'
    : Of extends BooleanExpression
      ? 'boolean'
      : 'text'

/** One row of a table, by column: `p => p.age.atLeast(65)`. */
export type Row<Columns extends ColumnKinds> = {
  readonly [Name in keyof Columns]: ExpressionOf<Columns[Name]>
}
