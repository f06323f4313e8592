import type { Schema } from './schema.ts'

/** A schema as a person writes it; `defineSchema` checks it and fills in what is left out. */
export interface SchemaInput {
  readonly version?: 1
  /** Names the lineage of the budget (S1): letters, digits, and . _ - inside. */
  readonly dataset: string
  /** Whose presence is protected: one row, any k rows, or all rows with one id. */
  readonly privacyUnit: UnitInput
  /**
   * A public number of rows; makes the relation change-one (S3). It is also how a table is resized: where the
   * data have more rows, sums are scaled down to n; where they have fewer, rows of each column's `impute` fill
   * it up.
   */
  readonly rows?: { readonly public: number }
  /** A public number of ids; makes the relation change-one (S3). */
  readonly units?: { readonly public: number }
  readonly columns: Readonly<Record<string, ColumnInput>>
}

/**
 * Whose presence is protected, as a person writes it (S4).
 *
 * An id is taken exactly, never rounded or clamped: in an integer column a whole number of any size, 64
 * bits and more; in a text column a text, letter for letter. Rows without an id are dropped. A fraction
 * is no id, nor is a floating-point number of size 2^53 or more, which may stand for its neighbour (read
 * such ids as text or bigint), nor a text in which characters were lost (U+FFFD, half a character).
 */
export type UnitInput =
  | 'row'
  | { readonly rows: number }
  | {
      readonly column: string
      /** The most rows of one id that count in a group. */
      readonly maxRows: number
      /** The most groups of one id that count; 1 where nothing is grouped. */
      readonly maxGroups: number
      /** The most rows of one id that count in all its groups together; dearer to compute. */
      readonly maxRowsTotal?: number
    }

/** A column as a person writes it. */
export type ColumnInput = NumericInput | TemporalInput | CategoryInput | BooleanInput | TextInput

/** A column of numbers as a person writes it. */
export interface NumericInput {
  readonly type: 'number' | 'integer'
  /** Values below become `lower`. With `upper`, or neither. */
  readonly lower?: number
  readonly upper?: number
  /** Whether NULL is kept; false unless said, or unless the column has neither bounds nor impute. */
  readonly nullable?: boolean
  /** The public centre of the lattice (S8); the midpoint unless said. */
  readonly origin?: number
  /** Stands for NULL; the midpoint unless said. */
  readonly impute?: number
}

/**
 * A column of dates, times or timestamps as a person writes it. Every value is ISO 8601 text: `2024-02-29`;
 * `23:59:59.5`; `2024-02-29T23:59:59Z` or with another offset, UTC where it has none, and midnight
 * where it is a date alone.
 */
export interface TemporalInput {
  readonly type: 'date' | 'time' | 'timestamp'
  /** Values before become `lower`. With `upper`, or neither. */
  readonly lower?: string
  readonly upper?: string
  /** Whether NULL is kept; false unless said, or unless the column has neither bounds nor impute. */
  readonly nullable?: boolean
  /** The public centre of the lattice (S8); the midpoint unless said. */
  readonly origin?: string
  /** Stands for NULL; the midpoint unless said. */
  readonly impute?: string
}

/** A column with a public list of texts as a person writes it. */
export interface CategoryInput {
  readonly type: 'category'
  readonly categories: readonly string[]
  readonly nullable?: boolean
  /** Stands for NULL and for anything outside the list; the first category unless said. */
  readonly impute?: string
}

/** A column of truths as a person writes it. */
export interface BooleanInput {
  readonly type: 'boolean'
  readonly nullable?: boolean
  /** Stands for NULL; false unless said. */
  readonly impute?: boolean
}

/** A column of text without a public list as a person writes it. */
export interface TextInput {
  readonly type: 'text'
  readonly nullable?: true
}

/** The `type` of a column. */
export type ColumnKind =
  | 'number'
  | 'integer'
  | 'date'
  | 'time'
  | 'timestamp'
  | 'category'
  | 'boolean'
  | 'text'

/** Column names and kinds, for the compiler. */
export type ColumnKinds = Readonly<Record<string, ColumnKind>>

declare const kinds: unique symbol

/** A schema whose columns the compiler knows. */
export interface SchemaOf<Columns extends ColumnKinds> extends Schema {
  readonly [kinds]?: Columns
}

/** What `defineSchema` tells the compiler about its columns. */
export type KindsIn<Input extends SchemaInput> = {
  readonly [Name in keyof Input['columns']]: Input['columns'][Name]['type']
}
