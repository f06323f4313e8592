/** What is computed from released values: a tree whose leaves are numbers and released values. */
import type { Event, Loss } from '@dither/core'
import type {
  Confidence,
  ReleasedBins,
  ReleasedScalar,
  ReleasedVector,
} from '../released/released.ts'

export type Formula =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'input'; readonly input: Input }
  | {
      readonly kind: 'sum' | 'difference' | 'product' | 'quotient'
      readonly left: Formula
      readonly right: Formula
    }
  | { readonly kind: 'root' | 'absolute'; readonly of: Formula }
  | {
      readonly kind: 'clamp'
      readonly of: Formula
      readonly lower: number
      readonly upper: number
    }

/** A released value. */
export interface Input {
  /** Two inputs are the same if this is the same object. */
  readonly source: object
  readonly value: number
  readonly event: Event
  readonly loss: Loss
  /** What the interval is about, in words. */
  readonly covers?: string | undefined
  interval(options: Confidence): readonly [low: number, high: number]
}

export const zero: Formula = Object.freeze({ kind: 'number', value: 0 })

/** A number, a released value, or what such a value was computed from. */
export function formulaOf(scalar: number | ReleasedScalar): Formula {
  if (typeof scalar === 'number') return Object.freeze({ kind: 'number', value: scalar })
  if (isDerived(scalar)) return scalar.formula
  const { value, event, loss, covers } = scalar
  const interval = (options: Confidence) => scalar.interval(options)
  return Object.freeze({
    kind: 'input',
    input: { source: scalar, value, event, loss, covers, interval },
  })
}

/** Of every bin. */
export function binFormulas(bins: ReleasedBins): readonly Formula[] {
  const { event, loss, covers } = bins
  return bins.bins.map((bin, place): Formula => {
    if (isDerived(bin)) return bin.formula
    const interval = (options: Confidence) => bins.interval(place, options)
    return Object.freeze({
      kind: 'input',
      input: { source: bin, value: bin.value, event, loss, covers, interval },
    })
  })
}

/** Of every entry. */
export function entryFormulas(vector: ReleasedVector): readonly Formula[] {
  const { event, loss, covers, entries } = vector
  return entries.map((entry, place): Formula => {
    const interval = (options: Confidence) => vector.interval(place, options)
    return Object.freeze({
      kind: 'input',
      input: { source: entry, value: entry.value, event, loss, covers, interval },
    })
  })
}

/** As a tree that is not deep. */
export function sumOf(terms: readonly Formula[]): Formula {
  const [first = zero] = terms
  if (terms.length <= 1) return first
  const half = terms.length >> 1
  const [left, right] = [sumOf(terms.slice(0, half)), sumOf(terms.slice(half))]
  return Object.freeze({ kind: 'sum', left, right })
}

function isDerived(value: object): value is { readonly formula: Formula } {
  return 'formula' in value
}
