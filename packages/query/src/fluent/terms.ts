/** Expressions as people write them: typed, so that only what makes sense can be written. */
import type { Expression, TimeUnit } from '../expression/expression.ts'
import type { ColumnKind, ColumnKinds } from '../schema/schema-input.ts'
import type { Temporal } from '../schema/temporal.ts'
import type {
  DateExpression,
  DateTerm,
  TimeExpression,
  TimestampExpression,
  TimestampTerm,
  TimeTerm,
} from './moment-terms.ts'

/** A mark for the compiler alone. */
export declare const typed: unique symbol

/** What every expression can be asked. */
export interface BaseExpression {
  /** The expression as data. */
  readonly expression: Expression
  /** What kind of moment it is, where it is one and that is known before any schema is. */
  readonly temporal?: Temporal | undefined
  /** Whether it is NULL; never NULL itself. */
  isNull(): BooleanExpression
  /**
   * Text by the grammar of cells; true is 1, false is 0; what cannot be read is NULL. A date is days since
   * 1970-01-01, a time microseconds of its day, a timestamp microseconds since 1970-01-01 in UTC.
   */
  toNumber(): NumberExpression
  /** As `toNumber`, then floor(x + 0.5). */
  toInteger(): NumberExpression
  /** Whole numbers of size at most 2^53 as digits, other numbers as NULL; 'true', 'false'. Not for moments. */
  toText(): TextExpression
  /** Text by the grammar of cells; 1 is true, 0 is false; all else is NULL. Not for moments. */
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
  /** The first of this and the others that is not NULL. */
  coalesce(...others: readonly NumberTerm[]): NumberExpression
  /** NULL where it equals the other. */
  nullIf(other: NumberTerm): NumberExpression
  /** The least of this and the others; NULL if one is NULL. */
  least(...others: readonly NumberTerm[]): NumberExpression
  /** The greatest of this and the others; NULL if one is NULL. */
  greatest(...others: readonly NumberTerm[]): NumberExpression
  /** Its size, without the sign. */
  abs(): NumberExpression
  /** -1, 0 or 1. */
  sign(): NumberExpression
  /** The greatest whole number that is not above it. */
  floor(): NumberExpression
  /** The least whole number that is not below it. */
  ceiling(): NumberExpression
  /** floor(x + 0.5), the nearest whole number. */
  round(): NumberExpression
  /** The whole number toward zero. */
  truncate(): NumberExpression
  /** The remainder of a division, with the sign of this; by zero it is NULL. */
  modulo(other: NumberTerm): NumberExpression
  /** Multiplied by itself so many times, a whole number from 0 to 64; 0 times is 1. */
  power(times: number): NumberExpression
  /** The square root; below zero it is NULL. */
  sqrt(): NumberExpression
  /** e to its power, within a relative 1e-13, the same bits in every engine; infinite above 709.78. */
  exp(): NumberExpression
  /** The natural logarithm, within a relative 1e-13, the same bits in every engine; NULL for 0 and below. */
  ln(): NumberExpression
  /**
   * The number of the bin that it lies in, from 0: [e0, e1), [e1, e2), … and the last one closed, as in a
   * histogram. NULL and what lies outside become `otherwise`, or NULL. To group by it, no values need be listed.
   */
  digitise(edges: readonly number[], options?: { readonly otherwise?: number }): NumberExpression
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
  /** The first of this and the others that is not NULL. */
  coalesce(...others: readonly TextTerm[]): TextExpression
  /** NULL where it equals the other. */
  nullIf(other: TextTerm): TextExpression
  /** The letters A to Z as a to z; all else as it is. */
  lower(): TextExpression
  /** The letters a to z as A to Z; all else as it is. */
  upper(): TextExpression
  /** Without the spaces (U+0020) at both ends. */
  trim(): TextExpression
  /** The number of characters (code points). */
  length(): NumberExpression
  /** So many characters (code points) from a place, counted from 1; to the end where no length is said. */
  substring(start: number, length?: number): TextExpression
  /** This and the others in a row; NULL if one is NULL, or longer than 65,536 bytes in UTF-8. */
  concat(...others: readonly TextTerm[]): TextExpression
  /** Whether it starts with the other. */
  startsWith(other: TextTerm): BooleanExpression
  /** Whether it ends with the other. */
  endsWith(other: TextTerm): BooleanExpression
  /** Whether the other is somewhere in it. */
  contains(other: TextTerm): BooleanExpression
  /**
   * Whether all of it matches a pattern: `%` is any text, `_` any character, and a backslash takes the next
   * character as it is.
   */
  like(pattern: string): BooleanExpression
  /** Every occurrence of a text by another of at most 100 characters; NULL if longer than 65,536 bytes. */
  replace(search: string, replacement: string): TextExpression
  /** Read as ISO 8601, `2024-02-29`; NULL where it is none. */
  toDate(): DateExpression
  /** Read as ISO 8601, `23:59:59.5`; NULL where it is none. */
  toTime(): TimeExpression
  /** Read as ISO 8601, `2024-02-29T23:59:59+01:00`, UTC where no zone is said; NULL where it is none. */
  toTimestamp(): TimestampExpression
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

/**
 * An expression whose type only the schema knows, at run time. What asks for a part of a moment must come from
 * a row, `(row) => row.signup.year()`, or say what it is, `column('signup', 'date').year()`.
 */
export interface AnyExpression
  extends NumberExpression,
    TextExpression,
    BooleanExpression,
    DateExpression,
    TimeExpression,
    TimestampExpression {
  readonly [typed]?: {
    readonly number: true
    readonly text: true
    readonly boolean: true
    readonly date: true
    readonly time: true
    readonly timestamp: true
  }
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
  /** The nearest value in [lower, upper]. */
  clamp(lower: number | string, upper: number | string): AnyExpression
  /** The first of this and the others that is not NULL. */
  coalesce(...others: readonly Term[]): AnyExpression
  /** NULL where it equals the other. */
  nullIf(other: Term): AnyExpression
  /** The least of this and the others; NULL if one is NULL. */
  least(...others: readonly Term[]): AnyExpression
  /** The greatest of this and the others; NULL if one is NULL. */
  greatest(...others: readonly Term[]): AnyExpression
  /** The start of the unit that it lies in. */
  truncateTo(unit: TimeUnit): AnyExpression
  /** Hours from the other to this. */
  hoursSince(other: Term): NumberExpression
  /** Minutes from the other to this. */
  minutesSince(other: Term): NumberExpression
  /** Seconds from the other to this. */
  secondsSince(other: Term): NumberExpression
  /** Days from the other to this. */
  daysSince(other: Term): NumberExpression
}

/** A number to compute with: itself, or an expression. */
export type NumberTerm = number | NumberExpression
/** A text: itself, or an expression. */
export type TextTerm = string | TextExpression
/** True or false: itself, or an expression. */
export type BooleanTerm = boolean | BooleanExpression
/** A value: itself, or an expression. */
export type Term = NumberTerm | TextTerm | BooleanTerm | DateTerm | TimeTerm | TimestampTerm

/** What can be measured: a number, or a moment as the number that stands for it. */
export type MeasuredExpression =
  | NumberExpression
  | DateExpression
  | TimeExpression
  | TimestampExpression

/** The expression of a column of this kind. */
export type ExpressionOf<Kind extends ColumnKind> = ColumnKind extends Kind
  ? AnyExpression
  : Kind extends 'number' | 'integer'
    ? NumberExpression
    : Kind extends 'boolean'
      ? BooleanExpression
      : Kind extends 'date'
        ? DateExpression
        : Kind extends 'time'
          ? TimeExpression
          : Kind extends 'timestamp'
            ? TimestampExpression
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
      : Of extends DateExpression
        ? 'date'
        : Of extends TimeExpression
          ? 'time'
          : Of extends TimestampExpression
            ? 'timestamp'
            : 'text' | 'category'

/** One row of a table, by column: `p => p.age.atLeast(65)`. */
export type Row<Columns extends ColumnKinds> = {
  readonly [Name in keyof Columns]: ExpressionOf<Columns[Name]>
}
