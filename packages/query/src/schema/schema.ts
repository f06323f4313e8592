import type { Temporal } from './temporal.ts'

declare const checked: unique symbol

/** What is public about a table, checked and complete. Made by `defineSchema` or `readSchema` only. */
export interface Schema {
  /** A mark for the compiler alone: nothing but a checker can make one. */
  readonly [checked]: true
  readonly version: 1
  /** Names the lineage of the budget (S1). */
  readonly dataset: string
  readonly privacyUnit: PrivacyUnit
  /** A public number of units, which makes the relation change-one (S3). */
  readonly publicSize?: number
  readonly columns: Readonly<Record<string, Column>>
}

/** Whose presence is protected (S4). */
export type PrivacyUnit =
  | { readonly kind: 'row' }
  | { readonly kind: 'rows'; readonly rows: number }
  | {
      readonly kind: 'id'
      readonly column: string
      readonly maxRows: number
      readonly maxGroups: number
      /** The most rows of one id in all groups together; maxRows times maxGroups unless given. */
      readonly maxRowsTotal?: number
    }

/** What is public about one column. */
export type Column = NumericColumn | TemporalColumn | CategoryColumn | BooleanColumn | TextColumn

/** A number. Every value is a double; integers are rounded half up. Values clamp to the bounds. */
export interface NumericColumn {
  readonly type: 'number' | 'integer'
  readonly lower?: number
  readonly upper?: number
  readonly nullable: boolean
  /** The public centre of the lattice (S8), the midpoint unless said. */
  readonly origin?: number
  /** Stands for NULL when not nullable, and fills a public size (S3). */
  readonly impute: number | null
}

/**
 * A date, a time or a timestamp, as a number: days since 1970-01-01, microseconds of the day, or microseconds
 * since 1970-01-01 in UTC. Values clamp to the bounds.
 */
export interface TemporalColumn {
  readonly type: Temporal
  readonly lower?: number
  readonly upper?: number
  readonly nullable: boolean
  /** The public centre of the lattice (S8), the midpoint unless said. */
  readonly origin?: number
  /** Stands for NULL when not nullable, and fills a public size (S3). */
  readonly impute: number | null
}

/** A text out of a public list; anything else is NULL. */
export interface CategoryColumn {
  readonly type: 'category'
  readonly categories: readonly string[]
  readonly nullable: boolean
  readonly impute: string | null
}

/** True, false or NULL. */
export interface BooleanColumn {
  readonly type: 'boolean'
  readonly nullable: boolean
  readonly impute: boolean | null
}

/** Text without a public list: a unit id, or something only filters look at. */
export interface TextColumn {
  readonly type: 'text'
  readonly nullable: true
  readonly impute: null
}
