/** One consistent estimate of all counts, out of the noisy counts of every level. */

/** A level of a tree: the noisy counts of blocks of this many leaves, and how uncertain each is. */
export interface Level {
  readonly blocks: number
  readonly counts: readonly number[]
  /** The variance of the noise; 0 for a count that is known. */
  readonly variance: number
}

/**
 * The leaves' counts that fit all levels best: least squares, weighted by the inverse variances, over all
 * leaves for which a block's count is the sum of its leaves'.
 *
 * On a tree this takes one pass up, which joins what a block's own count and its children say of it, and
 * one down, which shares the difference among the children by how uncertain they are. [tree.proof.md, (3)]
 *
 * @param levels from single leaves to all of them; each block is made of whole blocks of the level before
 */
export function consistentLeaves(levels: readonly Level[]): number[] {
  const known = upward(levels)
  let totals = known.at(-1)?.map(({ count }) => count) ?? []
  for (let i = levels.length - 2; i >= 0; i--)
    totals = shared(known[i] ?? [], totals, childrenIn(levels, i + 1))
  return totals
}

interface Estimate {
  readonly count: number
  readonly variance: number
}

/** What a block and all below it say of its count. */
function upward(levels: readonly Level[]): Estimate[][] {
  const known: Estimate[][] = []
  for (const [i, { counts, variance }] of levels.entries()) {
    const below = known[i - 1]
    const size = i === 0 ? 1 : childrenIn(levels, i)
    known.push(
      counts.map((count, at) => {
        const own = { count, variance }
        if (below === undefined) return own
        return joined(own, sumOf(below.slice(at * size, (at + 1) * size)))
      }),
    )
  }
  return known
}

/** How many blocks of the level below one block of this level has; the last one may have fewer. */
function childrenIn(levels: readonly Level[], i: number): number {
  return Math.ceil((levels[i]?.blocks ?? 1) / (levels[i - 1]?.blocks ?? 1))
}

function sumOf(estimates: readonly Estimate[]): Estimate {
  return estimates.reduce(
    (sum, { count, variance }) => ({
      count: sum.count + count,
      variance: sum.variance + variance,
    }),
    { count: 0, variance: 0 },
  )
}

/** Two independent estimates of one number, by their inverse variances. */
function joined(a: Estimate, b: Estimate): Estimate {
  const sum = a.variance + b.variance
  if (sum === 0) return a
  return {
    count: (a.count * b.variance + b.count * a.variance) / sum,
    variance: (a.variance * b.variance) / sum,
  }
}

/** The children's counts, moved so that those of each parent add up to its total. */
function shared(children: readonly Estimate[], totals: readonly number[], size: number): number[] {
  return totals.flatMap((total, at) => {
    const own = children.slice(at * size, (at + 1) * size)
    const { count, variance } = sumOf(own)
    const missing = total - count
    return own.map((child) =>
      variance === 0
        ? child.count + missing / own.length
        : child.count + (missing * child.variance) / variance,
    )
  })
}
