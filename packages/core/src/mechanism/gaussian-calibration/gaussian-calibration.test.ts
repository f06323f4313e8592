import {
  add,
  compare,
  divide,
  exp,
  multiply,
  type Rational,
  rational,
  sqrtUp,
  subtract,
  toNumber,
} from '@dither/math'
import { describe, expect, it } from 'vitest'
import conversions from '../../vectors/conversion.json' with { type: 'json' }
import { gaussianDeltaInterval } from './analytic-gaussian.ts'
import { calibrateGaussian, gaussianEpsilon } from './calibrate-gaussian.ts'
import { continuousGaussianDeviation } from './continuous-gaussian.ts'
import { exactGaussianDelta } from './exact-gaussian-delta.ts'
import { latticeSlack, reachOf, tailReach } from './lattice-slack.ts'
import {
  provesByConversion,
  provesByRounding,
  provesBySums,
  provesGaussian,
} from './proves-gaussian.ts'

const r = (value: number | string): Rational => rational(value)
const bits = 200

/** Pr[X = k] for k from -reach to reach, in doubles good to 1e-14. */
const masses = (variance: number, reach: number): readonly number[] => {
  const weights = Array.from({ length: 2 * reach + 1 }, (_, i) =>
    exp(-((i - reach) ** 2) / (2 * variance)),
  )
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map((weight) => weight / total)
}

/** The hockey-stick divergence between noise at 0 and noise moved by `shifts`, over a whole box of outputs. */
const bruteDelta = (
  coordinates: readonly { readonly variance: number; readonly shift: number }[],
  epsilon: number,
): number => {
  const reach = 14 + Math.ceil(9 * Math.sqrt(Math.max(...coordinates.map((c) => c.variance))))
  const sides = coordinates.map(({ variance, shift }) => {
    const p = masses(variance, reach)
    return p.map((mass, i) => ({ p: mass, q: p[i - shift] ?? 0 }))
  })
  const add = (at: number, p: number, q: number): number => {
    const side = sides[at]
    if (side === undefined) return Math.max(0, p - exp(epsilon) * q)
    return side.reduce((sum, one) => sum + add(at + 1, p * one.p, q * one.q), 0)
  }
  return add(0, 1, 1)
}

/** The same for `cells` coordinates that all move by 1: their sum is all that the loss depends on. */
const bruteDeltaOfCells = (variance: number, cells: number, epsilon: number): number => {
  const reach = Math.ceil(9 * Math.sqrt(variance))
  const single = masses(variance, reach)
  let sums: readonly number[] = [1]
  for (let cell = 0; cell < cells; cell++) {
    const next = new Array<number>(sums.length + single.length - 1).fill(0)
    for (const [i, a] of sums.entries())
      for (const [j, b] of single.entries()) next[i + j] = (next[i + j] ?? 0) + a * b
    sums = next
  }
  const loss = (sum: number) => (cells - 2 * sum) / (2 * variance)
  return sums
    .map((mass, i) => mass * Math.max(0, 1 - exp(epsilon - loss(i - cells * reach))))
    .reduce((total, part) => total + part, 0)
}

describe('the exact delta of one discrete Gaussian', () => {
  const published = conversions.filter((v) => v.kind === 'discrete_gaussian_delta_untruncated')
  it.each(published)('is the published one for $inputs', ({ inputs, expected }) => {
    const variance = r(inputs.sigma2 ?? 1)
    const epsilon = r(inputs.epsilon ?? 0)
    const delta = exactGaussianDelta({ variance, shift: 1n, epsilon, bits })
    expect(toNumber(delta)).toBeCloseTo(Number(expected), 14)
  })

  it.each([
    [0.3, 1, 1],
    [2, 1, 0.5],
    [2, 3, 1],
    [17, 1, 0.1],
    [17, 5, 2],
    [60, 2, 0],
  ])(
    'is what all outputs together give: variance %f, shift %i, epsilon %f',
    (variance, shift, epsilon) => {
      const exact = exactGaussianDelta({
        variance: r(variance),
        shift: BigInt(shift),
        epsilon: r(epsilon),
        bits,
      })
      expect(toNumber(exact)).toBeCloseTo(bruteDelta([{ variance, shift }], epsilon), 13)
    },
  )

  it('rises with the shift', () => {
    for (const variance of ['0.5', '3', '40']) {
      let last = r(0)
      for (let shift = 1n; shift < 12n; shift += 1n) {
        const delta = exactGaussianDelta({ variance: r(variance), shift, epsilon: r('0.7'), bits })
        expect(compare(delta, last)).toBeGreaterThanOrEqual(0)
        last = delta
      }
    }
  })
})

