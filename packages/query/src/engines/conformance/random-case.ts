/** Random schemas, tables and plans for tests: every kind of column, axis, unit and order. */
import type { Columns } from '../../expression/facts-of.ts'
import type {
  Axis,
  BoundedPlan,
  DistinctValues,
  Lattice,
  LatticeColumn,
  UnitBound,
} from '../../plan/bounded-plan.ts'
import { cellCount } from '../../plan/cells.ts'
import { columnsOfRelation } from '../../plan/columns-of-relation.ts'
import type { Relation } from '../../plan/plan.ts'
import type { UnitColumn } from '../../plan/unit-columns.ts'
import { checkSchema } from '../../schema/define-schema.ts'
import type { Schema } from '../../schema/schema.ts'
import { temporalFromText, temporals } from '../../schema/temporal.ts'
import { hostileCells } from './hostile-cells.ts'
import {
  oneOf,
  type Pick,
  randomExpression,
  randomMoment,
  randomNumber,
  randomText,
} from './random-expression.ts'

export interface RandomCase {
  readonly plan: BoundedPlan
  readonly names: readonly string[]
  /** By row, then by name; what a CSV would hold, NULL for an empty cell. */
  readonly rows: readonly (readonly (string | null)[])[]
}

export function randomCase(pick: Pick): RandomCase {
  const schema = randomSchema(pick)
  const from = randomRelation(pick, schema)
  const columns = columnsOfRelation(from, schema)
  const unit = randomUnit(pick, schema)
  const axes = several(pick, 3, () => randomAxis(pick, columns))
  const lattices = several(pick, 3, () => randomLatticeColumn(pick, columns))
  const product = () => ({ left: pick(lattices.length), right: pick(lattices.length) })
  const products = lattices.length === 0 ? [] : several(pick, 3, product)
  const names = Object.keys(schema.columns)
  const rows = several(pick, 25, () => names.map((name) => randomCell(pick, name)))
  const plan: BoundedPlan = {
    schema,
    from: pick(6) === 1 ? twice(pick, from, columns) : from,
    unit: randomCap(pick, unit),
    axes,
    columns: lattices.map((one) => randomCellLattices(pick, one, cellCount(axes))),
    ...(products.length === 0 ? {} : { products }),
  }
  const distinct = pick(5) === 1 ? randomDistinct(pick, columns) : undefined
  if (distinct === undefined) return { plan, names, rows }
  const { products: _, ...alone } = plan
  return { plan: { ...alone, columns: [], distinct }, names, rows }
}

