/** Expressions as people write them: typed, so that only what makes sense can be written. */
import type { Expression } from '../expression/expression.ts'
import type { ColumnKind, ColumnKinds } from '../schema/schema-input.ts'

declare const typed: unique symbol

/** What every expression can be asked. */
export interface BaseExpression {
  /** The expression as data. */
  readonly expression: Expression
  /** Whether it is NULL; never NULL itself. */
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
  /** This and another added. */
  plus(other: NumberTerm): NumberExpression
  /** This less another. */
  minus(other: NumberTerm): NumberExpression
  /** This and another multiplied. */
  times(other: NumberTerm): NumberExpression
  /** This divided by another; by zero it is NULL. */
  dividedBy(other: NumberTerm): NumberExpression
  /** Whether the two are equal. */
  equals(other: NumberTerm): BooleanExpression
  /** Whether the two differ. */
  notEquals(other: NumberTerm): BooleanExpression
  /** Whether this is less than the other. */
  below(other: NumberTerm): BooleanExpression
  /** Whether this is at most the other. */
  atMost(other: NumberTerm): BooleanExpression
  /** Whether this is more than the other. */
  above(other: NumberTerm): BooleanExpression
  /** Whether this is at least the other. */
  atLeast(other: NumberTerm): BooleanExpression
  /** Whether it lies between two ends, which belong to it. */
  between(lower: NumberTerm, upper: NumberTerm): BooleanExpression
  /** Whether it is one of a list of public values. */
  isIn(values: readonly number[]): BooleanExpression
  /** The nearest number in [lower, upper]. */
  clamp(lower: number, upper: number): NumberExpression
  /** Puts a public value in the place of NULL. */
  impute(value: number): NumberExpression
}

/** Text, or NULL; ordered by code point. */
export interface TextExpression extends BaseExpression {
  readonly [typed]?: { readonly text: true }
  /** Whether the two are equal. */
  equals(other: TextTerm): BooleanExpression
  /** Whether the two differ. */
  notEquals(other: TextTerm): BooleanExpression
  /** Whether this is less than the other. */
  below(other: TextTerm): BooleanExpression
  /** Whether this is at most the other. */
  atMost(other: TextTerm): BooleanExpression
  /** Whether this is more than the other. */
  above(other: TextTerm): BooleanExpression
  /** Whether this is at least the other. */
  atLeast(other: TextTerm): BooleanExpression
  /** Whether it lies between two ends, which belong to it. */
  between(lower: TextTerm, upper: TextTerm): BooleanExpression
  /** Whether it is one of a list of public values. */
  isIn(values: readonly string[]): BooleanExpression
  /** Puts a public value in the place of NULL. */
  impute(value: string): TextExpression
}

/** True, false, or NULL: not known. */
export interface BooleanExpression extends BaseExpression {
  readonly [typed]?: { readonly boolean: true }
  /** True if both are true, false if one is false, else NULL. */
  and(other: BooleanTerm): BooleanExpression
  /** True if one is true, false if both are false, else NULL. */
  or(other: BooleanTerm): BooleanExpression
  /** False for true, true for false, NULL for NULL. */
  not(): BooleanExpression
  /** Whether the two are equal. */
  equals(other: BooleanTerm): BooleanExpression
  /** Whether the two differ. */
  notEquals(other: BooleanTerm): BooleanExpression
  /** Puts a public value in the place of NULL. */
  impute(value: boolean): BooleanExpression
}

/** An expression whose type only the schema knows, at run time. */
export interface AnyExpression extends NumberExpression, TextExpression, BooleanExpression {
  readonly [typed]?: { readonly number: true; readonly text: true; readonly boolean: true }
  /** Whether the two are equal. */
  equals(other: Term): BooleanExpression
  /** Whether the two differ. */
  notEquals(other: Term): BooleanExpression
  /** Whether this is less than the other. */
  below(other: Term): BooleanExpression
  /** Whether this is at most the other. */
  atMost(other: Term): BooleanExpression
  /** Whether this is more than the other. */
  above(other: Term): BooleanExpression
  /** Whether this is at least the other. */
  atLeast(other: Term): BooleanExpression
  /** Whether it lies between two ends, which belong to it. */
  between(lower: Term, upper: Term): BooleanExpression
  /** Whether it is one of a list of public values. */
  isIn(values: readonly (number | string | boolean)[]): BooleanExpression
  /** Puts a public value in the place of NULL. */
  impute(value: number | string | boolean): AnyExpression
}

/** A number to compute with: itself, or an expression. */
export type NumberTerm = number | NumberExpression
/** A text: itself, or an expression. */
export type TextTerm = string | TextExpression
/** True or false: itself, or an expression. */
export type BooleanTerm = boolean | BooleanExpression
/** A value: itself, or an expression. */
export type Term = NumberTerm | TextTerm | BooleanTerm

/** The expression of a column of this kind. */
export type ExpressionOf<Kind extends ColumnKind> = ColumnKind extends Kind
  ? AnyExpression
  : Kind extends 'number' | 'integer'
    ? NumberExpression
    : Kind extends 'boolean'
      ? BooleanExpression
      : TextExpression

/**
 * The kind of column that an expression makes. Whether a text or a number has a public list of values is
 * known at run time: it may be a category or an integer.
 */
export type KindOf<Of> = Of extends AnyExpression
  ? ColumnKind
  : Of extends NumberExpression
    ? 'number' | 'integer'
    : Of extends BooleanExpression
      ? 'boolean'
      : 'text' | 'category'

/** One row of a table, by column: `p => p.age.atLeast(65)`. */
export type Row<Columns extends ColumnKinds> = {
  readonly [Name in keyof Columns]: ExpressionOf<Columns[Name]>
}
