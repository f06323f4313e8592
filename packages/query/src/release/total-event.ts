/** One event for all questions of a release that cost anything. */
import type { Event, Neighbours } from '@dither/core'
import { composedEvent, parallelEvent } from '@dither/core/account'

/** What a question brings to the total. */
export interface EventPart {
  readonly event: Event
  /** Where it is asked of one part of a partition. */
  readonly part?: PricedPart
  /** What choosing its private keys cost; once for all that have the same text in `shared`. */
  readonly keys?: { readonly event: Event; readonly shared?: string }
}

/** A question's part. */
export interface PricedPart {
  readonly partition: string
  /** How many steps of the question's relation lie before the one that cuts the part. */
  readonly after: number
  /** The key's value there, as text. */
  readonly value: string
  /** In how many parts of this partition one unit can make a difference: of all its questions. */
  readonly most: number
}

/**
 * The event of the only question that costs anything, or all of them composed; the questions of a
 * partition as one event, where the first of them stands. [partition.proof.md]
 *
 * @throws DitherError "mixed_neighbours" if they state different relations (S1)
 */
export function totalEvent(parts: readonly EventPart[]): Event {
  const partitions = new Map<string, EventPart[]>()
  const costly: (Event | EventPart[])[] = []
  for (const part of withKeys(parts)) {
    if (isFree(part.event)) continue
    const name = part.part?.partition
    const members = name === undefined ? undefined : partitions.get(name)
    if (name === undefined) costly.push(part.event)
    else if (members !== undefined) members.push(part)
    else {
      const first = [part]
      partitions.set(name, first)
      costly.push(first)
    }
  }
  const neighbours: Neighbours | undefined = parts[0]?.event.neighbours
  return together(
    costly.map((one) => (Array.isArray(one) ? partitionEvent(one) : one)),
    neighbours,
  )
}

/** The choices of keys before the first question that needs each. [private-keys.proof.md] */
function withKeys(parts: readonly EventPart[]): readonly EventPart[] {
  const paid = new Set<string>()
  return parts.flatMap((one) => {
    const { keys, part } = one
    const isPaid = keys?.shared !== undefined && paid.has(keys.shared)
    if (keys === undefined || isPaid) return [one]
    if (keys.shared !== undefined) paid.add(keys.shared)
    return [{ event: keys.event, ...(part === undefined ? {} : { part }) }, one]
  })
}

/** Whether nothing happened: the answer was public. */
export function isFree(event: Event): boolean {
  return event.kind === 'composed' && event.events.length === 0
}

/** What is asked of one part adds up; of the parts, as many count as one unit can be in. */
function partitionEvent(questions: readonly EventPart[]): Event {
  const parts = new Map<string, Event[]>()
  let most = 1
  for (const { event, part } of questions) {
    const value = part?.value ?? ''
    parts.set(value, [...(parts.get(value) ?? []), event])
    most = Math.max(most, part?.most ?? parts.size)
  }
  const all = [...parts.values()].map((one) => together(one))
  return most >= all.length ? together(all) : parallelEvent(all, { most })
}

function together(parts: readonly Event[], neighbours?: Neighbours): Event {
  const [only, ...others] = parts
  if (only !== undefined && others.length === 0) return only
  return composedEvent(parts, parts.length > 0 ? undefined : neighbours)
}
