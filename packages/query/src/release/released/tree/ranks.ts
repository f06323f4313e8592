/** Quantiles read off a tree, and where the true ones surely lie. */
import type { Range } from '../scalar.ts'
import { type Part, tailBound } from './tail.ts'
import { partsOf, type Split, splitAt, type Tree, type TreeShape } from './tree.ts'

/** The place of the least candidate at or below which the fraction `at` of the values lies, and one at least. */
export function placeOf({ below }: Tree, at: number): number {
  const all = below.at(-1) ?? 0
  const rank = at === 0 ? Math.min(1, all) : at * all
  const found = below.findIndex((count) => count >= rank)
  return found < 0 ? below.length - 1 : found
}

/**
 * The places among which that of the true quantile is, with the confidence: those at which neither "the
 * rank lies below" nor "it lies above" is refuted by the noisy counts, and all between them.
 *
 * At a place c, L values lie at or below and R above; the rank `at` has been reached if (1 - at) L >= at R.
 * The blocks that make up L and R are the fewest there are, so their noise is independent. [tree.proof.md, (6)]
 */
export function placesWithin(tree: Tree, at: number, confidence: number): Range {
  const { candidates } = tree.shape
  const offs = offsOf(tree.shape, at, confidence)
  const splits = candidates.map((_, place) => ({
    value: surplus(tree, splitAt(tree, place + 1), at).value,
    off: offs[place] ?? 0,
  }))
  const last = candidates.length - 1
  const possible = splits.flatMap(({ value, off }, place) => {
    const reached = place === last || value >= -off
    const before = splits[place - 1]
    const needed = before === undefined || before.value <= before.off
    return reached && needed ? [place] : []
  })
  const own = placeOf(tree, at)
  return [Math.min(own, possible[0] ?? own), Math.max(own, possible.at(-1) ?? own)]
}

/** How many rows a rank may be off, wherever it lies: the noise of one side, or of both, at the worst. */
export function rankError(shape: TreeShape, at: number, confidence: number): number {
  return offsOf(shape, at, confidence).reduce((most, off) => Math.max(most, off), 0)
}

const known = new WeakMap<TreeShape, Map<string, readonly number[]>>()

/** The noise at every place but the last, where all values lie below: public, and the same for all groups. */
function offsOf(shape: TreeShape, at: number, confidence: number): readonly number[] {
  const ofShape = known.get(shape) ?? new Map<string, readonly number[]>()
  known.set(shape, ofShape)
  const key = `${at} ${confidence}`
  const found = ofShape.get(key)
  if (found !== undefined) return found
  const bound = tailBound(shape.noises, (1 - confidence) / 2, termsOf(shape, at))
  const nothing: Tree = { shape, counts: shape.levels.map(() => []), below: [] }
  const offs = shape.candidates
    .slice(0, -1)
    .map((_, place) => bound.above(surplus(nothing, splitAt(nothing, place + 1), at).parts))
  ofShape.set(key, offs)
  return offs
}

/** By how many rows the rank is passed at a split, and the noise in that. */
function surplus(
  { shape }: Tree,
  { left, right }: Split,
  at: number,
): { readonly value: number; readonly parts: readonly Part[] } {
  const first = at === 0 ? 1 : 0
  if (shape.total === undefined)
    return {
      value: (1 - at) * left.count - at * right.count - first,
      parts: [...partsOf(left, 1 - at), ...partsOf(right, -at)],
    }
  // Of a public total, one side says what the other is.
  return weighed(shape, left.blocks) <= weighed(shape, right.blocks)
    ? { value: left.count - at * shape.total - first, parts: partsOf(left, 1) }
    : { value: (1 - at) * shape.total - right.count - first, parts: partsOf(right, -1) }
}

function weighed({ noises }: TreeShape, blocks: readonly number[]): number {
  return blocks.reduce((sum, number, level) => {
    const size = noises[level]?.parameter
    return (
      sum + number * (size === undefined ? 0 : Number(size.numerator) / Number(size.denominator))
    )
  }, 0)
}

function termsOf({ total, levels }: TreeShape, at: number): Pick<Part, 'level' | 'weight'>[] {
  const weights = total === undefined ? [1 - at, -at] : [1, -1]
  return levels.flatMap((_, level) => weights.map((weight) => ({ level, weight })))
}
