/** How far categories lie apart, publicly: by a table, or by a tree. */
import { compare, multiply, type Rational, type RationalLike, rational } from '@dither/math'
import { exactParameter, wrongParameter } from '../../space/parameter.ts'

/** A tree whose leaves are the categories: lists in lists, of names. */
export type Hierarchy = readonly (string | Hierarchy)[]

/** Names, and how far each lies from each: 0 from itself, more than 0 and the same both ways from others. */
export interface CategoryDistances {
  readonly categories: readonly string[]
  readonly distances: readonly (readonly RationalLike[])[]
}

/** Distances as whole multiples of a unit. */
export interface CategoryLattice {
  readonly categories: readonly string[]
  /** Below 2^50. */
  readonly rows: readonly (readonly number[])[]
  /** One multiple, in units of the distances. */
  readonly unit: Rational
}

const mostCategories = 512
const largest = 2n ** 50n

/**
 * The steps from leaf to leaf of a tree, up to where they meet and down again: 2 for neighbours in one list.
 *
 * @throws DitherError "invalid_parameter" if it is nested more than 64 deep
 */
export function hierarchyDistances(hierarchy: Hierarchy): CategoryDistances {
  if (!Array.isArray(hierarchy))
    throw wrongParameter('hierarchy', hierarchy, 'must be a list', "Say [['a', 'b'], ['c']]")
  const leaves: { readonly name: string; readonly path: readonly number[] }[] = []
  const walk = (node: Hierarchy, path: readonly number[]): void => {
    if (path.length > 64)
      throw wrongParameter('hierarchy', 'deep', 'must be nested at most 64 deep')
    node.forEach((child, place) => {
      const below = [...path, place]
      if (typeof child === 'string') leaves.push({ name: child, path: below })
      else walk(child, below)
    })
  }
  walk(hierarchy, [])
  checkNumber(leaves.length)
  return {
    categories: leaves.map(({ name }) => name),
    distances: leaves.map((from) => leaves.map((to) => stepsBetween(from.path, to.path))),
  }
}

function stepsBetween(from: readonly number[], to: readonly number[]): number {
  let shared = 0
  while (shared < from.length && from[shared] === to[shared]) shared++
  return from.length + to.length - 2 * shared
}

/** Checks names and distances, and puts these on one lattice. */
export function categoryLattice({ categories, distances }: CategoryDistances): CategoryLattice {
  for (const [name, list] of Object.entries({ categories, distances }))
    if (!Array.isArray(list)) throw wrongParameter(name, list ?? 'missing', 'must be a list')
  const n = checkNumber(categories.length)
  if (new Set(categories).size !== n || categories.some((name) => typeof name !== 'string'))
    throw wrongParameter('categories', 'not apart', 'must be texts, each of them once')
  if (distances.length !== n || distances.some((row) => row.length !== n))
    throw wrongParameter('distances', distances.length, `must be ${n} rows of ${n}`)
  const exact = distances.map((row) => row.map((d) => exactParameter('distances', d)))
  const common = exact.flat().reduce((all, { denominator }) => leastCommon(all, denominator), 1n)
  const rows = exact.map((row, i) =>
    row.map((d, j) => {
      const other = exact[j]?.[i]
      if (other === undefined || compare(d, other) !== 0)
        throw wrongParameter('distances', `uneven at ${i}, ${j}`, 'must be the same both ways')
      if (i === j ? d.numerator !== 0n : d.numerator <= 0n)
        throw wrongParameter(
          'distances',
          d,
          `must be ${i === j ? '0' : 'more than 0'} at ${i}, ${j}`,
        )
      const { numerator } = multiply(d, rational(common))
      if (numerator >= largest)
        throw wrongParameter('distances', d, 'must be below 2^50 of their smallest common part')
      return Number(numerator)
    }),
  )
  return { categories: Object.freeze([...categories]), rows, unit: rational(1n, common) }
}

function checkNumber(categories: number): number {
  if (categories >= 2 && categories <= mostCategories) return categories
  throw wrongParameter('categories', categories, `must be from 2 to ${mostCategories}`)
}

function leastCommon(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b]
  while (y !== 0n) [x, y] = [y, x % y]
  return (a / x) * b
}
