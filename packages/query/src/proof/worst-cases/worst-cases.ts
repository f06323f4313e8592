/** How far one unit can move several integer vectors at once, over all cells (S2, S4, S6, S9). */
import {
  type JointSensitivity,
  type Neighbours,
  type VectorChange,
  withoutCoveredCases,
} from '@dither/core'
import { cellRange, larger, smaller, type Terms, type Vector } from './cell-ranges.ts'
import { mergedChange } from './merged.ts'
import { type CellChange, oneRowChanges } from './one-row.ts'
import { type RowCaps, rowCaps } from './row-cap.ts'
import { rowsOf } from './rows-of.ts'

export interface Influence extends Terms {
  readonly neighbours: Exclude<Neighbours, 'unstated'>
  readonly unit: InfluenceUnit
  /** The number of cells. */
  readonly cells: bigint
  /** Whether every unit has a row in the only cell, whatever its rows are: nothing can drop it. */
  readonly present: boolean
  readonly vectors: readonly Vector[]
}

/** What changes: one row, any k rows, or all rows of one id. */
export type InfluenceUnit =
  | { readonly kind: 'row' }
  | { readonly kind: 'rows'; readonly rows: bigint }
  | {
      readonly kind: 'id'
      readonly maxRows: bigint
      readonly maxGroups: bigint
      /** The most rows in all cells together; no less than one. */
      readonly maxRowsTotal?: bigint
    }

/**
 * The extreme joint changes, exact: whatever one unit changes, some case moves every vector at least as
 * far in L1, L2 and L-infinity. [worst-cases.proof.md]
 */
export function worstCases(influence: Influence): JointSensitivity {
  const { cells, unit, vectors, neighbours, present } = influence
  const all = unit.kind === 'id' ? rowsOf(unit, cells) : 1n
  const maxRows = unit.kind === 'id' ? smaller(unit.maxRows, all) : 1n
  const maxGroups = unit.kind === 'id' ? unit.maxGroups : 1n
  const groups = smaller(smaller(maxGroups, cells), all)
  const caps = vectors.map((vector) => rowCaps(vector, influence, maxRows, all)) // (8)
  const ranges = vectors.map((vector) => cellRange(vector, maxRows, influence))
  const move = ranges.map(({ low, high }) => larger(-low, high)) // (1)
  const stays =
    unit.kind === 'id'
      ? [ranges.map(({ low, high }) => high - low)] // (2)
      : oneRowChanges(vectors, influence) // (3)
  const cases =
    neighbours === 'add-remove'
      ? [total(vectors, 0n, move, groups, move, groups, caps, 'alone')]
      : stays.flatMap((stay) =>
          overlaps(groups, cells, present).map(([first, last]) =>
            atLeast(
              [first, last].map(([kept, moved]) =>
                total(vectors, kept, stay, moved, move, groups, caps, 'replaced'),
              ),
            ),
          ),
        )
  if (unit.kind !== 'rows' || unit.rows === 1n) return withoutCoveredCases({ worstCases: cases })
  return withoutCoveredCases({ worstCases: repeated(cases, unit.rows) }) // (5)
}

/** In how many cells a unit stays, and in how many it appears or vanishes. */
type Overlap = readonly [stays: bigint, moves: bigint]

/** More cases than this are not worth their length: neighbouring ones are put together. */
const mostCases = 64n

/**
 * A unit is in at most `groups` cells before and after: in t of them both times, and in at most
 * 2 (groups - t), and at most cells - t, others once. All t from 0 to `groups`, or pieces [first, last] of
 * them that do not reach across the t where those two bounds cross. (7)
 */
