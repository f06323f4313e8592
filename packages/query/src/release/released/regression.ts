/** Released coefficients of linear regressions. */
import { DitherError } from '@dither/core'
import { interceptLabel } from '../../plan/aggregates/regression.ts'
import type { RegressionAggregate } from '../../plan/plan.ts'
import type { RegressionColumns } from '../../proof/regression/regression.ts'
import { divisor, type NoisyCell } from './cell.ts'
import { dressedColumn } from './column.ts'
import { estimateOf } from './least-squares.ts'
import { equationsOf, fitOf, scaleOf } from './normal-equations.ts'
import { type Reach, reachOf } from './regression-interval.ts'
import type { Confidence, Prediction, ReleasedRegression } from './released.ts'
import { type Written, written } from './released-data.ts'
import { checked, type Range } from './scalar.ts'

const note =
  'errors of least squares of the clamped rows: conservative, for all coefficients at once'

/** A number that is a combination of the coefficients, besides a constant. */
interface Combined {
  readonly value: number
  readonly combination: readonly number[]
}

/**
 * The coefficients of least squares out of noisy sums: the noisy covariances of the predictors are projected
 * to what is possible, and solved in doubles.
 *
 * The intervals hold the coefficients of least squares of the clamped and bounded rows, all at once
 * (`simultaneous` or not), and are conservative; they are infinite where the noise leaves open whether the
 * predictors vary at all. [regression-interval.proof.md]
 */
export function releasedRegression(
  cell: NoisyCell,
  { predictors, intercept, ridge = 0 }: RegressionAggregate,
  made: RegressionColumns,
): ReleasedRegression {
  const columns = made.columns.map(dressedColumn)
  const scales = columns.map(scaleOf)
  const target = scales.at(-1) ?? { origin: 0, half: 1 }
  const hopeless = divisor(cell).part.value <= 0n
  const fit = hopeless ? undefined : fitOf(cell, made, columns, intercept, ridge)
  const size = predictors.length + (intercept ? 1 : 0)
  const estimate =
    fit === undefined ? Array.from({ length: size }, () => 0) : estimateOf(fit, intercept)
  const lead = intercept ? 1 : 0
  const combined = (constant: number, combination: readonly number[]): Combined => ({
    value: combination.reduce((sum, weight, c) => sum + weight * (estimate[c] ?? 0), constant),
    combination,
  })
  /** In the target's unit, at these values of the predictors. */
  const at = (values: readonly number[]): Combined =>
    combined(intercept ? target.origin * target.half : 0, [
      ...(intercept ? [target.half] : []),
      ...values.map((x, j) => {
        const { origin, half } = scales[j] ?? { origin: 0, half: 1 }
        return (x / half - (intercept ? origin : 0)) * target.half
      }),
    ])
  const slopes = predictors.map((_, j) =>
    combined(
      0,
      estimate.map((_, c) => (c === j + lead ? target.half / (scales[j]?.half ?? 1) : 0)),
    ),
  )
  const coefficients = [...(intercept ? [at(predictors.map(() => 0))] : []), ...slopes]
  const labels = [...(intercept ? [interceptLabel] : []), ...predictors.map(({ label }) => label)]
  const reach = remembered((confidence) =>
    fit === undefined
      ? { of: () => Number.POSITIVE_INFINITY }
      : reachOf(equationsOf(fit, estimate, confidence), estimate),
  )
  const within = ({ value, combination }: Combined, options: Confidence): Range => {
    const far = reach(checked(options)).of(combination)
    return Object.freeze([value - far, value + far])
  }
  return written({
    kind: 'vector',
    note,
    entries: Object.freeze(
      coefficients.map(({ value }, i) => Object.freeze({ label: labels[i] ?? '', value })),
    ),
    exact: Object.freeze(
      Object.fromEntries(Object.entries(cell.parts).map(([name, { value }]) => [name, value])),
    ),
    accuracy: (options: Confidence) =>
      Math.max(...coefficients.map(({ combination }) => reach(checked(options)).of(combination))),
    interval: (index: number, options: Confidence) => {
      const coefficient = coefficients[index]
      if (coefficient === undefined) throw noEntry(index, coefficients.length)
      return within(coefficient, options)
    },
    predict: (values: Readonly<Record<string, number>>): Prediction => {
      const found = at(predictors.map(({ label }) => valueIn(values, label)))
      checkNames(
        values,
        predictors.map(({ label }) => label),
      )
      return Object.freeze({
        value: found.value,
        accuracy: (options: Confidence) => reach(checked(options)).of(found.combination),
        interval: (options: Confidence) => within(found, options),
      })
    },
    event: cell.event,
    loss: cell.loss,
  } satisfies Omit<ReleasedRegression, keyof Written>)
}

function remembered(of: (confidence: number) => Reach): (confidence: number) => Reach {
  const known = new Map<number, Reach>()
  return (confidence) => {
    const found = known.get(confidence) ?? of(confidence)
    known.set(confidence, found)
    return found
  }
}

function valueIn(values: Readonly<Record<string, number>>, label: string): number {
  const value = Object.hasOwn(values, label) ? values[label] : undefined
  if (value !== undefined && Number.isFinite(value)) return value
  throw new DitherError(
    'invalid_parameter',
    `${label} is ${value === undefined ? 'missing' : value}, must be a finite number`,
    { parameter: label, wayOut: 'Give a value for each predictor' },
  )
}

function checkNames(values: object, labels: readonly string[]): void {
  for (const name of Object.keys(values))
    if (!labels.includes(name))
      throw new DitherError('invalid_parameter', `${name} is not a predictor`, {
        parameter: name,
        wayOut: `The predictors are ${labels.join(', ')}`,
      })
}

function noEntry(index: number, size: number): DitherError {
  return new DitherError(
    'invalid_parameter',
    `index is ${index}, must be an entry's place, 0 to ${size - 1}`,
    { parameter: 'index' },
  )
}
