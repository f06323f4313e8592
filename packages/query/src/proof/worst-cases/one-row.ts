/** The extreme changes of one row that stays where it is. */
import { larger, reach, type StepRange, type VectorKind } from './cell-ranges.ts'

/** One change of one cell: how far each vector moves. */
export type CellChange = Readonly<Record<VectorKind, bigint>>

export const still: CellChange = Object.freeze({
  rows: 0n,
  units: 0n,
  count: 0n,
  sum: 0n,
  square: 0n,
  otherSum: 0n,
  otherSquare: 0n,
  product: 0n,
})

/** How finely the squares follow the distance of two values: costs at most about 1 / pieces too much. */
const pieces = 32n

/**
 * Every way in which one row's value can change in its cell: from one value to another, and, where
 * NULL is possible, from a value to NULL. No change moves any vector further than one of these moves
 * all of them. [worst-cases.proof.md, (3)]
 *
 * Much smaller than the box of the separate worst cases: a value that goes to NULL cannot also cross
 * the whole range, and two values far apart have squares that are alike.
 */
export function oneRowChanges(steps: StepRange | undefined, square: boolean): CellChange[] {
  if (steps === undefined) return [still]
  const changes: CellChange[] = square
    ? frontier(steps).map(([sum, square]) => ({ ...still, sum, square }))
    : [{ ...still, sum: steps.high - steps.low }]
  if (steps.nullable) {
    const low = steps.low + steps.recentre
    const high = steps.high + steps.recentre
    const sum = [-low, low, -high, high].reduce(larger)
    changes.push({ ...still, count: 1n, sum, square: reach(steps) ** 2n })
  }
  return changes
}

/**
 * Corners such that every (|x - y|, |x^2 - y^2|) of steps x and y lies below one of them.
 *
 * With M = max |step| and w = high - low, a distance d allows at most F(d) = d (2M - d) (x = M, y = M - d),
 * which rises to M^2 at d = M and then falls until d = w. For distances from a + 1 to b, M <= a, the square
 * moves by at most F(a + 1).
 */
function frontier(steps: StepRange): [bigint, bigint][] {
  const most = reach(steps)
  const beyond = steps.high - steps.low - most
  const count = beyond < pieces ? beyond : pieces
  const corners: [bigint, bigint][] = [[most, most * most]]
  let from = most
  for (let i = 1n; i <= count; i++) {
    const to = most + (beyond * i) / count
    corners.push([to, (from + 1n) * (2n * most - from - 1n)]) // distances from + 1 to `to`
    from = to
  }
  return corners
}