function overlaps(groups: bigint, cells: bigint, present: boolean): [Overlap, Overlap][] {
  const at = (t: bigint): Overlap => {
    const others = 2n * (groups - t)
    return [t, present ? 0n : others < cells - t ? others : cells - t]
  }
  if (present) return [[at(groups), at(groups)]]
  const crossing = larger(2n * groups - cells, 0n)
  const size = groups / mostCases + 1n
  const pieces: [Overlap, Overlap][] = []
  for (let first = 0n; first <= groups; ) {
    const end = first <= crossing ? crossing : groups
    const last = first + size - 1n < end ? first + size - 1n : end
    pieces.push([at(first), at(last)])
    first = last + 1n
  }
  return pieces
}

function total(
  vectors: readonly Vector[],
  stays: bigint,
  stay: CellChange,
  moves: bigint,
  move: CellChange,
  groups: bigint,
  caps: readonly RowCaps[],
  how: keyof RowCaps,
): VectorChange[] {
  return vectors.map(({ block = 1n, coordinates = 1n }, j) => {
    const [a, b] = [stay[j] ?? 0n, move[j] ?? 0n]
    const cap = caps[j]
    if (cap === undefined) throw new RangeError('a vector has no cap')
    const change = {
      l1: smaller(stays * a + moves * b, cap[how].l1),
      l2Squared: smaller(stays * a * a + moves * b * b, cap[how].l2Squared),
      lInfinity: larger(stays > 0n ? a : 0n, moves > 0n ? b : 0n),
    }
    return mergedChange(change, block, coordinates, smaller(groups * b, cap.alone.l1))
  })
}

/** One case that moves every vector at least as far as each of these. */
function atLeast(cases: readonly (readonly VectorChange[])[]): VectorChange[] {
  return cases.slice(1).reduce<VectorChange[]>(
    (most, one) =>
      most.map((change, j) => ({
        l1: larger(change.l1, one[j]?.l1 ?? 0n),
        l2Squared: larger(change.l2Squared, one[j]?.l2Squared ?? 0n),
        lInfinity: larger(change.lInfinity, one[j]?.lInfinity ?? 0n),
      })),
    [...(cases[0] ?? [])],
  )
}

/**
 * Group privacy: a change of k rows is k changes of one, each below some case, all of which may fall into one
 * cell. Every way to take k of the cases, or, where these are too many, one that outdoes them all.
 */
function repeated(
  cases: readonly (readonly VectorChange[])[],
  times: bigint,
): readonly (readonly VectorChange[])[] {
  const { worstCases: apart } = withoutCoveredCases({ worstCases: cases })
  const ways = waysToShare(times, apart.length, mostCases)
  if (ways === undefined) return [mixed([atLeast(apart)], [times])]
  return ways.map((counts) => mixed(apart, counts))
}

/** Of counts[i] changes below cases[i]: norms add, and by Cauchy and Schwarz k times their squares do. */
function mixed(
  cases: readonly (readonly VectorChange[])[],
  counts: readonly bigint[],
): VectorChange[] {
  const times = counts.reduce((sum, count) => sum + count, 0n)
  const added = (of: (one: readonly VectorChange[]) => bigint): bigint =>
    cases.reduce((sum, one, i) => sum + (counts[i] ?? 0n) * of(one), 0n)
  return (cases[0] ?? []).map((_, j) => ({
    l1: added((one) => one[j]?.l1 ?? 0n),
    l2Squared: times * added((one) => one[j]?.l2Squared ?? 0n),
    lInfinity: added((one) => one[j]?.lInfinity ?? 0n),
  }))
}

/** All lists of `parts` counts that add up to `total`; undefined if there are more than `most`. */
function waysToShare(
  total: bigint,
  parts: number,
  most: bigint,
): readonly (readonly bigint[])[] | undefined {
  if (parts === 1) return [[total]]
  if (total >= most) return undefined
  const ways: (readonly bigint[])[] = []
  for (let first = 0n; first <= total; first++) {
    const rest = waysToShare(total - first, parts - 1, most)
    if (rest === undefined || BigInt(ways.length + rest.length) > most) return undefined
    for (const counts of rest) ways.push([first, ...counts])
  }
  return ways
}
