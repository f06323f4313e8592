/** What every peer is asked, with the same guarantee: add or remove one unit, epsilon, no delta. */

/** Group keys are 0, 1, … and public. */
export const groups = 1000
export const epsilon = 1
/** The bounds of a value, public. */
export const lower = 0
export const upper = 100
/** Of an id: its rows in a group, and its groups. */
export const maxRows = 2
export const maxGroups = 2
/** The bins of the histogram: [0, 5), …, [95, 100]. */
export const edges: readonly number[] = Array.from({ length: 21 }, (_, i) => lower + 5 * i)
/** Where a median is chosen among public candidates: 0, 0.2, …, 100. */
export const candidates: readonly number[] = Array.from(
  { length: 501 },
  (_, i) => (5 * lower + i) / 5,
)

/** One question. */
export interface Asked {
  readonly name: string
  readonly title: string
  readonly statistic: 'count' | 'sum' | 'mean' | 'median' | 'histogram'
  /** One row is protected, or all rows with one id. */
  readonly unit: 'row' | 'id'
}

const statistics = {
  count: 'count of each group',
  sum: 'sum of each group',
  mean: 'mean of each group',
  median: 'median of each group',
  histogram: 'histogram of 20 bins',
} as const

export const questions: readonly Asked[] = [
  ...(['count', 'sum', 'mean', 'median', 'histogram'] as const).map((statistic) =>
    asked(statistic, 'row'),
  ),
  ...(['count', 'sum', 'mean'] as const).map((statistic) => asked(statistic, 'id')),
]

function asked(statistic: Asked['statistic'], unit: Asked['unit']): Asked {
  const whose = unit === 'row' ? 'row unit' : 'id unit'
  return {
    name: `${statistic}-${unit}`,
    title: `${statistics[statistic]}, ${whose}`,
    statistic,
    unit,
  }
}
