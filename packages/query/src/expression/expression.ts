import type { Temporal } from '../schema/temporal.ts'
import type { Value } from '../schema/value.ts'
import type { FunctionName } from './functions/functions.ts'

export type { Value } from '../schema/value.ts'

/**
 * A typed, total function of one row, as data. Values are number (a double, never NaN), text, boolean
 * or NULL; logic is SQL's three-valued logic; nothing raises (S14).
 */
export type Expression =
  | { readonly kind: 'column'; readonly name: string }
  | { readonly kind: 'literal'; readonly value: Value }
  | {
      readonly kind: 'arithmetic'
      readonly operator: '+' | '-' | '*' | '/'
      readonly left: Expression
      readonly right: Expression
    }
  | {
      readonly kind: 'compare'
      readonly operator: '=' | '<>' | '<' | '<=' | '>' | '>='
      readonly left: Expression
      readonly right: Expression
    }
  | {
      readonly kind: 'logic'
      readonly operator: 'and' | 'or'
      readonly left: Expression
      readonly right: Expression
    }
  | { readonly kind: 'not'; readonly of: Expression }
  | { readonly kind: 'isNull'; readonly of: Expression }
  | { readonly kind: 'isIn'; readonly of: Expression; readonly values: readonly Value[] }
  | {
      readonly kind: 'case'
      readonly branches: readonly { readonly when: Expression; readonly then: Expression }[]
      readonly otherwise: Expression
    }
  | {
      readonly kind: 'cast'
      readonly of: Expression
      readonly to: 'number' | 'integer' | 'text' | 'boolean' | Temporal
    }
  | {
      readonly kind: 'clamp'
      readonly of: Expression
      readonly lower: number
      readonly upper: number
    }
  | { readonly kind: 'impute'; readonly of: Expression; readonly value: Value }
  /** A public date, time or timestamp, as ISO 8601 text. */
  | { readonly kind: 'moment'; readonly type: Temporal; readonly text: string }
  | {
      readonly kind: 'datePart'
      readonly part: DatePart
      readonly of: Expression
      /** What `of` is. */
      readonly type: Temporal
    }
  /** The first moment of the year, month, … that a moment lies in. */
  | {
      readonly kind: 'startOf'
      readonly unit: TimeUnit
      readonly of: Expression
      readonly type: Temporal
    }
  /** How many units lie between two moments, fractions and all; negative if `of` comes first. */
  | {
      readonly kind: 'elapsed'
      readonly unit: 'day' | 'hour' | 'minute' | 'second'
      readonly of: Expression
      readonly since: Expression
      readonly type: Temporal
    }
  /** The midnight of a date, or the date or time of a timestamp. */
  | {
      readonly kind: 'convert'
      readonly of: Expression
      readonly from: Temporal
      readonly to: Temporal
    }
  | { readonly kind: 'call'; readonly name: FunctionName; readonly operands: readonly Expression[] }
  /** Whether a text matches: `%` is any text, `_` any character, a backslash takes the next one as it is. */
  | { readonly kind: 'like'; readonly of: Expression; readonly pattern: string }
  /** The bin of a number: [e0, e1) is 0, … the last one closed; NULL outside. */
  | { readonly kind: 'digitise'; readonly of: Expression; readonly edges: readonly number[] }
  /** What a public list says of a value; NULL where it says nothing. */
  | {
      readonly kind: 'lookup'
      readonly of: Expression
      readonly keys: readonly (number | string | boolean)[]
      readonly values: readonly Value[]
      /** What the values are, where they are numbers that stand for moments. */
      readonly type?: Temporal
    }

/** What a date, time or timestamp has. Weeks and weekdays (1 for Monday) are those of ISO 8601. */
export type DatePart =
  | 'year'
  | 'quarter'
  | 'month'
  | 'isoWeek'
  | 'day'
  | 'weekday'
  | 'dayOfYear'
  | 'hour'
  | 'minute'
  | 'second'

/** What a moment can be cut to the start of. Weeks start on Monday. */
export type TimeUnit = 'year' | 'quarter' | 'month' | 'week' | 'day' | 'hour' | 'minute' | 'second'
