/** What every rule about one question stands on: public facts of the schema and the relation. */
import type { Neighbours } from '@dither/core'
import type { Columns } from '../expression/facts-of.ts'
import type { UnitBound } from '../plan/bounded-plan.ts'
import type { Aggregate, Question, Relation } from '../plan/plan.ts'
import { neighboursOf } from '../schema/neighbours-of.ts'
import type { Schema } from '../schema/schema.ts'
import { rowsOf } from './worst-cases/rows-of.ts'
import type { InfluenceUnit } from './worst-cases/worst-cases.ts'

export interface Setting {
  readonly schema: Schema
  /** What the question's expressions may read. */
  readonly columns: Columns
  readonly neighbours: Exclude<Neighbours, 'unstated'>
  readonly unit: InfluenceUnit
  /** Whether nothing can drop a unit from the question's only cell; then the units are public (S3). */
  readonly present: boolean
  /** Whether the number of rows is public too: one row a unit. */
  readonly publicRows: boolean
  /** Whether the number of rows in all bins together is public. */
  readonly publicTotal: boolean
}

/** Who changes, and what is public about how many there are (S1, S3, S4). */
export function settingOf(question: Question, schema: Schema, columns: Columns): Setting {
  const neighbours = neighboursOf(schema)
  const unit = influenceUnit(schema)
  const whole =
    neighbours === 'change-one' && question.groupBy.length === 0 && !hasFilter(question.from)
  const present = whole && !isBinned(question.aggregate.kind)
  const oneRow = (cells: bigint): boolean => unit.kind !== 'id' || rowsOf(unit, cells) === 1n
  return {
    schema,
    columns,
    neighbours,
    unit,
    present,
    publicRows: present && oneRow(1n),
    publicTotal: whole && oneRow(2n), // bins are cells: an id may have a row in several
  }
}

/** How an engine bounds a unit; the order's key is drawn for each release, and is no part of a proof. */
export function unitBound({ privacyUnit }: Schema): UnitBound {
  if (privacyUnit.kind !== 'id') return Object.freeze({ kind: 'row' })
  const { column, maxRows, maxGroups, maxRowsTotal } = privacyUnit
  return Object.freeze({
    kind: 'id',
    column,
    maxRows,
    maxGroups,
    ...(maxRowsTotal === undefined ? {} : { maxRowsTotal }),
    order: 'native',
    orderKey: '',
  })
}

function influenceUnit({ privacyUnit }: Schema): InfluenceUnit {
  switch (privacyUnit.kind) {
    case 'row':
      return { kind: 'row' }
    case 'rows':
      return { kind: 'rows', rows: BigInt(privacyUnit.rows) }
    case 'id':
      return {
        kind: 'id',
        maxRows: BigInt(privacyUnit.maxRows),
        maxGroups: BigInt(privacyUnit.maxGroups),
        ...(privacyUnit.maxRowsTotal === undefined
          ? {}
          : { maxRowsTotal: BigInt(privacyUnit.maxRowsTotal) }),
      }
  }
}

/** Whether rows fall into bins of the aggregate's own. */
function isBinned(kind: Aggregate['kind']): boolean {
  switch (kind) {
    case 'histogram':
    case 'quantile':
    case 'quantiles':
    case 'interquartileRange':
    case 'cumulativeDistribution':
      return true
    default:
      return false
  }
}

function hasFilter(relation: Relation): boolean {
  for (let step = relation; step.kind !== 'scan'; step = step.input)
    if (step.kind === 'filter') return true
  return false
}
