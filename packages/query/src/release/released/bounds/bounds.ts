/** Released bounds. */
import { DitherError, type Event, type Loss } from '@dither/core'
import { each, type Noise } from '../noise.ts'
import type { Confidence, ReleasedBounds, SimultaneousConfidence } from '../released.ts'
import { type Written, written } from '../released-data.ts'
import { checked, type Range } from '../scalar.ts'
import { tailBound } from '../tree/tail.ts'

/** What is public about bounds that are chosen. */
export interface BoundsShape {
  /** -2^k to 2^k; bins lie between neighbours. */
  readonly edges: readonly number[]
  /** With which no bin without rows gives a bound. */
  readonly confidence: number
  readonly noise: Noise
  readonly event: Event
  readonly loss: Loss
}

/**
 * The edges of the outermost bins with surely some rows. [bounds.proof.md]
 *
 * @param counts the noisy rows below all edges, of each bin, and above all edges
 */
export function releasedBounds(shape: BoundsShape, counts: readonly bigint[]): ReleasedBounds {
  const { edges, noise, event, loss } = shape
  const surely = (confidence: number): number[] => {
    const threshold = noise.quantile(each(confidence, counts.length))
    return [...counts.keys()].filter((bin) => (counts[bin] ?? 0n) > threshold)
  }
  const found = surely(shape.confidence)
  const [first, last] = ends(found.length > 0 ? found : [fullest(counts)])
  // A bin begins at the edge of its place less one; what lies beyond all edges is clamped to the last.
  const lower = edges[Math.max(first - 1, 0)] ?? 0
  const upper = edges[Math.min(last, edges.length - 1)] ?? 0
  const farthest = [edges[0] ?? 0, edges.at(-1) ?? 0] as const
  const interval = (index: number, options: SimultaneousConfidence): Range => {
    const bins = surely(checked(options))
    const [low, high] = bins.length > 0 ? ends(bins) : [edges.length, 0]
    // Some rows surely lie within the outermost full bins; nothing is known of few rows beyond them.
    if (index === 0)
      return Object.freeze([
        farthest[0],
        Math.max(lower, edges[Math.min(low, edges.length - 1)] ?? 0),
      ] as const)
    if (index === 1)
      return Object.freeze([
        Math.min(upper, edges[Math.max(high - 1, 0)] ?? 0),
        farthest[1],
      ] as const)
    throw new DitherError('invalid_parameter', `index is ${index}, must be 0 or 1`, {
      parameter: 'index',
      wayOut: '0 is the lower bound, 1 the upper',
    })
  }
  return written({
    kind: 'vector',
    entries: Object.freeze([
      Object.freeze({ label: 'lower', value: lower }),
      Object.freeze({ label: 'upper', value: upper }),
    ]),
    exact: Object.freeze({}),
    bounds: Object.freeze({ lower, upper }),
    accuracy: (options: SimultaneousConfidence) =>
      Math.max(lower - interval(0, options)[0], interval(1, options)[1] - upper),
    interval,
    outside: (options: Confidence) => outside(shape, counts, first, last, checked(options)),
    event,
    loss,
  } satisfies Omit<ReleasedBounds, keyof Written>)
}

function ends(bins: readonly number[]): [first: number, last: number] {
  return [bins[0] ?? 0, bins.at(-1) ?? 0]
}

function fullest(counts: readonly bigint[]): number {
  return counts.reduce((best, count, at) => (count > (counts[best] ?? 0n) ? at : best), 0)
}

/** The most rows that lie outside, rounded up. */
function outside(
  { noise, edges }: BoundsShape,
  counts: readonly bigint[],
  first: number,
  last: number,
  confidence: number,
): number {
  // What lies beyond all edges counts as outside, although it is clamped to an edge.
  const bins = [...counts.keys()].filter(
    (bin) => bin < Math.max(first, 1) || bin > Math.min(last, edges.length - 1),
  )
  const choices = (counts.length * (counts.length + 1)) / 2
  const parts = [{ level: 0, number: bins.length, weight: 1 }]
  const off = tailBound([noise], (1 - confidence) / choices, parts).above(parts)
  const sum = bins.reduce((total, bin) => total + (counts[bin] ?? 0n), 0n)
  return Math.max(0, Math.ceil(Number(sum) + off))
}
