/** A schema with other limits on what one unit brings. */
import { DitherError } from '@dither/core'
import { unitOf } from './define-schema.ts'
import type { Schema } from './schema.ts'

/** The most rows of an id in each group, groups, and rows in all groups; the schema's where left out. */
export interface Limits {
  readonly maxRows?: number
  readonly maxGroups?: number
  /** No limit of its own where the others are given without it. */
  readonly maxRowsTotal?: number
}

/**
 * The same table, unit and dataset with other limits: what a unit brings beyond them is left out, whatever
 * they are, so anyone may choose them (S4).
 *
 * @throws DitherError "invalid_parameter" if rows are the unit, "invalid_schema" for a limit that is none
 */
export function withLimits<S extends Schema>(schema: S, limits: Limits): S {
  const { privacyUnit } = schema
  if (privacyUnit.kind !== 'id')
    throw new DitherError(
      'invalid_parameter',
      'limits are given, but the privacy unit is made of rows',
      {
        parameter: 'limits',
        rule: 'S4',
        wayOut: 'Leave them out: a row is one row',
      },
    )
  const { column, maxRows, maxGroups } = privacyUnit
  return Object.freeze({
    ...schema,
    privacyUnit: unitOf({ column, maxRows, maxGroups, ...limits }, {}),
  })
}

/** Whether two schemas are of the same rows and unit, but for the limits of the unit. */
export function differInLimits(a: Schema, b: Schema): boolean {
  if (a.columns !== b.columns || a.dataset !== b.dataset || a.publicSize !== b.publicSize)
    return false
  return a.privacyUnit.kind === 'id' && b.privacyUnit.kind === 'id'
    ? a.privacyUnit.column === b.privacyUnit.column
    : a.privacyUnit === b.privacyUnit
}
