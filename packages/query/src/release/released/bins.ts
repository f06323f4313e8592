/** Released histograms. */
import { DitherError, type Event, type Loss } from '@dither/core'
import { decimalUp, rational } from '@dither/math'
import type { Axis } from '../../plan/bounded-plan.ts'
import { numberText, type Temporal } from '../../schema/temporal.ts'
import { countInterval } from './count.ts'
import { each, type Noise } from './noise.ts'
import type { Bin, ReleasedBins, SimultaneousConfidence } from './released.ts'
import { type Written, written } from './released-data.ts'
import { checked } from './scalar.ts'
import { writableBin } from './write-bin.ts'

/** One position of a histogram's axis, as people read it. */
export type BinLabel = Pick<Bin, 'label' | 'lower' | 'upper'>

/**
 * What the positions of an axis are, in order; undefined for one where no row can be, which is not shown.
 *
 * @param type what the numbers of the axis stand for
 */
export function binLabels(
  axis: Axis,
  nullable: boolean,
  type: Temporal | undefined,
): (BinLabel | undefined)[] {
  const text = (value: number | string | boolean): string =>
    typeof value === 'number' ? numberText(value, type) : String(value)
  if (axis.kind === 'values') {
    const listed = axis.values.map((value) => ({ label: text(value) }))
    return axis.rest ? [...listed, { label: 'other or null' }] : listed
  }
  const first = axis.edges[0] ?? 0
  const last = axis.edges.at(-1) ?? 0
  const bins = axis.edges.slice(1).map((upper, i): BinLabel => {
    const lower = axis.edges[i] ?? first
    return { label: `[${text(lower)}, ${text(upper)}${upper === last ? ']' : ')'}`, lower, upper }
  })
  return [
    ...bins,
    ...(axis.underflow ? [{ label: `below ${text(first)}`, upper: first }] : []),
    ...(axis.overflow ? [{ label: `above ${text(last)}`, lower: last }] : []),
    nullable ? { label: 'null' } : undefined,
  ]
}

export function releasedBins(
  labels: readonly (BinLabel | undefined)[],
  counts: readonly bigint[],
  noise: Noise,
  cost: { readonly event: Event; readonly loss: Loss },
): ReleasedBins {
  const bins = labels.flatMap((label, i): Bin[] => {
    const exact = counts[i]
    if (label === undefined || exact === undefined) return []
    return [writableBin({ ...label, value: Number(exact), exact })]
  })
  const confidenceFor = (options: SimultaneousConfidence): number =>
    options.simultaneous === true ? each(checked(options), bins.length) : checked(options)
  return written({
    kind: 'bins',
    bins: Object.freeze(bins),
    accuracy: (options: SimultaneousConfidence) =>
      decimalUp(rational(noise.quantile(confidenceFor(options)))),
    interval: (index: number, options: SimultaneousConfidence) => {
      const bin = bins[index]
      if (bin === undefined)
        throw new DitherError(
          'invalid_parameter',
          `index is ${index}, must be a bin's place, 0 to ${bins.length - 1}`,
          { parameter: 'index' },
        )
      return Object.freeze(countInterval({ value: bin.exact ?? 0n, noise }, confidenceFor(options)))
    },
    ...cost,
  } satisfies Omit<ReleasedBins, keyof Written>)
}

/**
 * The bins with the largest noisy counts, largest first; of equal ones the first listed. What is not on the
 * list is left out.
 *
 * @param listed how many of the positions are of listed values; they come first
 *
 * The ones shown were chosen by their noise, so every confidence is that of all values at once.
 */
export function releasedTop(
  labels: readonly BinLabel[],
  counts: readonly bigint[],
  noise: Noise,
  { number, listed: listedNumber }: { readonly number: number; readonly listed: number },
  cost: { readonly event: Event; readonly loss: Loss },
): ReleasedBins {
  const listed = labels.slice(0, listedNumber)
  const order = listed
    .map((_, at) => at)
    .sort((a, b) => compareCounts(counts[b] ?? 0n, counts[a] ?? 0n))
    .slice(0, number)
  const top = releasedBins(
    order.map((at) => listed[at]),
    order.map((at) => counts[at] ?? 0n),
    noise,
    cost,
  )
  const atOnce = ({ confidence }: SimultaneousConfidence): SimultaneousConfidence => ({
    confidence: each(checked({ confidence }), listed.length),
  })
  return written({
    kind: 'bins',
    bins: top.bins,
    accuracy: (options: SimultaneousConfidence) => top.accuracy(atOnce(options)),
    interval: (index: number, options: SimultaneousConfidence) =>
      top.interval(index, atOnce(options)),
    ...cost,
  } satisfies Omit<ReleasedBins, keyof Written>)
}

function compareCounts(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0
}
