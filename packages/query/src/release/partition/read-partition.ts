/** Reads a partition into statistics by name, each of which says what part it is about. */
import { DitherError } from '@dither/core'
import { canonicalText } from '../../proof/canonical-data.ts'
import type { Schema } from '../../schema/schema.ts'
import type { Statistic } from '../statistic.ts'
import { type Cut, cutIn, type PartPlace, sameCuts } from './part-in.ts'
import type { Partition } from './partition.ts'

/** How a partition's answers are named: by part, one or several by the names of the part's plan. */
export type PartNames = ReadonlyMap<string, string | ReadonlyMap<string, string>>

/** A partition as it was read, once. */
export interface ReadPartition {
  readonly names: PartNames
  readonly statistics: ReadonlyMap<string, Statistic>
}

/** A question of a partition, by name, and the key's value that cuts its part. */
export interface PlacedQuestion {
  readonly name: string
  readonly question: Statistic['question']
  readonly bounded: { readonly schema: Schema }
  readonly place: PartPlace
}

/**
 * The statistics of a partition, named "byEduc.primary.n" after it, the part and the statistic.
 *
 * @param read reads one statistic, or says that it is none
 * @throws DitherError "invalid_parameter" if it is empty, or a statistic is not about its part
 */
export function readPartition(
  name: string,
  { parts, after, source, schema }: Omit<Partition, 'kind'>,
  read: (name: string, statistic: unknown) => Statistic,
): ReadPartition {
  const statistics = new Map<string, Statistic>()
  const names = new Map<string, string | ReadonlyMap<string, string>>()
  const add = (path: string, part: string, value: unknown): string => {
    const statistic = read(path, value)
    if (statistic.source !== source || statistic.schema !== schema) throw notOfPart(path)
    if (String(cutIn(statistic.question, after, path).value) !== part) throw notOfPart(path)
    statistics.set(path, statistic)
    return path
  }
  for (const [part, plan] of Object.entries(parts)) {
    const path = `${name}.${part}`
    const members: [string, unknown][] = Object.entries(plan)
    if ('kind' in plan && plan.kind === 'statistic') names.set(part, add(path, part, plan))
    else if (members.length === 0) throw emptyPart(path)
    else
      names.set(
        part,
        new Map(members.map(([key, value]) => [key, add(`${path}.${key}`, part, value)])),
      )
  }
  if (statistics.size === 0) throw emptyPart(name)
  return { names, statistics }
}

/**
 * The value of the part that each question is about. [partition.proof.md, (1)]
 *
 * @throws DitherError "invalid_parameter" if questions of one partition do not cut one table by one key
 */
export function valuesOfParts(questions: readonly PlacedQuestion[]): ReadonlyMap<string, string> {
  const cuts = new Map<string, Cut & { readonly after: number; readonly schema: Schema }>()
  const values = new Map<string, string>()
  for (const { name, question, place, bounded } of questions) {
    const { after } = place
    const cut = { ...cutIn(question, after, name), after, schema: bounded.schema }
    const first = cuts.get(place.partition) ?? cut
    cuts.set(place.partition, first)
    if (first.after !== cut.after || first.schema !== cut.schema || !sameCuts(first, cut))
      throw notOfPart(name)
    values.set(name, canonicalText(cut.value))
  }
  return values
}

function notOfPart(name: string): DitherError {
  return new DitherError('invalid_parameter', `${name} is about another part or another table`, {
    parameter: name,
    rule: 'S2',
    charged: false,
    wayOut: 'Ask it of the table that partition gives: part => ({ n: part.count() })',
  })
}

function emptyPart(name: string): DitherError {
  return new DitherError('invalid_parameter', `${name} asks nothing`, {
    parameter: name,
    charged: false,
    wayOut: 'Give each part a plan: part => ({ n: part.count() })',
  })
}
