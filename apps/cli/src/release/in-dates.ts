/** Answers about dates, times and timestamps, in those words: an answer has the numbers that stand for them. */

import { digitsFor, formatNumber } from '@dither/plot'
import {
  type Expression,
  type Released,
  type ReleasedCell,
  type Statistic,
  type Temporal,
  temporalText,
} from '@dither/query'

/** What the numbers of an answer are: moments, or spans between two. */
export interface Measured {
  readonly type: Temporal
  readonly span: boolean
}

/** Of what is no number already; nothing of all else. */
export function measuredBy({ question, schema }: Statistic): Measured | undefined {
  const { aggregate } = question
  if (!('of' in aggregate) || !('kind' in aggregate.of)) return undefined
  const type = temporalOf(aggregate.of, schema)
  if (type === undefined) return undefined
  switch (aggregate.kind) {
    case 'mean':
    case 'quantile':
    case 'quantiles':
    case 'cumulativeDistribution':
      return { type, span: false }
    case 'standardDeviation':
    case 'interquartileRange':
      return { type, span: true }
    default:
      return undefined
  }
}

/**
 * "2026-03-01", to the day or the second; or "12.5 days".
 *
 * @param whole down at the lower end of an interval, up at the upper one
 */
export function measuredText(
  value: number,
  { type, span }: Measured,
  error: number,
  whole: (value: number) => number = Math.round,
): string {
  return span ? spanText(value, type, error) : momentText(value, type, whole)
}

function momentText(value: number, type: Temporal, whole = Math.round): string {
  const unit = type === 'date' ? 1 : 1e6
  return temporalText(type, whole(value / unit) * unit)
}

/** In the largest unit of which there are at least two in the error. */
export function spanText(value: number, type: Temporal, error: number = value): string {
  const second = type === 'date' ? 1 / 86_400 : 1e6
  const units = type === 'date' ? spans.slice(0, 1) : spans
  const [name, seconds] = units.find(([, of]) => error >= 2 * of * second) ??
    units.at(-1) ?? ['s', 1]
  const unit = seconds * second
  return `${formatNumber(value / unit, digitsFor(error / unit))} ${name}`
}

const spans: readonly (readonly [string, number])[] = [
  ['days', 86_400],
  ['h', 3600],
  ['min', 60],
  ['s', 1],
]

/** The same answer with dates in the names of its bins and groups. */
export function namedInDates(answer: Released, { question, schema }: Statistic): Released {
  const { aggregate, groupBy } = question
  const types = groupBy.map(({ name, of }) => ({ name, type: temporalOf(of, schema) }))
  const axes =
    aggregate.kind === 'contingencyTable'
      ? aggregate.axes.map(({ of }) => temporalOf(of, schema))
      : aggregate.kind === 'histogram' || aggregate.kind === 'topValues'
        ? [temporalOf(aggregate.of, schema)]
        : []
  const bins = axes.some((type) => type !== undefined)
  const cell = <A extends ReleasedCell>(one: A): A => (bins ? relabelled(one, axes) : one)
  if (answer.kind !== 'table') return cell(answer)
  return {
    ...answer,
    rows: answer.rows.map(({ keys, answer: one }) => ({
      answer: cell(one),
      keys: Object.fromEntries(
        Object.entries(keys).map(([name, value]) => {
          const type = types.find((key) => key.name === name)?.type
          const moment = type !== undefined && typeof value === 'number'
          return [name, moment ? momentText(value, type) : value]
        }),
      ),
    })),
  }
}

function relabelled<A extends ReleasedCell>(answer: A, axes: readonly (Temporal | undefined)[]): A {
  if (answer.kind !== 'bins') return answer
  const named = (label: string, type: Temporal | undefined): string =>
    type === undefined
      ? label
      : label.replace(/-?\d+(\.\d+)?/g, (number) => momentText(Number(number), type))
  const bins = answer.bins.map(({ label, parts, value }) => {
    const inDates = (parts ?? [label]).map((part, i) => named(part, axes[i]))
    return { label: inDates.join(', '), value, ...(parts === undefined ? {} : { parts: inDates }) }
  })
  return { ...answer, bins }
}

function temporalOf(of: Expression, schema: Statistic['schema']): Temporal | undefined {
  const type = of.kind === 'column' ? schema.columns[of.name]?.type : undefined
  return type === 'date' || type === 'time' || type === 'timestamp' ? type : undefined
}
