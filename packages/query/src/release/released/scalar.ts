/** A released value out of its interval. */
import { confidence as confidenceOf } from '@dither/core'
import type { NoisyCell } from './cell.ts'
import type { Confidence, ReleasedScalar } from './released.ts'
import { type Written, written } from './released-data.ts'

export type Range = readonly [low: number, high: number]

/** Freezes a value, its interval, and the cost of its question. */
export function scalar(
  cell: NoisyCell,
  value: number,
  interval: (confidence: number) => Range,
  accuracy: (confidence: number) => number = (confidence) =>
    longerSide(value, interval(confidence)),
): ReleasedScalar {
  const exact = Object.entries(cell.parts).map(([kind, part]) => [kind, part.value])
  return written({
    kind: 'scalar',
    value,
    exact: Object.freeze(Object.fromEntries(exact)),
    accuracy: (options: Confidence) => accuracy(checked(options)),
    interval: (options: Confidence) => Object.freeze(interval(checked(options))),
    event: cell.event,
    loss: cell.loss,
  } satisfies Omit<ReleasedScalar, keyof Written>)
}

/** @throws DitherError "invalid_parameter" */
export function checked({ confidence }: Confidence): number {
  confidenceOf(confidence)
  return confidence
}

function longerSide(value: number, [low, high]: Range): number {
  return Math.max(value - low, high - value)
}
