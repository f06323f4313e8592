/** The extreme changes of one row that stays where it is, for columns that are multiplied with each other. */
import {
  factorsOf,
  larger,
  productRange,
  reach,
  type StepRange,
  type Terms,
  type Vector,
} from '../worst-cases/cell-ranges.ts'

/** How finely the distances of two values are followed: at most this many cases in all columns together. */
const mostCases = 64

/**
 * Every way in which one row's centred steps can change, into others, and, where all of them are NULL
 * together, into none. No change moves any vector further than one of these moves all of them.
 * [covariance.proof.md]
 *
 * Smaller than the box: when x and y both cross their ranges, their product is what it was.
 */
export function severalChanges(vectors: readonly Vector[], terms: Terms): (readonly bigint[])[] {
  const { columns } = terms
  const pieces = piecesOf(columns.length)
  const choices = columns.reduce<readonly (readonly Band[])[]>(
    (all, column) => {
      const own = bands(column, pieces)
      return all.flatMap((chosen) => own.map((band) => [...chosen, band]))
    },
    [[]],
  )
  const changes = choices.map((chosen) => vectors.map((vector) => between(vector, chosen, terms)))
  if (!columns.some(({ nullable }) => nullable)) return changes
  return [...changes, vectors.map((vector) => appears(vector, terms))] // (3)
}

/** The largest whole number whose power of `columns` is at most `mostCases`, at most 8; 1 is the box. */
function piecesOf(columns: number): bigint {
  const fits = (pieces: number): boolean => pieces ** columns <= mostCases
  return BigInt([8, 7, 6, 5, 4, 3, 2].find(fits) ?? 1)
}

/** How far a vector moves where both values of each column are there, at these distances. */
function between(vector: Vector, chosen: readonly Band[], terms: Terms): bigint {
  const { what, column = 0, product = 0 } = vector
  const band = (index: number): Band => chosen[index] ?? { from: 0n, to: 0n }
  switch (what) {
    case 'sum':
      return band(column).to
    case 'square':
      return mostSquare(band(column), reachOf(column, terms))
    case 'product': {
      const [left, right] = factorsOf(vector, terms)
      const { low, high } = productRange(left, right)
      const factors = terms.products[product]
      const most = mostProduct(
        band(factors?.left ?? -1),
        band(factors?.right ?? -1),
        reach(left),
        reach(right),
      )
      return most < high - low ? most : high - low // (2)
    }
    default:
      return 0n
  }
}

/** How far a vector moves where all values of a row come from NULL. */
function appears(vector: Vector, terms: Terms): bigint {
  const { what, column = 0 } = vector
  switch (what) {
    case 'count':
      return 1n
    case 'sum':
      return reachOf(column, terms)
    case 'square':
      return reachOf(column, terms) ** 2n
    case 'product': {
      const { low, high } = productRange(...factorsOf(vector, terms))
      return larger(-low, high)
    }
    default:
      return 0n
  }
}

function reachOf(column: number, { columns }: Terms): bigint {
  const steps = columns[column]
  return steps === undefined ? 0n : reach(steps)
}

/** Distances of two values, from one to the other, both among them. */
interface Band {
  readonly from: bigint
  readonly to: bigint
}

/** All distances from 0 to the length of the range. */
function bands({ low, high }: StepRange, pieces: bigint): Band[] {
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
