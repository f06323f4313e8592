/** The extreme changes of one row that stays where it is. */
import { severalChanges } from '../covariance/several-changes.ts'
import {
  cellRange,
  columnOf,
  factorsOf,
  larger,
  reach,
  type StepRange,
  type Terms,
  type Vector,
} from './cell-ranges.ts'

/** One change of one cell: how far each vector moves, in the order of the vectors. */
export type CellChange = readonly bigint[]

/** How one change of one value moves the sum, the square and the count of its column. */
interface ValueChange {
  readonly sum: bigint
  readonly square: bigint
  readonly count: bigint
}

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
export function oneRowChanges(vectors: readonly Vector[], terms: Terms): CellChange[] {
  const [first, ...others] = terms.columns
  if (first === undefined) return [vectors.map(() => 0n)]
  const pair = others.length === 1 && terms.products.length === 1
  if (others.length > 0)
    return pair || terms.columns.every(({ nullable }) => !nullable)
      ? severalChanges(vectors, terms)
      : [vectors.map((vector) => anyChange(vector, terms))] // (4)
  const square = vectors.some(({ what }) => what === 'square')
  return valueChanges(first, square).map((change) =>
    vectors.map(({ what }) =>
      what === 'sum' || what === 'square' || what === 'count' ? change[what] : 0n,
    ),
  )
}

/** The most that each vector can move by itself: the box, for many columns. */
function anyChange(vector: Vector, terms: Terms): bigint {
  if (vector.what === 'rows' || vector.what === 'units') return 0n
  const { low, high } = cellRange(vector, 1n, terms)
  const [least, most] = [low < 0n ? low : 0n, larger(high, 0n)] // NULL leaves 0
  const nullable =
    vector.what === 'product'
      ? factorsOf(vector, terms).some((steps) => steps.nullable)
      : columnOf(vector, terms).nullable
  return nullable ? most - least : high - low
}

function valueChanges(steps: StepRange, square: boolean): ValueChange[] {
  const changes: ValueChange[] = square
    ? frontier(steps).map(([sum, square]) => ({ sum, square, count: 0n }))
    : [{ sum: steps.high - steps.low, square: 0n, count: 0n }]
  if (steps.nullable) {
    const low = steps.low + steps.recentre
    const high = steps.high + steps.recentre
    const sum = [-low, low, -high, high].reduce(larger)
    changes.push({ count: 1n, sum, square: reach(steps) ** 2n })
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
