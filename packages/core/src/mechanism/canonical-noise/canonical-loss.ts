/** What canonical noise costs, in counts. */
import {
  ceiling,
  divide,
  floor,
  multiply,
  type Rational,
  type RationalLike,
  rational,
} from '@dither/math'
import { type CanonicalShape, canonicalDelta } from './canonical-law.ts'

/** Cells in a count: 2^32. */
export const cellBits = 32
/** 2^cellBits. */
export const cellsInCount: bigint = 1n << BigInt(cellBits)

/** The numbers of an event, or a mechanism's own; a reach that is no multiple of 2^-32 is rounded down. */
export interface CanonicalNumbers {
  readonly epsilon: RationalLike
  readonly width: RationalLike
  readonly reach?: RationalLike
}

/** The same in cells. */
export function shapeOf({ epsilon, width, reach }: CanonicalNumbers): CanonicalShape {
  const inCells = (counts: RationalLike): bigint =>
    floor(multiply(rational(counts), rational(cellsInCount)))
  return Object.freeze({
    epsilon: rational(epsilon),
    width: inCells(width),
    ...(reach === undefined ? {} : { reach: inCells(reach) }),
  })
}

/** epsilon for each width, or part of it, by which neighbours differ; and the delta of the end, 0 without one. */
export function canonicalPrice(
  numbers: CanonicalNumbers & { readonly sensitivity: RationalLike },
): { readonly epsilon: Rational; readonly delta: Rational } {
  const shape = shapeOf(numbers)
  const change = floor(rational(numbers.sensitivity))
  const widths = ceiling(divide(rational(change), rational(numbers.width)))
  const { reach } = shape
  return {
    epsilon: multiply(shape.epsilon, rational(widths)),
    delta:
      reach === undefined
        ? rational(0)
        : canonicalDelta({ ...shape, reach }, change * cellsInCount),
  }
}
