/** The extreme changes of one row that stays where it is, for a pair of columns. */
import {
  larger,
  productRange,
  reach,
  type StepRange,
  type Vector,
} from '../worst-cases/cell-ranges.ts'

/** How far the integers of a pair move. */
interface PairChange {
  readonly count: bigint
  readonly sums: readonly [left: bigint, right: bigint]
  readonly squares: readonly [left: bigint, right: bigint]
  readonly product: bigint
}

/** How finely the distances of a pair of values are followed, in each column. */
const pieces = 8n

/**
 * Every way in which one row's pair (x, y) of centred steps can change: into another pair, and, where NULL
 * is possible, into none. No change moves any vector further than one of these moves all of them.
 * [covariance.proof.md]
 *
 * Smaller than the box: when x and y both cross their ranges, their product is what it was.
 */
export function onePairChanges(
  vectors: readonly Vector[],
  left: StepRange,
  right: StepRange,
): (readonly bigint[])[] {
  return pairChanges(left, right).map((change) =>
    vectors.map(({ what, column }) => {
      const side = column === 1 ? 1 : 0
      switch (what) {
        case 'rows':
        case 'units':
          return 0n
        case 'sum':
          return change.sums[side]
        case 'square':
          return change.squares[side]
        default:
          return change[what]
      }
    }),
  )
}

function pairChanges(left: StepRange, right: StepRange): PairChange[] {
  const { low, high } = productRange(left, right)
  const changes = bands(left).flatMap((a) =>
    bands(right).map((b): PairChange => {
      const product = mostProduct(a, b, reach(left), reach(right))
      return {
        count: 0n,
        sums: [a.to, b.to],
        squares: [mostSquare(a, reach(left)), mostSquare(b, reach(right))],
        product: product < high - low ? product : high - low, // (2)
      }
    }),
  )
  if (!left.nullable) return changes
  const appears: PairChange = {
    count: 1n,
    sums: [reach(left), reach(right)],
    squares: [reach(left) ** 2n, reach(right) ** 2n],
    product: larger(-low, high),
  }
  return [...changes, appears] // (3)
}

/** Distances of two values, from one to the other, both among them. */
interface Band {
  readonly from: bigint
  readonly to: bigint
}

/** All distances from 0 to the length of the range. */
function bands({ low, high }: StepRange): Band[] {
  const width = high - low
  const count = width < 1n ? 1n : width < pieces ? width : pieces
  return Array.from({ length: Number(count) }, (_, i) => ({
    from: (width * BigInt(i)) / count,
    to: (width * BigInt(i + 1)) / count,
  }))
}

/** The largest |x y - x' y'| at these distances, of steps of size at most `m` and `n`. (1) */
function mostProduct(a: Band, b: Band, m: bigint, n: bigint): bigint {
  const twice = (d: bigint, e: bigint): bigint => d * (2n * n - e) + (2n * m - d) * e
  const corners = [
    twice(a.from, b.from),
    twice(a.from, b.to),
    twice(a.to, b.from),
    twice(a.to, b.to),
  ]
  return corners.reduce(larger) / 2n
}

/** The largest |x^2 - x'^2|, which is at most d (2 m - d) at distance d. */
function mostSquare({ from, to }: Band, m: bigint): bigint {
  const d = to < m ? to : from > m ? from : m
  return d * (2n * m - d)
}
