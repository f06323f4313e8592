/** Several views of one table, as one. */
import { DitherError } from '@dither/core'
import type { Relation } from '../plan/plan.ts'
import type { Described } from '../release/statistic.ts'
import type { ColumnKind, ColumnKinds } from '../schema/schema-input.ts'

/** The columns of a union: those that both have. */
export type United<A extends ColumnKinds, B extends ColumnKinds> = {
  readonly [Name in keyof A & keyof B]: Extract<A[Name] | B[Name], ColumnKind>
}

/** @throws DitherError "invalid_parameter" if they are not views of one table */
export function unitedRelation(
  a: Described & { readonly from: Relation },
  b: Described & { readonly from: Relation },
): Relation {
  if (a.source !== b.source || a.schema !== b.schema)
    throw new DitherError('invalid_parameter', 'the tables of a union are not views of one table', {
      parameter: 'union',
      rule: 'S17',
      wayOut: 'Give several files to one source: table(duckdb([a, b]), schema)',
    })
  const inputs = [a.from, b.from].flatMap((from) => (from.kind === 'union' ? from.inputs : [from]))
  return { kind: 'union', inputs: Object.freeze(inputs) }
}
