/** Exact laws of released sets of keys, for universes that are small enough to list. */
import { exp } from '@dither/math'

/** A law over sets, each written as its sorted keys in a row. */
export type SetLaw = ReadonlyMap<string, number>

/** Every choice of at most so many of a list, each as often as any other. */
export function choices<Item>(items: readonly Item[], most: number): readonly (readonly Item[])[] {
  if (items.length <= most) return [items]
  return items.flatMap((_, i) => choices(items.toSpliced(i, 1), most))
}

/** One of the laws, all alike likely. */
export function mixedSets(laws: readonly SetLaw[]): SetLaw {
  const all = new Map<string, number>()
  for (const law of laws)
    for (const [set, p] of law) all.set(set, (all.get(set) ?? 0) + p / laws.length)
  return all
}

/** The law of the released set, where each key is released by a coin of its own. */
export function releasedSets(
  weights: ReadonlyMap<string, bigint>,
  chance: (weight: bigint) => number,
): SetLaw {
  let law: SetLaw = new Map([['', 1]])
  for (const [key, weight] of [...weights].sort()) {
    const p = chance(weight)
    law = new Map(
      [...law].flatMap(([set, q]) => [
        [set, q * (1 - p)] as const,
        [`${set}${key}`, q * p] as const,
      ]),
    )
  }
  return law
}

/** By how much p exceeds e^epsilon times q at most: the delta at this epsilon. */
export function excessOf(p: SetLaw, q: SetLaw, epsilon: number): number {
  return [...p].reduce(
    (sum, [set, mass]) => sum + Math.max(0, mass - exp(epsilon) * (q.get(set) ?? 0)),
    0,
  )
}
