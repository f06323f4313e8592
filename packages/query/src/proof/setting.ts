/** What every rule about one question stands on: public facts of the schema and the relation. */
import type { Neighbours } from '@dither/core'
import type { Columns } from '../expression/facts-of.ts'
import type { UnitBound } from '../plan/bounded-plan.ts'
import type { Aggregate, GroupKey, Question, Relation } from '../plan/plan.ts'
import { hasFilter, rowsPerUnit, scansOf } from '../plan/relation-rows.ts'
import { neighboursOf } from '../schema/neighbours-of.ts'
import type { Schema } from '../schema/schema.ts'
import { keyAxis } from './key-axis.ts'
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
  /** The question's keys; the values of each in the order of its axis. */
  readonly groupBy: readonly GroupKey[]
}

/** Who changes, and what is public about how many there are (S1, S3, S4). */
export function settingOf(question: Question, schema: Schema, columns: Columns): Setting {
  const neighbours = neighboursOf(schema)
  const unit = influenceUnit(schema, question.from)
  const whole =
    neighbours === 'change-one' &&
    question.groupBy.length === 0 &&
    !hasFilter(question.from) &&
    (schema.privacyUnit.kind === 'id' || scansOf(question.from) === 1) // (3)
  const present = whole && !isBinned(question.aggregate.kind)
  const oneRow = (cells: bigint): boolean => unit.kind !== 'id' || rowsOf(unit, cells) === 1n
  return {
    schema,
    columns,
    neighbours,
    unit,
    present,
    groupBy: question.groupBy.map((key) => ({ ...key, values: keyAxis(key).values })),
    publicRows: present && oneRow(1n),
    publicTotal: whole && oneRow(2n), // bins are cells: an id may have a row in several
  }
}

/** How an engine bounds a unit; the order's key is drawn for each release, and is no part of a proof. */
export function unitBound({ privacyUnit }: Schema, from: Relation): UnitBound {
  if (privacyUnit.kind !== 'id') return Object.freeze({ kind: 'row' })
  const { column } = privacyUnit
  const { maxRows, maxGroups, maxRowsTotal } = boundsOfId(privacyUnit, from)
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

function influenceUnit({ privacyUnit }: Schema, from: Relation): InfluenceUnit {
  const scans = scansOf(from)
  switch (privacyUnit.kind) {
    case 'row': // (1)
      return scans === 1 ? { kind: 'row' } : { kind: 'rows', rows: BigInt(scans) }
    case 'rows':
      return { kind: 'rows', rows: BigInt(privacyUnit.rows) * BigInt(scans) }
    case 'id': {
      const { maxRows, maxGroups, maxRowsTotal } = boundsOfId(privacyUnit, from)
      return {
        kind: 'id',
        maxRows: BigInt(maxRows),
        maxGroups: BigInt(maxGroups),
        ...(maxRowsTotal === undefined ? {} : { maxRowsTotal: BigInt(maxRowsTotal) }),
      }
    }
  }
}

type IdBounds = Pick<
  Extract<Schema['privacyUnit'], { kind: 'id' }>,
  'maxRows' | 'maxGroups' | 'maxRowsTotal'
>

/** Where the relation itself bounds a unit's rows, no more are kept, and no more can move (2). */
function boundsOfId({ maxRows, maxGroups, maxRowsTotal }: IdBounds, from: Relation): IdBounds {
  const rows = rowsPerUnit(from)
  if (rows === undefined)
    return { maxRows, maxGroups, ...(maxRowsTotal === undefined ? {} : { maxRowsTotal }) }
  const all = Math.min(rows, maxRowsTotal ?? rows)
  return { maxRows: Math.min(maxRows, all), maxGroups: Math.min(maxGroups, all), maxRowsTotal: all }
}

/** Whether rows fall into bins of the aggregate's own. */
function isBinned(kind: Aggregate['kind']): boolean {
  switch (kind) {
    case 'histogram':
    case 'contingencyTable':
    case 'topValues':
    case 'topCategories':
    case 'bounds':
    case 'quantile':
    case 'quantiles':
    case 'interquartileRange':
    case 'cumulativeDistribution':
      return true
    default:
      return false
  }
}
