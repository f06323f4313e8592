/** How what questions cost adds up, whatever each of them costs. */
import { add, compare, type Rational, rational } from '@dither/math'
import type { PartPlace } from './part-in.ts'
import { type PartQuestion, partsTouched } from './parts-touched.ts'
import { valuesOfParts } from './read-partition.ts'

/** The sum over questions that are about a whole table, and of each partition over its dearest parts. */
export interface AddedUp {
  /** @param of what a question costs */
  total(of: (name: string) => Rational): Rational
}

/** @param questions those that cost anything; an event's size does not matter */
export function addedUp(
  questions: ReadonlyMap<string, PartQuestion>,
  places: ReadonlyMap<string, PartPlace>,
): AddedUp {
  const partitions = new Map<
    string,
    { readonly after: number; readonly parts: Map<string, string[]> }
  >()
  const placed = [...questions].flatMap(([name, one]) => {
    const place = places.get(name)
    return place === undefined ? [] : [{ name, place, ...one.proof }]
  })
  const values = valuesOfParts(placed)
  for (const { name, place } of placed) {
    const { after, partition } = place
    const { parts } = partitions.get(partition) ?? { parts: new Map<string, string[]>() }
    partitions.set(partition, { after, parts })
    const value = values.get(name) ?? ''
    parts.set(value, [...(parts.get(value) ?? []), name])
  }
  const alone = [...questions.keys()].filter((name) => !places.has(name))
  const counted = [...partitions.values()].map(({ after, parts }) => {
    const names = [...parts.values()]
    const own = names.flat().flatMap((name) => questions.get(name) ?? [])
    return { names, most: partsTouched(own, after, names.length) }
  })
  return {
    total: (of) => {
      const sum = (names: readonly string[]) => names.map(of).reduce(add, nothing)
      const dearest = counted.map(({ names, most }) =>
        names
          .map(sum)
          .sort((a, b) => compare(b, a))
          .slice(0, most)
          .reduce(add, nothing),
      )
      return [sum(alone), ...dearest].reduce(add, nothing)
    },
  }
}

const nothing = rational(0)
