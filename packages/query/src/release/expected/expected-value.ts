/** Of sums, means and variances of one column. */
import { decimalUp, multiply, type Rational, rational } from '@dither/math'
import type { Aggregate } from '../../plan/plan.ts'
import { valueColumn } from '../../proof/value-column.ts'
import { dressedColumn } from '../released/column.ts'
import type { ExpectedAccuracy } from './expected-accuracy.ts'
import { assuming, type Expecting } from './expecting.ts'

type ValueAggregate = Extract<
  Aggregate,
  { kind: 'sum' | 'mean' | 'variance' | 'standardDeviation' }
>

export function expectedSum(from: Expecting, aggregate: ValueAggregate): ExpectedAccuracy {
  const of = errorOf(from, 'sum', stepOf(from, aggregate))
  return { ...from.both(of), per: 'answer', assumes: '' }
}

export function expectedMean(from: Expecting, aggregate: ValueAggregate): ExpectedAccuracy {
  const of = errorOf(from, 'sum', stepOf(from, aggregate))
  return {
    ...from.both((sure) => of(sure) / from.size),
    per: perOf(from),
    assumes: assuming([
      [from.counted, publicCount],
      [from.counted, centred],
    ]),
  }
}

export function expectedVariance(from: Expecting, aggregate: ValueAggregate): ExpectedAccuracy {
  const step = stepOf(from, aggregate)
  const of = errorOf(from, 'square', multiply(step, step))
  return {
    ...from.both((sure) => of(sure) / from.size),
    per: perOf(from),
    assumes: assuming([
      [from.counted, publicCount],
      [true, centred],
      [aggregate.kind === 'standardDeviation', 'for the square of the answer'],
    ]),
  }
}

/** Of a ratio with a noisy number of values. */
export const publicCount = 'the number of values is public'
const centred = 'the mean lies at the centre of the bounds'

export function perOf({ counted }: Expecting): ExpectedAccuracy['per'] {
  return counted ? 'number of values' : 'answer'
}

/** The quantile of a vector's noise, in the given unit. */
export function errorOf(from: Expecting, name: string, unit: Rational): (sure: number) => number {
  return (sure) => decimalUp(multiply(rational(from.noise(name).quantile(sure)), unit))
}

function stepOf({ setting }: Expecting, aggregate: ValueAggregate): Rational {
  return dressedColumn(valueColumn(aggregate, false, setting)).step
}
