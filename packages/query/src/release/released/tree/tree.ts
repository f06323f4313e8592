/** The noisy tree of one group: its consistent counts, and how far its own counts may be off. */
import { type Noise, relativeVariance } from '../noise.ts'
import { consistentLeaves, type Level } from './consistent.ts'
import { monotone } from './monotone.ts'
import type { Part } from './tail.ts'

/** What is public about the trees of all groups. */
export interface TreeShape {
  readonly candidates: readonly number[]
  /** The size of the blocks of each noisy level, from single candidates upwards. */
  readonly levels: readonly number[]
  /** The noise of each. */
  readonly noises: readonly Noise[]
  /** The number of all values, where it is public. */
  readonly total?: number
}

export interface Tree {
  readonly shape: TreeShape
  /** The noisy counts of each level. */
  readonly counts: readonly (readonly number[])[]
  /** How many values lie at or below each candidate: consistent, never falling; the last is all of them. */
  readonly below: readonly number[]
}

/** @param vectors the noisy counts of each level, of one group */
export function treeOf(shape: TreeShape, vectors: readonly (readonly bigint[])[]): Tree {
  const counts = vectors.map((vector) => vector.map(Number))
  const { candidates, levels, noises, total } = shape
  const noisy = levels.map(
    (blocks, i): Level => ({
      blocks,
      counts: counts[i] ?? [],
      variance: relativeVariance(noises[i]),
    }),
  )
  const root: readonly Level[] =
    total === undefined ? [] : [{ blocks: candidates.length, counts: [total], variance: 0 }]
  let sum = 0
  const sums = consistentLeaves([...noisy, ...root]).map((count) => {
    sum += count
    return sum
  })
  const all = Math.max(0, total ?? sum)
  const below = monotone(sums, 0, all)
  return { shape, counts, below: [...below.slice(0, -1), all] }
}

/** The noisy blocks that make up the first candidates, and those that make up the others. */
export interface Split {
  /** How many blocks of each level, from single candidates upwards, and their noisy counts together. */
  readonly left: Side
  readonly right: Side
}

export interface Side {
  readonly blocks: readonly number[]
  readonly count: number
}

/** Splits the candidates after the first `size`, into as few blocks as there can be. [tree.proof.md, (5)] */
export function splitAt(tree: Tree, size: number): Split {
  const { levels, candidates } = tree.shape
  const inner = levels.filter((blocks) => blocks < candidates.length)
  const left = { blocks: levels.map(() => 0), count: 0 }
  const right = { blocks: levels.map(() => 0), count: 0 }
  let [start, end] = [0, candidates.length]
  for (let i = inner.length - 1; i >= 0; i--) {
    const blocks = inner[i] ?? 1
    const before = Math.floor(size / blocks)
    const after = Math.ceil(size / blocks)
    add(left, i, tree.counts[i] ?? [], start / blocks, before)
    add(right, i, tree.counts[i] ?? [], after, Math.ceil(end / blocks))
    start = before * blocks
    end = Math.min(end, after * blocks)
  }
  return { left, right }
}

/** Blocks from `first` to before `last` of one level. */
function add(
  side: { readonly blocks: number[]; count: number },
  level: number,
  counts: readonly number[],
  first: number,
  last: number,
): void {
  side.blocks[level] = last - first
  for (let at = first; at < last; at++) side.count += counts[at] ?? 0
}

/** The noise of the blocks of one side, each times a weight. */
export function partsOf({ blocks }: Side, weight: number): Part[] {
  return blocks.map((number, level) => ({ level, number, weight }))
}
