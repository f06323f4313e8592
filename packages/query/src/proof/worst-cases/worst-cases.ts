/** How far one unit can move several integer vectors at once, over all cells (S2, S4, S6, S9). */
import {
  type JointSensitivity,
  type Neighbours,
  type VectorChange,
  withoutCoveredCases,
} from '@dither/core'
import { cellRange, larger, type StepRange, type VectorKind, vectorKinds } from './cell-ranges.ts'
import { type CellChange, oneRowChanges } from './one-row.ts'

export interface Influence {
  readonly neighbours: Exclude<Neighbours, 'unstated'>
  readonly unit: InfluenceUnit
  /** The number of cells. */
  readonly cells: bigint
  /** Whether every unit has a row in the only cell, whatever its rows are: nothing can drop it. */
  readonly present: boolean
  readonly vectors: readonly VectorKind[]
  /** Of the column, if any vector is of its values. */
  readonly steps?: StepRange
}

/** What changes: one row, any k rows, or all rows of one id. */
export type InfluenceUnit =
  | { readonly kind: 'row' }
  | { readonly kind: 'rows'; readonly rows: bigint }
  | { readonly kind: 'id'; readonly maxRows: bigint; readonly maxGroups: bigint }

/**
 * The extreme joint changes, exact. Any change costs no more than the dearest of these under a loss
 * that is convex and increasing in the changes of the vectors, as every loss here is.
 * [worst-cases.proof.md]
 */
export function worstCases(influence: Influence): JointSensitivity {
  const { cells, unit, vectors, steps, neighbours, present } = influence
  const maxRows = unit.kind === 'id' ? unit.maxRows : 1n
  const maxGroups = unit.kind === 'id' ? unit.maxGroups : 1n
  const groups = maxGroups < cells ? maxGroups : cells
  const range = (kind: VectorKind) =>
    vectors.includes(kind)
      ? cellRange(kind, maxRows, unit.kind === 'id', steps)
      : { low: 0n, high: 0n }
  const move = cellChange((kind) => larger(-range(kind).low, range(kind).high)) // (1)
  const stays =
    unit.kind === 'id'
      ? [cellChange((kind) => range(kind).high - range(kind).low)] // (2)
      : oneRowChanges(steps, vectors.includes('square')) // (3)

  const cases =
    neighbours === 'add-remove'
      ? [total(vectors, 0n, move, groups, move)]
      : overlaps(groups, cells, present).flatMap(([kept, changed]) =>
          stays.map((stay) => total(vectors, kept, stay, changed, move)),
        )
  const times = unit.kind === 'rows' ? unit.rows : 1n
  return withoutCoveredCases({
    worstCases: cases.map((one) => one.map((change) => repeat(change, times))),
  })
}

/** How many cells keep the unit, and in how many it appears or vanishes: the corners of S9. */
function overlaps(groups: bigint, cells: bigint, present: boolean): [bigint, bigint][] {
  if (present) return [[groups, 0n]]
  // A unit is in at most `groups` cells before and after: in t of them both times, and the others, at
  // most 2 (groups - t) and at most cells - t, once. The corners of that region are at these t. (4)
  const corner = 2n * groups - cells
  const kept = [...new Set([0n, larger(corner, 0n), groups])]
  return kept.map((t) => [t, 2n * (groups - t) < cells - t ? 2n * (groups - t) : cells - t])
}

function cellChange(of: (kind: VectorKind) => bigint): CellChange {
  const [rows, units, count, sum, square] = vectorKinds.map(of)
  return {
    rows: rows ?? 0n,
    units: units ?? 0n,
    count: count ?? 0n,
    sum: sum ?? 0n,
    square: square ?? 0n,
  }
}

function total(
  vectors: readonly VectorKind[],
  stays: bigint,
  stay: CellChange,
  moves: bigint,
  move: CellChange,
): VectorChange[] {
  return vectors.map((kind) => {
    const [a, b] = [stay[kind], move[kind]]
    return {
      l1: stays * a + moves * b,
      l2Squared: stays * a * a + moves * b * b,
      lInfinity: larger(stays > 0n ? a : 0n, moves > 0n ? b : 0n),
    }
  })
}

/** Group privacy: a change of k rows is k changes of one, all of which may fall into one cell. (5) */
function repeat({ l1, l2Squared, lInfinity }: VectorChange, times: bigint): VectorChange {
  return { l1: times * l1, l2Squared: times * times * l2Squared, lInfinity: times * lInfinity }
}
