/** Two releases of the same questions, put together into better answers: post-processing, free. */
import { composeLosses } from '@dither/core'
import { composedEvent } from '@dither/core/account'
import { checkQuestion } from '../../plan/check-question.ts'
import { readQuestion } from '../../plan/read-question.ts'
import { canonicalText } from '../../proof/canonical-data.ts'
import { prove } from '../../proof/prove.ts'
import { checkSchema } from '../../schema/define-schema.ts'
import { plus, times } from '../arithmetic/arithmetic.ts'
import type { CertifiedQuestion, CertifiedTable } from '../certificate.ts'
import { expectedAccuracy } from '../expected/expected-accuracy.ts'
import { type Priced, price } from '../price.ts'
import type { ReleaseFacts } from '../release.ts'
import { dresser } from '../released/dress.ts'
import { groupsInUnit } from '../released/in-unit.ts'
import { noiseOf } from '../released/noise.ts'
import type { Released, ReleasedCell } from '../released/released.ts'
import { unitOf } from '../released/value-unit.ts'
import { isOneStatistic } from './one-statistic.ts'
import { weightedNoise } from './weighted-noise.ts'

/**
 * The answers, by name, to the questions that both releases asked, of the same table and with the same words but
 * for their budgets.
 *
 * Counts, sums, histograms and means over a public number are the mean of both measurements, weighted by inverse variance, with the
 * exact law of its noise. Other values are weighted by their expected errors, with a conservative interval. What was chosen, or has
 * a shape of its own, is the answer of which less error was expected; and so is what depends on the key that each release draws to
 * bound its units: where an id may be in more cells than `maxGroups`, or have more rows or values than are kept in all, the two
 * releases measured two statistics, which have no mean. Event and loss of what was put together are those of both.
 *
 * Intervals hold as if both releases had been planned beforehand: where the second question was asked because of the first
 * answer, that answer is selected, and only the second by itself is free of it.
 */
export function combined(
  first: ReleaseFacts,
  second: ReleaseFacts,
): Readonly<Record<string, Released>> {
  const before = measured(first)
  const both: [string, Released][] = []
  for (const [name, two] of measured(second)) {
    const one = before.get(name)
    if (one !== undefined && one.asked === two.asked) both.push([name, together(one, two)])
  }
  return Object.freeze(Object.fromEntries(both))
}

/** An answer, and what it was the answer to. */
interface Measured {
  readonly asked: string
  readonly priced: Priced
  readonly answer: Released
}

/** Everything that a certificate says of each answer, made again. */
function measured(release: ReleaseFacts): ReadonlyMap<string, Measured> {
  const { tables, questions } = release.certificate()
  return new Map(
    questions.flatMap((question): [string, Measured][] => {
      const table = tables[question.table]
      const answer = release.answers[question.name]
      if (table === undefined || answer === undefined || question.budget === undefined) return []
      return [[question.name, measuredAs(question, question.budget, table, answer)]]
    }),
  )
}

function measuredAs(
  { question }: CertifiedQuestion,
  { epsilon = '0', delta, rho }: NonNullable<CertifiedQuestion['budget']>,
  table: CertifiedTable,
  answer: Released,
): Measured {
  const { budget: _budget, weight: _weight, goal: _goal, ...rest } = question
  const proof = prove(readQuestion(question), checkSchema(table.schema))
  const budget =
    rho !== undefined ? { rho } : delta === undefined ? { epsilon } : { epsilon, delta }
  return { asked: canonicalText([rest, table]), priced: price(proof, budget), answer }
}

function together(one: Measured, two: Measured): Released {
  const { priced } = one
  const errors = [one, two].map((each) => expectedAccuracy(each.priced, 0.95).value)
  if (!isOneStatistic(priced.proof)) return better(one.answer, two.answer, errors)
  const cost = {
    event: composedEvent([one.answer.event, two.answer.event]),
    loss: composeLosses([one.answer.loss, two.answer.loss]),
  }
  const kinds = [priced.mechanism, two.priced.mechanism]
  const linear = linearKinds.has(priced.proof.question.aggregate.kind)
  const noisy =
    kinds.every((kind) => kind === 'laplace') || kinds.every((kind) => kind === 'gaussian')
  if (linear && noisy && priced.proof.vectors.length === 1) return meanOf(one, two, cost)
  const mean = weighted(one.answer, two.answer, errors)
  if (mean === undefined) return better(one.answer, two.answer, errors)
  const { question, bounded } = priced.proof
  const unit = unitOf(question.aggregate, checkQuestion(question, bounded.schema))
  return unit === undefined ? mean : groupsInUnit(mean, unit)
}

/** What is dressed by the quantile of one noise. */
const linearKinds: ReadonlySet<string> = new Set([
  'count',
  'countValues',
  'sum',
  'histogram',
  'mean',
])

function meanOf(one: Measured, two: Measured, cost: Pick<Released, 'event' | 'loss'>): Released {
  const kind = one.priced.mechanism === 'gaussian' ? 'gaussian' : 'laplace'
  const [first, second] = [one.priced.noise[0], two.priced.noise[0]]
  if (first === undefined || second === undefined) throw new RangeError('a vector has a noise')
  const { noise, of } = weightedNoise(noiseOf(kind, first), noiseOf(kind, second))
  const cells = one.priced.lengths[0] ?? 1
  const [a, b] = [integersIn(one.answer, cells), integersIn(two.answer, cells)]
  const mean = a.map((value, cell) => of(value, b[cell] ?? value))
  return dresser({ proof: one.priced.proof, noises: [noise], ...cost })([mean])
}

/** The noisy integers of the only vector, by cell; 0 for a bin that no row can be in. */
function integersIn(answer: Released, cells: number): readonly bigint[] {
  const rows: readonly (Released | ReleasedCell)[] =
    answer.kind === 'table' ? answer.rows.map((row) => row.answer) : [answer]
  const each = cells / Math.max(1, rows.length)
  return rows.flatMap((row) => {
    const integers =
      row.kind === 'scalar'
        ? Object.values(row.exact)
        : row.kind === 'bins'
          ? row.bins.map(({ exact }) => exact)
          : []
    return Array.from({ length: each }, (_, i) => integers[i] ?? 0n)
  })
}

/** By values, where they can be computed with; choices and other shapes cannot. */
function weighted(a: Released, b: Released, errors: readonly number[]): Released | undefined {
  const [first = 1, second = 1] = errors.map((error) => error * error)
  const share = first + second > 0 ? second / (first + second) : 0.5
  if (a.kind === 'scalar' && b.kind === 'scalar' && a.rankAccuracy === undefined)
    return plus(times(a, share), times(b, 1 - share))
  if (a.kind === 'table' && b.kind === 'table' && a.rows.every(isValue))
    return plus(times(a, share), times(b, 1 - share))
  return undefined
}

function isValue({ answer }: { readonly answer: ReleasedCell }): boolean {
  return answer.kind === 'scalar' && answer.rankAccuracy === undefined
}

function better(a: Released, b: Released, [first = 1, second = 1]: readonly number[]): Released {
  return first < second ? a : b
}
