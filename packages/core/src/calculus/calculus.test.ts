import { absolute, compare, multiply, type Rational, rational } from '@dither/math'
import { neighbours, type Row, seededBits } from '@dither/testkit'
import fc from 'fast-check'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { discreteGaussian } from '../mechanism/discrete-gaussian/discrete-gaussian.ts'
import { discreteLaplace } from '../mechanism/discrete-laplace/discrete-laplace.ts'
import {
  gaussianMeasurement,
  laplaceMeasurement,
  laplaceVectorMeasurement,
} from '../mechanism/measurements.ts'
import { domains, type IntegerDomain, type TableDomain } from '../space/domain.ts'
import { pureLoss, zcdpLoss } from '../space/loss.ts'
import { chain, measureAfter } from './chain.ts'
import { compose } from './compose.ts'
import { type Measurement, measurement, postProcess } from './measurement.ts'
import { type Transformation, transformation } from './transformation.ts'

const amounts = domains.table({ amount: domains.integer() })
const bounded = domains.table({ amount: domains.integer({ lower: -3n, upper: 5n }) })
const amountOf = (row: Row): bigint => BigInt(String(row['amount']))
const times = (n: number) => (distance: Rational) => multiply(distance, rational(n))

const clampAmounts = transformation({
  name: 'clamp of amounts',
  inputDomain: amounts,
  inputMetric: 'add-remove',
  outputDomain: bounded,
  outputMetric: 'add-remove',
  stability: (distance: Rational) => distance,
  apply: (rows) =>
    rows.map((row) => {
      const amount = amountOf(row)
      return { amount: amount < -3n ? -3n : amount > 5n ? 5n : amount }
    }),
})
const sumOf = (
  stability: (distance: Rational) => Rational,
  inputMetric: 'add-remove' | 'change-one' = 'add-remove',
) =>
  transformation({
    name: 'sum of amounts',
    inputDomain: bounded,
    inputMetric,
    outputDomain: domains.integer(),
    outputMetric: 'absolute',
    stability,
    apply: (rows) => rows.reduce((sum, row) => sum + amountOf(row), 0n),
  })
const sum = sumOf(times(5))
const noise = discreteLaplace({ scale: 10 })

/** Whether neighbours, clamped, stay within the stability at distance 1. */
const holds = (
  t: Transformation<TableDomain, 'add-remove' | 'change-one', IntegerDomain, 'absolute'>,
) => {
  const pairs = neighbours({
    row: fc.record({ amount: fc.bigInt(-9n, 9n) }),
    unit: 'row',
    relation: t.inputMetric,
  })
  const property = fc.property(pairs, ({ left, right }) => {
    const at = (rows: readonly Row[]) => t.apply(clampAmounts.apply(rows))
    const moved = absolute(rational(at(left) - at(right)))
    return compare(moved, t.stability(rational(1))) <= 0
  })
  return !fc.check(property, { numRuns: 500 }).failed
}

describe('transformations', () => {
  it('move neighbours no further than their stability, and the check sees a bound that is too small', () => {
    expect(holds(sum)).toBe(true)
    expect(holds(sumOf(times(8), 'change-one'))).toBe(true)
    expect(holds(sumOf(times(4)))).toBe(false)
    expect(holds(sumOf(times(3)))).toBe(false) // |lower| only
    expect(holds(sumOf(times(5), 'change-one'))).toBe(false) // one row, replaced
  })

  it('refuse what is outside their domain, without saying what it was', () => {
    const refusal = () => sum.apply([{ amount: 987654321n }])
    expect(refusal).toThrow('input of "sum of amounts" is outside its domain')
    expect(refusal).not.toThrow(/987654321/)
    // @ts-expect-error a sum is of rows
    expect(() => sum.apply(5n)).toThrow(/outside its domain/)
  })

  it('refuse to return what is outside their domain', () => {
    const wrong = transformation({
      ...clampAmounts,
      name: 'forgotten clamp',
      apply: (rows) => rows,
    })
    expect(() => wrong.apply([{ amount: 6n }])).toThrow('result of "forgotten clamp"')
  })

  it('refuse a metric that does not compare their values', () => {
    expect(() => transformation({ ...sum, outputMetric: 'l1' })).toThrow(/metric on integer/)
  })

  it('chain: stabilities follow each other', () => {
    const both = chain(clampAmounts, sum)
    expect(both.name).toBe('clamp of amounts, then sum of amounts')
    expect(both.apply([{ amount: 100n }, { amount: -100n }])).toBe(2n)
    expect(both.stability(rational(3))).toEqual(rational(15))
    expect(Object.isFrozen(both)).toBe(true)
  })

  it('chain: every row twice doubles the distance on the way', () => {
    const twice = transformation({
      ...clampAmounts,
      name: 'every row twice',
      inputDomain: bounded,
      stability: times(2),
      apply: (rows) => rows.flatMap((row) => [row, row]),
    })
    const both = chain(twice, sum)
    expect(both.apply([{ amount: 5n }])).toBe(10n)
    expect(both.stability(rational(1))).toEqual(rational(10))
    expect(
      measureAfter(twice, measureAfter(sum, laplaceMeasurement(noise))).loss(rational(1)),
    ).toEqual(pureLoss(1))
  })

  it('chain only where domain and metric meet', () => {
    const half = transformation({
      name: 'half',
      inputDomain: domains.integer({ lower: 0n }),
      inputMetric: 'absolute',
      outputDomain: domains.integer(),
      outputMetric: 'absolute',
      stability: (distance: Rational) => distance,
      apply: (value) => value / 2n,
    })
    expect(() => chain(sum, half)).toThrow(/must hold all that "sum of amounts" returns/)
    expect(() => chain(clampAmounts, sumOf(times(8), 'change-one'))).toThrow(/metric of/)
  })
})

