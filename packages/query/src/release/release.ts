/** A release: answers by name, what they cost, and the certificate. */
import { DitherError, type Event, type Loss } from '@dither/core'
import { readQuestion } from '../plan/read-question.ts'
import { type Certificate, type LossData, lossData } from './certificate.ts'
import type { PartPlace } from './partition/part-in.ts'
import { isPartition, type Partition } from './partition/partition.ts'
import { type PartNames, readPartition } from './partition/read-partition.ts'
import type { Released, ReleasedOf } from './released/released.ts'
import { namedText, type ReleasedData } from './released/released-data.ts'
import { type Statistic, shapeOf } from './statistic.ts'

/** What is released together: one statistic, or several by name, also by part of a table. */
export type Plan = Statistic | Readonly<Record<string, Statistic | Partition>>

/** The answer of one statistic, or the answers by the names of the plan. */
export type Release<P extends Plan = Plan> = ReleaseFacts &
  (P extends Statistic
    ? ReleasedOf<P>
    : { readonly [Name in keyof P]: ReleasedMember<P[Name]> } & {
        /** What `JSON.stringify` writes. */
        toJSON(): ReleaseData
        /** A line an answer, such as "age: 9.02 ± 0.56", at 95 %. */
        toString(): string
      })

/** The answer of a member of a plan, or those of all parts of a partition. */
export type ReleasedMember<Member> = Member extends Statistic
  ? ReleasedOf<Member>
  : Member extends Partition<infer Parts>
    ? { readonly [Value in keyof Parts]: ReleasedPart<Parts[Value]> }
    : never

/** The answer of one part's statistic, or its answers by name. */
export type ReleasedPart<Part> = Part extends Statistic
  ? ReleasedOf<Part>
  : { readonly [Name in keyof Part]: Part[Name] extends Statistic ? ReleasedOf<Part[Name]> : never }

/** The release of a plan with names as JSON data; that of one statistic is its answer's, with `requestId`. */
export interface ReleaseData {
  readonly requestId: string
  readonly answers: Readonly<Record<string, ReleasedData>>
  readonly cost: LossData
  readonly event: Event
}

/** What every release has besides its answers in their own shapes. */
export interface ReleaseFacts {
  /** Names the charge; the session shows a release again, free, by it. */
  readonly requestId: string
  /** All answers by name: "byEduc.primary.n" of a part, "answer" of a plan that is one statistic. */
  readonly answers: Readonly<Record<string, Released>>
  /** Of all answers together. */
  readonly event: Event
  /** Of all answers together, as it was charged. */
  readonly loss: Loss
  /** What shows that the release was proved, priced and charged, as plain JSON data. */
  certificate(): Certificate
}

/** The name of the answer of a plan that is one statistic. */
const onlyAnswer = 'answer'
const taken = [
  'requestId',
  'answers',
  'event',
  'loss',
  'certificate',
  'toJSON',
  'toString',
  'then',
  '__proto__',
]

/** A plan as it was read, once: what is proved, priced, charged and answered is this. */
export interface ReadPlan {
  /** Whether the plan is one statistic, and its answer the release. */
  readonly single: boolean
  /** By name; of partitions as "byEduc.primary.n". */
  readonly statistics: ReadonlyMap<string, Statistic>
  /** How the answers of each partition are named. */
  readonly partitions: ReadonlyMap<string, PartNames>
  /** Which statistics are about parts. */
  readonly places: ReadonlyMap<string, PartPlace>
}

/**
 * Reads a plan into frozen statistics by name; the plan itself is not looked at again.
 *
 * @throws DitherError "invalid_parameter" if there are none, a name is taken, or one is not a statistic
 */
