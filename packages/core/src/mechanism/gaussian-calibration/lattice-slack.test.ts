import {
  add,
  divide,
  expInterval,
  ln,
  multiply,
  normalTailInterval,
  type Rational,
  rational,
  sqrtDown,
  subtract,
  toNumber,
} from '@dither/math'
import { describe, expect, it } from 'vitest'
import conversions from '../../vectors/conversion.json' with { type: 'json' }
import { discreteGaussianSums } from './discrete-gaussian-sums.ts'
import { latticeSlack, smoothedVariance } from './lattice-slack.ts'

const r = (value: number | string): Rational => rational(value)
const bits = 200

describe('sums of discrete Gaussian weights', () => {
  const normalizers = conversions.filter((v) => v.kind === 'discrete_gaussian_normalizer')
  it.each(normalizers)('add up to the published normaliser at $inputs', ({ inputs, expected }) => {
    const { total } = discreteGaussianSums(r(inputs.sigma2 ?? 1), bits)
    expect(toNumber(rational(total.low, 2n ** 200n))).toBeCloseTo(Number(expected), 13)
    expect(total.high - total.low < 2n ** 30n).toBe(true)
  })

  it('enclose the sums that more places give', () => {
    for (const places of [4, 9, 100])
      for (const variance of ['0.01', '0.7', '9', '300.5']) {
        const coarse = discreteGaussianSums(r(variance), places)
        const fine = discreteGaussianSums(r(variance), 300)
        const more = BigInt(300 - places)
        for (const from of [-400n, -40n, -7n, -1n, 0n, 1n, 2n, 7n, 33n, 60n, 400n]) {
          const [a, b] = [coarse.tail(from), fine.tail(from)]
          expect(a.low << more <= b.low && b.high <= a.high << more).toBe(true)
        }
      }
  })
})

describe('the comparison with a rounded Gaussian', () => {
  /** The largest of ln(D/R) - above and ln(R/D) - below over |k| <= reach; more than 0 refutes the bounds. */
  const worstExcess = (variance: Rational, smoothed: Rational, reach: number): number => {
    const sums = discreteGaussianSums(variance, bits)
    const sigma = sqrtDown(smoothed, 120)
    let worst = Number.NEGATIVE_INFINITY
    for (let k = 0; k <= reach; k++) {
      const weight = expInterval(
        divide(rational(BigInt(-k * k)), multiply(r(2), variance)),
        120,
      ).low
      const d = divide(multiply(weight, rational(2n ** 200n)), rational(sums.total.low))
      const tail = (x: Rational) => normalTailInterval(divide(x, sigma), 120).low
      const rounded = subtract(
        tail(subtract(rational(k), r('0.5'))),
        tail(add(rational(k), r('0.5'))),
      )
      const ratio = ln(toNumber(divide(d, rounded)))
      const slack = latticeSlack(variance, rational(k))
      worst = Math.max(worst, ratio - toNumber(slack.above), -ratio - toNumber(slack.below))
    }
    return worst
  }

  it.each([
    ['1', 6],
    ['1.7', 9],
    ['6', 20],
    ['30', 50],
    ['400', 170],
  ])('holds at every integer: variance %s to %i', (variance, reach) => {
    expect(worstExcess(r(variance), smoothedVariance(r(variance)) ?? r(1), reach)).toBeLessThan(
      1e-12,
    )
  })

  const twins = [
    ["without Sheppard's twelfth", (variance: Rational) => variance],
    ['that adds it', (variance: Rational) => add(variance, r('1/12'))],
  ] as const
  it.each(twins)('fails for the twin %s', (_, smoothed) => {
    for (const variance of ['30', '400'])
      expect(worstExcess(r(variance), smoothed(r(variance)), 50)).toBeGreaterThan(1e-7)
  })

  it('is not worth much more than it has to be', () => {
    const slack = latticeSlack(r(400), rational(170))
    expect(toNumber(add(slack.above, slack.below))).toBeLessThan(2e-5)
  })

  it('is not offered below variance 1', () => {
    expect(smoothedVariance(r('0.99'))).toBeUndefined()
  })
})
