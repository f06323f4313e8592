/** Histograms: rows per public bin. */
import { type Facts, isEmpty } from '../../expression/facts.ts'
import { factsOf } from '../../expression/facts-of.ts'
import { printExpression } from '../../expression/print-expression.ts'
import type { Axis } from '../../plan/bounded-plan.ts'
import type { Aggregate, TopValues } from '../../plan/plan.ts'
import type { Needs, Reason } from '../needs.ts'
import type { Setting } from '../setting.ts'

type HistogramAggregate = Extract<Aggregate, { kind: 'histogram' }>

/** One vector: the rows of every bin. [histogram.proof.md] */
export function histogram(aggregate: HistogramAggregate, setting: Setting): Needs {
  return {
    vectors: [{ what: 'rows' }],
    shares: ['1'],
    axes: [histogramAxis(aggregate, setting)],
    reasons: [
      { rule: 'S12', text: 'Every bin is released, empty or not; the bins are public' },
      ...emptyBins(aggregate, setting),
    ],
  }
}

/** As of all values: which are shown is decided by the noisy counts. [histogram.proof.md] */
export function topValues({ of, values, number }: TopValues, setting: Setting): Needs {
  const all: HistogramAggregate = { kind: 'histogram', of, bins: { kind: 'values', values } }
  return {
    ...histogram(all, setting),
    reasons: [
      {
        rule: 'S18',
        text: `All ${values.length} values are counted with noise; the ${number} that have most are shown`,
      },
    ],
  }
}

/** Bins between edges where the schema lets no value lie: they are paid for all the same. */
function emptyBins({ of, bins }: HistogramAggregate, { columns }: Setting): Reason[] {
  const facts = factsOf(of, columns)
  if (bins.kind === 'values' || facts.type !== 'number' || isEmpty(facts)) return []
  const { lower, upper } = facts
  const { edges } = bins
  const last = edges.length - 2
  const isBelow = edges.slice(1).some((end, i) => end < lower || (end === lower && i < last))
  const isAbove = edges.slice(0, -1).some((start) => start > upper)
  const text = (where: string, how: string) =>
    `Bins ${where}, where values of ${printExpression(of)} ${how}, can only hold noise`
  return [
    ...(isBelow ? [{ rule: 'S12', text: text(`below ${lower}`, 'begin') }] : []),
    ...(isAbove ? [{ rule: 'S12', text: text(`above ${upper}`, 'end') }] : []),
  ]
}

/**
 * The axis of a histogram. Bins for what lies outside the edges, and for NULL and anything else, are
 * there only where the schema lets something lie there.
 */
export function histogramAxis({ of, bins }: HistogramAggregate, { columns }: Setting): Axis {
  const facts = factsOf(of, columns)
  if (bins.kind === 'values')
    return Object.freeze({
      kind: 'values',
      of,
      values: bins.values,
      rest: leaves(facts, bins.values),
    })
  const first = bins.edges[0] ?? 0
  const last = bins.edges.at(-1) ?? 0
  const { lower, upper } = facts.type === 'number' ? facts : { lower: -Infinity, upper: Infinity }
  return Object.freeze({
    kind: 'edges',
    of,
    edges: bins.edges,
    underflow: lower < first,
    overflow: upper > last,
  })
}

/** Whether a value can be NULL, or other than the listed ones. */
function leaves(facts: Facts, values: readonly (number | string | boolean)[]): boolean {
  if (facts.nullable) return true
  const listed = (value: number | string | boolean) => values.includes(value)
  switch (facts.type) {
    case 'text':
      return facts.values === undefined || !facts.values.every(listed)
    case 'boolean':
      return ![true, false].every(listed)
    case 'number': {
      if (isEmpty(facts)) return true
      const { lower, upper, integral } = facts
      const size = Math.floor(upper) - Math.ceil(lower) + 1
      if (!integral || !(size <= values.length)) return true
      return !Array.from({ length: size }, (_, i) => Math.ceil(lower) + i).every(listed)
    }
  }
}