export function readPlan(plan: Plan): ReadPlan {
  if (isStatistic(plan)) {
    const statistics = new Map([[onlyAnswer, readStatistic(plan)]])
    return { single: true, statistics, partitions: new Map(), places: new Map() }
  }
  const entries: [string, unknown][] =
    typeof plan === 'object' && plan !== null ? Object.entries(plan) : []
  if (entries.length === 0)
    throw wrongPlan('plan', 'the plan is empty', 'Ask, for example, { age: people.mean("age") }')
  const statistics = new Map<string, Statistic>()
  const partitions = new Map<string, PartNames>()
  const places = new Map<string, PartPlace>()
  const add = (name: string, statistic: Statistic) => {
    if (statistics.has(name))
      throw wrongPlan(name, `two statistics are named ${name}`, 'Give one of them another name')
    statistics.set(name, statistic)
  }
  for (const [name, member] of entries) {
    if (taken.includes(name))
      throw wrongPlan(name, `a statistic is named ${name}`, `Not one of ${taken.join(', ')}`)
    if (isPartition(member)) {
      const { after, parts, source, schema } = member
      const read = readPartition(name, { after, parts, source, schema }, oneStatistic)
      partitions.set(name, read.names)
      for (const [path, statistic] of read.statistics) {
        add(path, statistic)
        places.set(path, { partition: name, after })
      }
    } else add(name, oneStatistic(name, member))
  }
  return { single: false, statistics, partitions, places }
}

function oneStatistic(name: string, statistic: unknown): Statistic {
  if (isStatistic(statistic)) return readStatistic(statistic)
  throw wrongPlan(
    name,
    `${name} is not a statistic`,
    'Make one with a method of a table, such as people.mean("age")',
  )
}

/** The statistic, each field read once and the question copied: (1) nothing can change it any more. */
function readStatistic({ source, schema, question }: Statistic): Statistic {
  return Object.freeze({ kind: 'statistic', source, schema, question: readQuestion(question) })
}

/** Puts answers and facts together in the shape of the plan. */
export function releaseOf<P extends Plan>(plan: ReadPlan, facts: ReleaseFacts): Release<P> {
  const single = plan.single ? facts.answers[onlyAnswer] : undefined
  const release = Object.freeze({
    ...(single ?? answersOf(plan, facts.answers)),
    ...facts,
    toJSON: () => releaseData(facts, single),
    toString: () =>
      single === undefined
        ? Object.entries(facts.answers)
            .map(([name, answer]) => namedText(name, answer))
            .join('\n')
        : String(single),
  })
  if (isReleaseOf<P>(release, plan)) return release
  throw new RangeError('the answers do not have the shape of the plan')
}

/** The answers in the shape of the plan: those of a partition by part. */
function answersOf(
  { statistics, partitions, places }: ReadPlan,
  answers: ReleaseFacts['answers'],
): Readonly<Record<string, unknown>> {
  const shaped: [string, unknown][] = []
  for (const name of statistics.keys()) if (!places.has(name)) shaped.push([name, answers[name]])
  for (const [name, parts] of partitions)
    shaped.push([
      name,
      byName(
        [...parts].map(([part, names]) => [
          part,
          typeof names === 'string'
            ? answers[names]
            : byName([...names].map(([key, path]) => [key, answers[path]])),
        ]),
      ),
    ])
  return Object.fromEntries(shaped)
}

/** A frozen object whose fields may have any name: values of a category are anyone's words. */
function byName(entries: readonly (readonly [string, unknown])[]): object {
  const named: Record<string, unknown> = Object.create(null)
  for (const [name, value] of entries) named[name] = value
  return Object.freeze(named)
}

function releaseData(
  { requestId, answers, event, loss }: ReleaseFacts,
  single: Released | undefined,
): ReleaseData | ReleasedData {
  const whole = { requestId, cost: lossData(loss), event }
  if (single !== undefined) return { ...single.toJSON(), ...whole }
  const data = Object.entries(answers).map(([name, answer]) => [name, answer.toJSON()])
  return { ...whole, answers: Object.fromEntries(data) }
}

function isReleaseOf<P extends Plan>(
  release: ReleaseFacts,
  { statistics }: ReadPlan,
): release is Release<P> {
  return [...statistics].every(
    ([name, { question }]) => release.answers[name]?.kind === shapeOf(question),
  )
}

function isStatistic(value: unknown): value is Statistic {
  return (
    typeof value === 'object' &&
    value !== null &&
    'kind' in value &&
    value.kind === 'statistic' &&
    'question' in value &&
    'schema' in value
  )
}

function wrongPlan(parameter: string, message: string, wayOut: string): DitherError {
  return new DitherError('invalid_parameter', message, { parameter, charged: false, wayOut })
}