describe('measurements', () => {
  it('after a transformation cost what it makes of the distance', () => {
    const both = measureAfter(chain(clampAmounts, sum), laplaceMeasurement(noise))
    expect(both.loss(rational(1))).toEqual(pureLoss(0.5))
    expect(both.loss(rational(4))).toEqual(pureLoss(2))
    const value = both.invoke([{ amount: 4n }], { bits: seededBits(1) })
    expect(value).toBe(4n + noise.invoke(0n, { bits: seededBits(1) }))
    expectTypeOf(both).toExtend<Measurement<TableDomain, 'add-remove', 'pure', bigint>>()
  })

  it('refuse inputs outside their domain and losses of another measure', () => {
    const counts = laplaceMeasurement(noise, domains.integer({ lower: 0n }))
    expect(() => counts.invoke(-1n)).toThrow('input of "discrete Laplace noise"')
    expect(() => measureAfter(sum, counts)).toThrow(/must hold all/)
    const wrong = measurement({
      ...laplaceMeasurement(noise),
      // @ts-expect-error a pure measurement has pure losses
      loss: () => zcdpLoss(1),
    })
    expect(() => wrong.loss(rational(1))).toThrow(/must be a pure loss/)
  })

  it('keep their loss when the answer is post-processed', () => {
    const positive = postProcess(laplaceMeasurement(noise), 'sign', (answer) => answer > 0n)
    expect(positive.loss(rational(1))).toEqual(pureLoss(0.1))
    expectTypeOf(positive.invoke(1n)).toEqualTypeOf<boolean>()
  })

  it('compose: losses add, each part draws its own noise', () => {
    const twice = compose([laplaceMeasurement(noise), laplaceMeasurement(noise)])
    expect(twice.loss(rational(3))).toEqual(pureLoss(0.6))
    const bits = seededBits('compose')
    const answers = Array.from({ length: 50 }, () => twice.invoke(0n, { bits }))
    expect(answers.some(([first, second]) => first !== second)).toBe(true)
  })

  it('compose only with the same neighbours, measure and domain', () => {
    const gaussian = gaussianMeasurement(discreteGaussian({ variance: 4 }))
    expect(() => compose([laplaceMeasurement(noise), gaussian])).toThrow(/measure is zcdp/)
    const one = measureAfter(sum, laplaceMeasurement(noise))
    const other = measureAfter(sumOf(times(8), 'change-one'), laplaceMeasurement(noise))
    expect(() => compose([one, other])).toThrow(/add-remove and change-one/)
    const limited = laplaceMeasurement(noise, domains.integer({ lower: 0n }))
    expect(() => compose([laplaceMeasurement(noise), limited])).toThrow(/same for all parts/)
    expect(() => compose([])).toThrow(/must hold a measurement/)
  })

  it('of vectors are priced by the norm that their noise needs', () => {
    const vector = laplaceVectorMeasurement(noise, domains.vector(domains.integer(), 2))
    expect(vector.loss(rational(2))).toEqual(pureLoss(0.2))
    expect(vector.invoke([0n, 0n])).toHaveLength(2)
    expect(() => vector.invoke([0n])).toThrow(/outside its domain/)
  })
})