describe('a proof of (epsilon, delta)', () => {
  const one = (variance: Rational, square = 1n, dimension = 1) => ({
    variances: [variance],
    squares: [[square]],
    dimension,
  })

  it.each([
    [0.5, 0.1],
    [1, 1e-3],
    [1, 1e-6],
    [4, 1e-6],
    [8, 1e-9],
  ])('of one count holds over all outputs: epsilon %f, delta %f', (epsilon, delta) => {
    const [variance = r(1)] = calibrateGaussian({
      relative: [r(1)],
      squares: [[1n]],
      dimension: 1,
      epsilon: r(epsilon),
      delta: r(delta),
    })
    const brute = (v: Rational) => bruteDelta([{ variance: toNumber(v), shift: 1 }], epsilon)
    expect(brute(variance)).toBeLessThanOrEqual(delta * (1 + 1e-8))
    expect(brute(multiply(variance, r('0.999')))).toBeGreaterThan(delta)
  })

  it.each([
    [1, 1e-6, 2n],
    [2, 1e-3, 2n],
    [1, 1e-4, 4n],
    [3, 1e-9, 5n],
  ])(
    'of a histogram holds in the plane: epsilon %f, delta %f, squared distance %i',
    (epsilon, delta, square) => {
      const [variance = r(1)] = calibrateGaussian({
        relative: [r(1)],
        squares: [[square]],
        dimension: 50,
        epsilon: r(epsilon),
        delta: r(delta),
      })
      const v = toNumber(variance)
      for (const [a, b] of [
        [1, 1],
        [2, 0],
        [2, 1],
        [0, 2],
      ] as const) {
        if (BigInt(a * a + b * b) > square) continue
        const worst = bruteDelta(
          [
            { variance: v, shift: a },
            { variance: v, shift: b },
          ],
          epsilon,
        )
        expect(worst).toBeLessThanOrEqual(delta)
      }
    },
  )

  it.each([
    [1, 1e-6, 5],
    [2, 1e-4, 3],
    [0.5, 1e-8, 20],
  ])(
    'of many cells holds over all of them: epsilon %f, delta %f, %i cells',
    (epsilon, delta, cells) => {
      const [variance = r(1)] = calibrateGaussian({
        relative: [r(1)],
        squares: [[BigInt(cells)]],
        dimension: 1000,
        epsilon: r(epsilon),
        delta: r(delta),
      })
      const worst = bruteDeltaOfCells(toNumber(variance), cells, epsilon)
      expect(worst).toBeLessThanOrEqual(delta)
      expect(worst).toBeGreaterThan(0.5 * delta)
    },
  )

  it('of two vectors with different noise holds in the plane', () => {
    const variances = calibrateGaussian({
      relative: [r(1), r(9)],
      squares: [[1n, 9n]],
      dimension: 2,
      epsilon: r(1),
      delta: r(1e-5),
    })
    const [first = 1, second = 1] = variances.map(toNumber)
    const worst = bruteDelta(
      [
        { variance: first, shift: 1 },
        { variance: second, shift: 3 },
      ],
      1,
    )
    expect(worst).toBeLessThanOrEqual(1e-5)
    expect(worst).toBeGreaterThan(0.8e-5)
  })

  it('refuses the twin that takes the continuous calibration as it is', () => {
    // Balle and Wang's sigma, for discrete noise.
    const deviation = continuousGaussianDeviation({ epsilon: 1, delta: 1e-6, sensitivity: 1 })
    const variance = multiply(deviation, deviation)
    expect(bruteDelta([{ variance: toNumber(variance), shift: 1 }], 1)).toBeGreaterThan(1e-6)
    expect(provesGaussian(one(variance), r(1), r(1e-6))).toBe(false)
  })

  it('does not take a bounded norm for a single coordinate', () => {
    // Within squared distance 4 lie (2) and (1, 1): only a one-dimensional answer is summed exactly.
    const variance = r(20)
    expect(provesBySums(one(variance, 4n, 1), r(2), r(1e-3))).toBe(true)
    expect(provesBySums(one(variance, 4n, 2), r(2), r(1e-3))).toBe(false)
    expect(provesBySums(one(variance, 1n, 9), r(2), r(1e-3))).toBe(true)
    const both = { variances: [variance, variance], squares: [[1n, 1n]], dimension: 2 }
    expect(provesBySums(both, r(2), r(1e-3))).toBe(false)
  })

  it('by rounding pays for the lattice exactly as the proof says', () => {
    // Three cells of five change by one.
    const [variance, epsilon, cells] = [r(9), r(2), 3n]
    const share = rational(1, 2n ** 24n)
    const mu = sqrtUp(divide(rational(cells), subtract(variance, r('1/12'))), 64)
    const needed = (delta: Rational): Rational => {
      const tail = tailReach(divide(multiply(delta, share), rational(cells)))
      const { above, below } = latticeSlack(variance, reachOf(variance, tail, cells))
      const all = (slack: Rational) => multiply(rational(cells), slack)
      const ideal = gaussianDeltaInterval(subtract(epsilon, all(add(above, below))), mu, 40).high
      return divide(ideal, multiply(subtract(r(1), share), subtract(r(1), all(above))))
    }
    // The tails depend on delta themselves: a fixed point, to a double.
    let delta = 1e-3
    for (let step = 0; step < 30; step++) delta = toNumber(needed(r(delta)))
    const question = { variances: [variance], squares: [[cells]], dimension: 5 }
    expect(provesByRounding(question, epsilon, multiply(r(delta), r('1.00001')))).toBe(true)
    expect(provesByRounding(question, epsilon, multiply(r(delta), r('0.99999')))).toBe(false)
  })

  it('takes the worst of all cases', () => {
    const question = { variances: [r(50)], squares: [[1n], [40n]], dimension: 1 }
    expect(provesGaussian({ ...question, squares: [[1n]] }, r(1), r(1e-6))).toBe(true)
    expect(provesGaussian(question, r(1), r(1e-6))).toBe(false)
  })

  it('agrees between its three ways, the exact sum being the sharpest', () => {
    const smallest = (proves: typeof provesBySums) => {
      let low = 1
      let high = 4000
      while (high - low > 0.01) {
        const middle = (low + high) / 2
        if (proves(one(r(middle)), r('0.5'), r(1e-6))) high = middle
        else low = middle
      }
      return high
    }
    const [sums, rounding, conversion] = [provesBySums, provesByRounding, provesByConversion].map(
      smallest,
    )
    expect(sums).toBeLessThanOrEqual((rounding ?? 0) + 0.02)
    expect(rounding).toBeLessThan((sums ?? 0) * 1.01)
    expect(conversion).toBeGreaterThan((sums ?? 0) * 1.1)
  })

  it('approaches the continuous calibration as the lattice gets fine', () => {
    const ideal = continuousGaussianDeviation({ epsilon: 1, delta: 1e-6, sensitivity: 1 })
    const excess = (unit: bigint, dimension: number) => {
      const [variance = r(1)] = calibrateGaussian({
        relative: [r(1)],
        squares: [[unit * unit]],
        dimension,
        epsilon: r(1),
        delta: r(1e-6),
      })
      return toNumber(divide(sqrtUp(variance), multiply(ideal, rational(unit)))) - 1
    }
    expect(excess(2n ** 31n, 1)).toBeLessThan(2e-7)
    expect(excess(2n ** 31n, 1000)).toBeLessThan(2e-7)
    expect(excess(100n, 1000)).toBeLessThan(1e-4)
    for (const unit of [2n, 100n, 2n ** 31n]) expect(excess(unit, 9)).toBeGreaterThan(0)
  })

  it('survives budgets at the edges of their ranges', () => {
    for (const [epsilon, delta] of [
      ['1e-6', '1e-12'],
      ['100', '1e-300'],
      ['1e6', '0.5'],
      ['1', '0.999'],
    ])
      expect(() =>
        calibrateGaussian({
          relative: [r(1)],
          squares: [[1n]],
          dimension: 3,
          epsilon: r(epsilon ?? 1),
          delta: r(delta ?? 1),
        }),
      ).not.toThrow()
  })

  it('prices noise at the smallest epsilon that is proved', () => {
    for (const question of [
      one(r(30)),
      one(r(30), 3n, 5),
      one(rational(10n ** 20n), 10n ** 19n, 7),
    ]) {
      const epsilon = gaussianEpsilon(question, r(1e-6))
      expect(provesGaussian(question, epsilon, r(1e-6))).toBe(true)
      expect(provesGaussian(question, multiply(epsilon, r('0.99999')), r(1e-6))).toBe(false)
    }
    expect(gaussianEpsilon(one(rational(10n ** 20n)), r(1e-6))).toEqual(r(0))
  })
})
