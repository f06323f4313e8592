/** Pairs of neighbouring tables, for fast-check: whole-unit changes, keys of groups included. */
import fc from 'fast-check'

export type Row = Readonly<Record<string, unknown>>

/** Who is protected: a row, any k rows, or all rows that carry the same id. */
export type UnitKind = 'row' | { readonly rows: number } | { readonly column: string }

/**
 * `add-remove`: a unit's rows appear or vanish. `change-one`: a unit's rows are replaced, and the number
 * of units stays.
 */
export type Relation = 'add-remove' | 'change-one'

export interface NeighbourOptions {
  /** A row without the id column; fast-check draws extreme and colliding group keys through it. */
  readonly row: fc.Arbitrary<Row>
  readonly unit: UnitKind
  readonly relation: Relation
  /** The most units (rows, unless units are ids) that both tables share; 12 unless said. */
  readonly maxUnits?: number
  /** The most rows of one unit, so more than any bound under test; 6 unless said. */
  readonly maxRowsPerUnit?: number
  /** Ids; small integers unless said. */
  readonly id?: fc.Arbitrary<unknown>
}

export interface NeighbourPair {
  readonly left: readonly Row[]
  readonly right: readonly Row[]
  /** The rows that only one side has. */
  readonly onlyLeft: readonly Row[]
  readonly onlyRight: readonly Row[]
}

/**
 * Two tables at distance one. Rows that both share keep their relative order; those of the changed unit
 * lie anywhere among them; either side may be the larger.
 *
 * @throws RangeError if `unit.rows` is not an integer above 0
 */
export function neighbours(options: NeighbourOptions): fc.Arbitrary<NeighbourPair> {
  const { unit } = options
  const parts =
    typeof unit === 'object' && 'column' in unit
      ? unitParts(options, unit.column)
      : rowParts(options, unit === 'row' ? 1 : unit.rows)
  return fc
    .tuple(parts, fc.boolean(), fc.infiniteStream(fc.nat(1_000_000)))
    .map(([{ shared, one, other }, swap, places]) => {
      const [onlyLeft, onlyRight] = swap ? [other, one] : [one, other]
      return {
        left: scattered(shared, onlyLeft, places),
        right: scattered(shared, onlyRight, places),
        onlyLeft,
        onlyRight,
      }
    })
}

interface Parts {
  readonly shared: readonly Row[]
  readonly one: readonly Row[]
  readonly other: readonly Row[]
}

/** At most k rows, at least one, come or go; or are replaced one for one. */
function rowParts(options: NeighbourOptions, k: number): fc.Arbitrary<Parts> {
  if (!Number.isInteger(k) || k < 1)
    throw new RangeError(`unit.rows is ${k}, must be an integer, at least 1`)
  const { row, relation, maxUnits = 12 } = options
  const shared = fc.array(row, { maxLength: maxUnits })
  if (relation === 'change-one')
    return fc
      .tuple(shared, fc.array(fc.tuple(row, row), { minLength: 1, maxLength: k }))
      .map(([rows, pairs]) => ({
        shared: rows,
        one: pairs.map(([before]) => before),
        other: pairs.map(([, after]) => after),
      }))
  return fc
    .tuple(shared, fc.array(row, { minLength: 1, maxLength: k }), fc.nat(k))
    .map(([rows, moved, leaving]) => ({
      shared: rows,
      one: moved.slice(0, Math.min(leaving, moved.length)),
      other: moved.slice(Math.min(leaving, moved.length)),
    }))
}

/** One id's rows come or go; or give way to other rows, under the same id or a new one. */
function unitParts(options: NeighbourOptions, column: string): fc.Arbitrary<Parts> {
  const { row, relation, maxUnits = 12, maxRowsPerUnit = 6 } = options
  const id = options.id ?? fc.integer({ min: 0, max: 4 * maxUnits + 8 })
  const rowsOfUnit = fc.array(row, { minLength: 1, maxLength: maxRowsPerUnit })
  return fc
    .tuple(
      fc.uniqueArray(id, { minLength: 2, maxLength: maxUnits + 2 }),
      fc.array(rowsOfUnit, { minLength: maxUnits, maxLength: maxUnits }),
      rowsOfUnit,
      rowsOfUnit,
      fc.boolean(),
    )
    .map(([ids, units, before, after, sameId]) => {
      const [changed, spare, ...rest] = ids
      const under = (value: unknown, rows: readonly Row[]): Row[] =>
        rows.map((cells) => ({ ...cells, [column]: value }))
      const shared = interleaved(rest.map((value, i) => under(value, units[i] ?? [])))
      return {
        shared,
        one: relation === 'change-one' ? under(sameId ? changed : spare, after) : [],
        other: under(changed, before),
      }
    })
}

/** First rows of all units, then second rows, and so on: no unit's rows lie together. */
function interleaved(units: readonly (readonly Row[])[]): Row[] {
  const longest = Math.max(0, ...units.map((rows) => rows.length))
  return Array.from({ length: longest }, (_, i) =>
    units.flatMap((rows) => rows.slice(i, i + 1)),
  ).flat()
}

function scattered(shared: readonly Row[], own: readonly Row[], places: Iterator<number>): Row[] {
  const table = [...shared]
  for (const row of own) {
    const place = places.next()
    table.splice((place.done ? 0 : place.value) % (table.length + 1), 0, row)
  }
  return table
}
