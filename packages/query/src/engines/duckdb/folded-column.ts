/** How a lattice column is read from the source: as far down as its clamps can be folded into the step. */
import type { Expression } from '../../expression/expression.ts'
import type { BoundedPlan, Lattice, LatticeColumn } from '../../plan/bounded-plan.ts'
import type { Relation } from '../../plan/plan.ts'
import { bareName, type SourceTable } from './relation-sql.ts'
import { type Folded, fold, foldScan, isWhole, stepSql, wholeStepSql } from './step-sql.ts'

/** A lattice column, and what is read for it. */
export interface FoldedColumn {
  readonly inner: Expression
  readonly folded: Folded
  /** Undefined where it differs by cell. */
  readonly lattice: Lattice | undefined
  /** What `inner` gives: a DOUBLE, a BIGINT whose step needs no doubles, or the step itself. */
  readonly read: 'number' | 'whole' | 'step'
  /** Whether the step may have the type in which it is stored, since it is added up and never multiplied. */
  readonly narrow?: boolean
}

/** The clamp of a scan is folded into the step too, where the lattice reads a column of the schema. */
export function foldedColumn(
  column: LatticeColumn,
  { from, schema, products = [] }: BoundedPlan,
  source: SourceTable,
): FoldedColumn {
  const { lattice, of } = column
  const { inner, folded } = fold(column)
  if (column.lattices !== undefined)
    return { inner: of, folded, lattice: undefined, read: 'number' }
  if (inner.kind !== 'column' || isDerived(from, inner.name))
    return { inner, folded, lattice, read: 'number' }
  const bare = (as: 'parsed' | 'whole' | 'step'): Expression => ({
    kind: 'column',
    name: bareName(inner.name, as),
  })
  const narrow = !column.square && products.length === 0
  const stored = source.columns.get(inner.name)?.step
  if (of.kind === 'column' && stored !== undefined && sameLattice(stored, lattice))
    return { inner: bare('step'), folded, lattice, read: 'step', narrow } // (1)
  const read = schema.columns[inner.name]
  const scanned = read === undefined ? undefined : foldScan(read, lattice, folded)
  if (scanned === undefined) return { inner, folded, lattice, read: 'number' }
  const whole = source.columns.get(inner.name)?.physical === 'integer' && isWhole(lattice)
  return {
    inner: bare(whole ? 'whole' : 'parsed'),
    folded: scanned,
    lattice,
    read: whole ? 'whole' : 'number',
  }
}

/** The step as an integer, a BIGINT where it is multiplied, of a value under the alias `x`. @param floored the alias of `flooredSql` */
export function foldedStepSql(
  { lattice, folded, read, narrow }: FoldedColumn,
  x: string,
  floored: string,
): string {
  if (lattice === undefined) throw new RangeError('a lattice that the cell decides has no one step')
  switch (read) {
    case 'number':
      return stepSql(lattice, folded, floored, x)
    case 'whole':
      return wholeStepSql(lattice, folded, x)
    case 'step': {
      const step = folded.missing === null ? x : `COALESCE(${x}, ${folded.missing})`
      return narrow ? step : `CAST(${step} AS BIGINT)`
    }
  }
}

/** Whether a name is of a derived column there, rather than of one that is scanned. */
export function isDerived(relation: Relation, name: string): boolean {
  if (relation.kind === 'scan') return false
  if (relation.kind === 'union' || relation.kind === 'perUnit') return true // none reaches through
  if (relation.kind === 'derive' && Object.hasOwn(relation.columns, name)) return true
  return isDerived(relation.input, name)
}

function sameLattice(a: Lattice, b: Lattice): boolean {
  return a.origin === b.origin && a.exponent === b.exponent && a.low === b.low && a.high === b.high
}
