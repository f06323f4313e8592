/** Cumulative distributions as plain JSON data, and as text. */
import type { ReleasedCdf } from './released.ts'
import type { Written } from './released-data.ts'
import { longerSide, withError } from './value-text.ts'
import type { ValueUnit } from './value-unit.ts'

/** A cumulative distribution as JSON data; each interval is that of its point, not of all at once. */
export interface CdfData {
  readonly kind: 'cdf'
  readonly confidence: number
  readonly accuracy: number
  /** What the candidates are, where they stand for dates or times. */
  readonly unit?: ValueUnit
  readonly points: readonly {
    readonly x: number
    /** The candidate as people read it, where it has a unit. */
    readonly text?: string
    readonly value: number
    readonly interval: readonly [low: number, high: number]
  }[]
}

type Bare = Omit<ReleasedCdf, keyof Written>

export function cdfData(cdf: Bare, confidence: number): CdfData {
  return {
    kind: 'cdf',
    confidence,
    accuracy: cdf.accuracy({ confidence }),
    ...(cdf.unit === undefined ? {} : { unit: cdf.unit }),
    points: cdf.points.map((point, i) => ({ ...point, interval: cdf.interval(i, { confidence }) })),
  }
}

/** How many lines the text has at most. */
const mostLines = 20

/** A line a point; of many, those at which the curve has risen by another twentieth. */
export function cdfText(cdf: Bare, confidence: number): string {
  let next = 0
  return cdf.points
    .flatMap(({ x, text, value }, i) => {
      if (cdf.points.length > mostLines && value < next && i < cdf.points.length - 1) return []
      next = (Math.floor(value * mostLines) + 1) / mostLines
      const error = longerSide(value, cdf.interval(i, { confidence }))
      return [`at most ${text ?? x}: ${withError(value, error)}`]
    })
    .join('\n')
}
