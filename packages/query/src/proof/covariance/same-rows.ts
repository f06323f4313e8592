/** Columns that are read from the same rows. */
import { branch } from '../../expression/case.ts'
import type { Expression } from '../../expression/expression.ts'
import type { ValueColumn } from '../value-column.ts'

/**
 * Each column as NULL where any of the others is, so that products, sums, squares and counts are all of the
 * same rows: those where none is NULL. [covariance.proof.md]
 */
export function sameRows(columns: readonly ValueColumn[]): readonly ValueColumn[] {
  const nullable = columns.filter(({ steps }) => steps.nullable)
  return columns.map((value) => {
    const others = nullable.filter((other) => other !== value)
    return others.length === 0
      ? value
      : guarded(
          value,
          others.map(({ column }) => column.of),
        )
  })
}

function guarded(value: ValueColumn, by: readonly Expression[]): ValueColumn {
  const { column, steps } = value
  const of: Expression = Object.freeze({
    kind: 'case',
    branches: Object.freeze(
      by.map((other) =>
        branch(
          Object.freeze({ kind: 'isNull', of: other }),
          Object.freeze({ kind: 'literal', value: null }),
        ),
      ),
    ),
    otherwise: column.of,
  })
  return {
    ...value,
    column: Object.freeze({ ...column, of, nullable: true }),
    steps: { ...steps, nullable: true },
  }
}