/** The rows as a CSV text, every cell quoted that needs it. */
export function csvOf({ names, rows }: TextTable): string {
  const cell = (text: string | null): string =>
    text === null ? '' : /[",\r\n]|^ | $/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  // A line with one empty cell would be blank, and no row.
  const line = (cells: readonly (string | null)[]): string =>
    cells.length === 1 && (cells[0] ?? '') === '' ? '""' : cells.map(cell).join(',')
  return [names, ...rows].map((cells) => `${line(cells)}\n`).join('')
}

/** A table whose cells are texts, or NULL. */
export type TextTable = Omit<RandomCase, 'plan'>

/** The rows as objects, each cell the text that a CSV would hold. */
export function objectsOf({ names, rows }: TextTable): Record<string, unknown>[] {
  return rows.map((row) => Object.fromEntries(names.map((name, index) => [name, row[index]])))
}

function several<T>(pick: Pick, below: number, make: () => T): T[] {
  return Array.from({ length: pick(below) }, make)
}

/** Ids that a reader who rounds, clamps, trims or folds would take for one another, and some that are one. */
const nearlyEqualIds = [
  '4503599627370497',
  '4503599627370498',
  '9007199254740992',
  '9007199254740993',
  '18446744073709551617',
  '1.1',
  '1.2',
  '1.0',
  '+1',
  ' 1',
  '01',
  '-0',
  'a',
  'A',
  'a\ufffd',
  '\ufffd',
]

const idNames = ['id', 'unit "of" them']

function randomSchema(pick: Pick): Schema {
  const columns: Record<string, object> = {}
  const id = oneOf(pick, idNames)
  const unit = oneOf(pick, ['row', 'rows', 'id', 'id'] as const)
  columns[id] = unit === 'id' ? { type: oneOf(pick, ['text', 'integer']) } : { type: 'text' }
  const names = ['x', 'y', "a name; with 'quotes'", 'é 😀', 'select']
  for (const name of names.slice(0, 1 + pick(5))) columns[name] = randomColumn(pick)
  const size = pick(3) === 0 ? { [unit === 'id' ? 'units' : 'rows']: { public: 5 } } : {}
  const privacyUnit =
    unit === 'row'
      ? 'row'
      : unit === 'rows'
        ? { rows: 2 }
        : { column: id, maxRows: 1 + pick(4), maxGroups: 1 + pick(3) }
  return checkSchema({ dataset: 'd', privacyUnit, ...size, columns })
}

function randomColumn(pick: Pick): object {
  const nullable = pick(2) === 0
  switch (pick(7)) {
    case 5: {
      const type = oneOf(pick, temporals)
      const [lower, upper] = [randomMoment(pick, type), randomMoment(pick, type)].sort(
        (a, b) => (temporalFromText(type, a) ?? 0) - (temporalFromText(type, b) ?? 0),
      )
      return { type, lower, upper, nullable }
    }
    case 6:
      return { type: oneOf(pick, temporals) }
    case 0: {
      const [lower, upper] = [randomBound(pick), randomBound(pick)].sort((a, b) => a - b)
      return { type: 'number', lower, upper, nullable }
    }
    case 1: {
      const lower = pick(200) - 100
      return { type: 'integer', lower, upper: lower + pick(300), nullable }
    }
    case 2:
      return { type: oneOf(pick, ['number', 'integer', 'text']) }
    case 3:
      return { type: 'category', categories: ['a', 'b', 'B', '1', "it's", '\u{1f600}'], nullable }
    default:
      return { type: 'boolean', nullable }
  }
}

/** A schema's bounds lie within 2^53 of zero. */
function randomBound(pick: Pick): number {
  const bound = randomNumber(pick)
  return Math.abs(bound) < 2 ** 53 ? bound : Math.sign(bound) * 1e9
}

function randomRelation(pick: Pick, schema: Schema): Relation {
  let relation: Relation = { kind: 'scan' }
  const steps = pick(4)
  for (let step = 0; step < steps; step++) {
    const columns = columnsOfRelation(relation, schema)
    if (schema.privacyUnit.kind === 'id' && pick(5) === 1) {
      relation = { kind: 'perUnit', input: relation, columns: randomUnitColumns(pick, columns) }
      continue
    }
    if (pick(2) === 0)
      relation = {
        kind: 'filter',
        input: relation,
        condition: randomExpression(pick, columns, 'boolean', 3),
      }
    else {
      const name = oneOf(pick, ['x', 'derived', 'another one'])
      const type = oneOf(pick, ['number', 'text', 'boolean', ...temporals] as const)
      relation = {
        kind: 'derive',
        input: relation,
        columns: { [name]: randomExpression(pick, columns, type, 3) },
      }
    }
  }
  return relation
}

/** All rows, and some again: the columns stay what they are. */
function twice(pick: Pick, from: Relation, columns: Columns): Relation {
  const condition = randomExpression(pick, columns, 'boolean', 2)
  const some: Relation = { kind: 'filter', input: from, condition }
  return { kind: 'union', inputs: pick(2) === 0 ? [from, some] : [some, from, some] }
}

function randomUnitColumns(pick: Pick, columns: Columns): Readonly<Record<string, UnitColumn>> {
  const names = ['x', 'y', 'derived'].slice(0, 1 + pick(3))
  return Object.fromEntries(names.map((name) => [name, randomUnitColumn(pick, columns)]))
}

function randomUnitColumn(pick: Pick, columns: Columns): UnitColumn {
  const any = () =>
    randomExpression(pick, columns, oneOf(pick, ['number', 'text', 'boolean'] as const), 2)
  const number = () => randomExpression(pick, columns, 'number', 2)
  const upper = pick(2) === 0 ? {} : { upper: 1 + pick(3) }
  switch (pick(6)) {
    case 0:
      return { kind: 'count', ...upper }
    case 1:
      return { kind: 'count', of: any(), ...upper }
    case 2:
      return { kind: 'countDistinct', of: any(), ...upper }
    case 3: {
      const lower = randomBound(pick)
      return { kind: 'sum', of: number(), lower, upper: Math.max(lower, randomBound(pick)) }
    }
    case 4:
      return { kind: oneOf(pick, ['min', 'max'] as const), of: number() }
    default:
      return { kind: 'only', of: any() }
  }
}

function randomUnit(pick: Pick, { privacyUnit }: Schema): UnitBound {
  if (privacyUnit.kind !== 'id') return { kind: 'row' }
  const { column, maxRows, maxGroups } = privacyUnit
  return { kind: 'id', column, maxRows, maxGroups, order: 'portable', orderKey: `${pick(100)}` }
}

function randomCap(pick: Pick, unit: UnitBound): UnitBound {
  if (unit.kind === 'row' || pick(3) !== 1) return unit
  return { ...unit, maxRowsTotal: 1 + pick(5) }
}

function randomDistinct(pick: Pick, columns: Columns): DistinctValues {
  const type = oneOf(pick, ['number', 'text', 'boolean', ...temporals] as const)
  return { of: randomExpression(pick, columns, type, 2), maxValues: 1 + pick(3) }
}

function randomAxis(pick: Pick, columns: Columns): Axis {
  const rest = pick(2) === 0
  switch (pick(6)) {
    case 0: {
      const edges = [...new Set(Array.from({ length: 2 + pick(6) }, () => randomNumber(pick)))]
      if (edges.length < 2) edges.push(1e9)
      return {
        kind: 'edges',
        of: randomExpression(pick, columns, 'number', 2),
        edges: edges.sort((a, b) => a - b),
        underflow: pick(2) === 0,
        overflow: pick(2) === 0,
      }
    }
    case 1: {
      const values = [...new Set(Array.from({ length: 1 + pick(5) }, () => randomNumber(pick)))]
      return { kind: 'values', of: randomExpression(pick, columns, 'number', 2), values, rest }
    }
    case 3: {
      const [start, width] = [pick(20) - 10, oneOf(pick, [0.1, 1, 3])]
      const edges = Array.from({ length: 9 + pick(8) }, (_, i) => start + (i + pick(2) / 5) * width)
      const of = randomExpression(pick, columns, 'number', 2)
      return { kind: 'edges', of, edges, underflow: pick(2) === 0, overflow: pick(2) === 0 }
    }
    case 4: {
      const of = randomExpression(pick, columns, 'number', 2)
      return {
        kind: 'values',
        of,
        values: Array.from({ length: 9 + pick(9) }, (_, i) => i / 2),
        rest,
      }
    }
    case 2: {
      const values = [...new Set(Array.from({ length: 1 + pick(14) }, () => randomText(pick)))]
      return { kind: 'values', of: randomExpression(pick, columns, 'text', 2), values, rest }
    }
    default: {
      const values = [[true, false], [false], [true]][pick(3)] ?? []
      return { kind: 'values', of: randomExpression(pick, columns, 'boolean', 2), values, rest }
    }
  }
}

function randomLatticeColumn(pick: Pick, columns: Columns): LatticeColumn {
  const type = oneOf(pick, ['number', 'number', 'number', ...temporals] as const)
  const of = randomExpression(pick, columns, type, pick(4))
  return { of, lattice: randomLattice(pick), square: pick(2) === 0, nullable: pick(3) > 0 }
}

function randomCellLattices(pick: Pick, column: LatticeColumn, cells: number): LatticeColumn {
  if (pick(5) !== 1) return column
  const two = [column.lattice, randomLattice(pick)] as const
  return { ...column, lattices: Array.from({ length: cells }, () => two[pick(2)] ?? two[0]) }
}

function randomLattice(pick: Pick): Lattice {
  const exponent = oneOf(pick, [0, 1, -1, 3, 20, -20, 31, 1000, -990])
  const most = oneOf(pick, [0, 1, 5, 1000, 2 ** 31 - 1])
  const least = oneOf(pick, [0, 1, 5, 1000, 2 ** 31 - 1])
  return { origin: randomNumber(pick), exponent, low: 0 - least, high: most }
}

function randomCell(pick: Pick, name: string): string | null {
  if (pick(8) === 0) return null
  if (idNames.includes(name) && pick(4) > 0)
    return pick(6) > 0 ? String(pick(4)) : oneOf(pick, nearlyEqualIds)
  if (pick(6) === 0) return randomMoment(pick, oneOf(pick, temporals))
  if (pick(2) === 0) return String(pick(5))
  return pick(3) === 0 ? String(randomNumber(pick)) : oneOf(pick, hostileCells)
}
