/** Tells priced questions which part they are about, and in how many parts one unit can make a difference. */
import { isFree, type PricedPart } from '../total-event.ts'
import type { PartPlace } from './part-in.ts'
import { type PartQuestion, partsTouched } from './parts-touched.ts'
import { valuesOfParts } from './read-partition.ts'

/**
 * The part of each question that is about one. [partition.proof.md]
 *
 * @throws DitherError "invalid_parameter" if questions of one partition do not cut one table by one key
 */
export function pricedParts(
  questions: ReadonlyMap<string, PartQuestion>,
  places: ReadonlyMap<string, PartPlace>,
): ReadonlyMap<string, PricedPart> {
  const placed = [...places].flatMap(([name, place]) => {
    const one = questions.get(name)
    return one === undefined ? [] : [{ name, place, one }]
  })
  const values = valuesOfParts(
    placed.map(({ name, place, one }) => ({ name, place, ...one.proof })),
  )
  const parts = new Map<string, PricedPart>()
  for (const partition of new Set(placed.map(({ place }) => place.partition))) {
    const own = placed.filter(({ place }) => place.partition === partition)
    const costly = own.filter(({ one }) => !isFree(one.event))
    const touched = new Set(costly.map(({ name }) => values.get(name)))
    const most = partsTouched(
      costly.map(({ one }) => one),
      costly[0]?.place.after ?? 1,
      touched.size,
    )
    for (const { name, place } of own)
      parts.set(name, Object.freeze({ ...place, value: values.get(name) ?? '', most }))
  }
  return parts
}
