/** The extreme changes of one row that stays where it is. */
import { reach, type StepRange, type VectorKind } from './cell-ranges.ts'

/** One change of one cell: how far each vector moves. */
export type CellChange = Readonly<Record<VectorKind, bigint>>

const pieces = 8n

/**
 * Every way in which one row's value can change in its cell: from one value to another, and, where
 * NULL is possible, from a value to NULL. No other change moves the vectors further than some mixture
 * of these. [worst-cases.proof.md, (3)]
 *
 * Much smaller than the box of the separate worst cases: a value that goes to NULL cannot also cross
 * the whole range, and two values far apart have squares that are alike.
 */
export function oneRowChanges(steps: StepRange | undefined, square: boolean): CellChange[] {
  const still = { rows: 0n, units: 0n, count: 0n, sum: 0n, square: 0n }
  if (steps === undefined) return [still]
  const changes: CellChange[] = square
    ? frontier(steps).map(([sum, square]) => ({ ...still, sum, square }))
    : [{ ...still, sum: steps.high - steps.low }]
  if (steps.nullable) {
    const low = steps.low + steps.recentre
    const high = steps.high + steps.recentre
    const sum = [-low, low, -high, high].reduce((a, b) => (a > b ? a : b))
    changes.push({ ...still, count: 1n, sum, square: reach(steps) ** 2n })
  }
  return changes
}

/**
 * Corners of a convex region that holds every (|x - y|, |x^2 - y^2|) of steps x and y.
 *
 * With M = max |step| and w = high - low, a distance d allows at most d (2M - d) (x = M, y = M - d), which
 * rises to M^2 at d = M and then falls until d = w. Its tangents at `pieces` + 1 points of [M, w] enclose
 * it; neighbouring tangents meet half way. Rounded up to integers.
 */
function frontier(steps: StepRange): [bigint, bigint][] {
  const most = reach(steps)
  const width = steps.high - steps.low
  const beyond = width - most
  const count = beyond < pieces ? beyond : pieces
  const corners: [bigint, bigint][] = []
  let from = most
  for (let i = 1n; i <= count; i++) {
    const to = most + (beyond * i) / count
    corners.push([(from + to + 1n) / 2n, from * (2n * most - from) + (most - from) * (to - from)])
    from = to
  }
  corners.push([width, width * (2n * most - width)])
  return corners
}
