import { add, type Rational, type RationalLike, rational, subtract, toNumber } from '@dither/math'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { binomialMean, meanBits } from './binomial-mean.ts'
import { type BinomialTestOptions, binomialInterval, binomialTest } from './binomial-test.ts'
import { type CanonicalNoise, canonicalNoise } from './canonical-noise.ts'

/** Pr[T <= x] of Tulap(0, e^-epsilon, q), as it was published [AS20]. */
const tulapCdf = (x: number, epsilon: number, delta = 0): number => {
  const b = Math.exp(-epsilon)
  const q = (2 * delta * b) / (1 - b + 2 * delta * b)
  const r = Math.round(x)
  const endless =
    x <= 0
      ? (b ** -r / (1 + b)) * (b + (x - r + 0.5) * (1 - b))
      : 1 - (b ** r / (1 + b)) * (b + (r - x + 0.5) * (1 - b))
  return Math.min(1, Math.max(0, (endless - q / 2) / (1 - q)))
}
/** Pr[X = x] for all x from 0 to n, by Pascal's rule. */
const binomial = (n: number, theta: number): number[] => {
  let law = [1]
  for (let k = 0; k < n; k++)
    law = [...law, 0].map((p, x) => p * (1 - theta) + (x > 0 ? (law[x - 1] ?? 0) * theta : 0))
  return law
}
const mean = (n: number, theta: number, g: (x: number) => number): number =>
  binomial(n, theta).reduce((sum, p, x) => sum + p * g(x), 0)
/** Pr[X + T >= reached]. */
const beyond = (n: number, theta: number, reached: number, epsilon: number, delta = 0): number =>
  mean(n, theta, (x) => tulapCdf(x - reached, epsilon, delta))

const settings = fc.record({
  epsilon: fc.integer({ min: 10, max: 300 }).map((k) => k / 100),
  delta: fc.constantFrom(0, 1e-6, 0.01, 0.2),
  n: fc.integer({ min: 1, max: 12 }),
  theta: fc.integer({ min: 0, max: 20 }).map((k) => k / 20),
})
const made = (epsilon: number, delta: number): CanonicalNoise =>
  canonicalNoise(delta === 0 ? { epsilon } : { epsilon, delta })

describe('the test of a proportion', () => {
  type PValue = (options: BinomialTestOptions) => number
  const stated: PValue = (options) => binomialTest(options).pValue

  /** Whether Pr[p <= alpha] is alpha, but for a cell, at every alpha: by exact sums, over many settings. */
  const isExact = (pValue: PValue): boolean => {
    const numbers = fc.sample(settings, { numRuns: 60, seed: 4 })
    return numbers.every(({ epsilon, delta, n, theta }, i) => {
      const noise = made(epsilon, delta)
      const released = (i % 7) / 7 + (i % (n + 1))
      const given = { noise, released, size: n, theta0: theta }
      const above = beyond(n, theta, released, epsilon, delta)
      return (
        Math.abs(pValue({ ...given, alternative: 'greater' }) - above) < 1e-8 &&
        Math.abs(pValue({ ...given, alternative: 'less' }) - (1 - above)) < 1e-8 &&
        Math.abs(pValue(given) - 2 * Math.min(above, 1 - above)) < 2e-8
      )
    })
  }

  it('gives the chance of as much or more under theta0, so that p-values are uniform; twins do not', () => {
    expect(isExact(stated)).toBe(true)
    const remade = (change: (noise: CanonicalNoise) => CanonicalNoise): PValue => {
      return (options) => stated({ ...options, noise: change(options.noise) })
    }
    const swap = { greater: 'less', less: 'greater', 'two-sided': 'two-sided' } as const
    const twins: Record<string, PValue> = {
      'the wrong side': (options) =>
        stated({ ...options, alternative: swap[options.alternative ?? 'two-sided'] }),
      'b = e^-epsilon / 2': remade(({ epsilon, reach }) =>
        canonicalNoise({
          epsilon: toNumber(epsilon) + Math.LN2,
          ...(reach === undefined ? {} : { reach }),
        }),
      ),
      'q forgotten': remade(({ epsilon }) => canonicalNoise({ epsilon })),
      'q halved': remade((noise) => {
        if (noise.reach === undefined) return noise
        const { delta } = noise.loss().exact as { delta: Rational }
        return canonicalNoise({ epsilon: noise.epsilon, delta: toNumber(delta) / 2 })
      }),
      'the uniform part left out': (options) =>
        stated({ ...options, released: BigInt(Math.round(Number(options.released))) }),
      'the last trial forgotten': (options) => stated({ ...options, size: options.size + 1 }),
      'a one-sided p-value for two sides': (options) =>
        options.alternative === undefined ? stated(options) / 2 : stated(options),
    }
    for (const [name, twin] of Object.entries(twins)) expect(isExact(twin), name).toBe(false)
  })

  it('is never below the exact p-value, and above it by a cell at most', () => {
    fc.assert(
      fc.property(settings, fc.bigInt(-(2n ** 34n), 2n ** 36n), ({ epsilon, n, theta }, half) => {
        const released = rational(2n * half + 1n, 2n ** 33n)
        const { pValue } = binomialTest({
          noise: made(epsilon, 0),
          released,
          size: n,
          theta0: theta,
          alternative: 'greater',
        })
        // Pr[X + T >= the lower edge of the cell], T continuous: the same chance.
        const exact = beyond(n, theta, toNumber(released) - 2 ** -33, epsilon)
        expect(pValue).toBeGreaterThan(exact - 1e-13)
        expect(pValue).toBeLessThan(exact + 1e-13)
      }),
    )
  })

  it('has at least the power of every private test of its size: none of many others beats it', () => {
    /** A private test of n trials: the chances of rejecting, each in what the last one allows. */
    const others = fc.tuple(
      fc.integer({ min: 10, max: 200 }).map((k) => k / 100),
      fc.constantFrom(0, 0.001, 0.05),
      fc.double({ min: 0, max: 0.3, noNaN: true }),
      fc.array(fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })), {
        minLength: 2,
        maxLength: 10,
      }),
    )
    const power = (
      noiseEpsilon: number,
      delta: number,
      size: number,
      n: number,
      from: number,
      at: number,
    ) => {
      // The critical value with Pr[X + T >= critical] = size, by halving.
      let [low, high] = [-400, 400]
      for (let i = 0; i < 60; i++) {
        const middle = (low + high) / 2
        if (beyond(n, from, middle, noiseEpsilon, delta) > size) low = middle
        else high = middle
      }
      return beyond(n, at, high, noiseEpsilon, delta)
    }
    let weakest = 0
    fc.assert(
      fc.property(others, ([epsilon, delta, start, steps]) => {
        const e = Math.exp(epsilon)
        const chances = [start]
        for (const step of steps) {
          const last = chances.at(-1) ?? 0
          const most = Math.min(1, e * last + delta, 1 - (1 - last - delta) / e)
          const least = Math.max(0, (last - delta) / e, 1 - e * (1 - last) - delta)
          chances.push(Math.max(0, Math.min(1, least + step * (most - least))))
        }
        const n = steps.length
        const rejects = (x: number): number => chances[x] ?? 0
        const size = mean(n, 0.3, rejects)
        const other = mean(n, 0.6, rejects)
        if (size > 1e-6 && size < 0.999)
          expect(power(epsilon, delta, size, n, 0.3, 0.6)).toBeGreaterThan(other - 1e-7)
        weakest = Math.max(weakest, other - power(epsilon / 2, delta, size, n, 0.3, 0.6))
      }),
      { numRuns: 150, seed: 9 },
    )
    // A test with twice the noise is beaten by some.
    expect(weakest).toBeGreaterThan(0.01)
  })

  it('keeps its level where the normal approximation does not', () => {
    // 30 trials, theta0 = 0.1, discrete Laplace noise N of epsilon = 2: reject if X + N >= 3 + 1.645 sd.
    const [n, theta0, epsilon] = [30, 0.1, 2]
    const b = Math.exp(-epsilon)
    const sd = Math.sqrt(n * theta0 * (1 - theta0) + (2 * b) / (1 - b) ** 2)
    const least = Math.ceil(n * theta0 + 1.6449 * sd)
    const size = mean(n, theta0, (x) => {
      const gap = least - x
      return gap >= 1 ? b ** gap / (1 + b) : 1 - b ** (1 - gap) / (1 + b)
    })
    expect(size).toBeGreaterThan(0.08)
    // X + N >= least is X + N + U >= least - 1/2: the p-value there is the true size.
    const { pValue } = binomialTest({
      noise: canonicalNoise({ epsilon }),
      released: least - 0.5,
      size: n,
      theta0,
      alternative: 'greater',
    })
    expect(pValue).toBeCloseTo(size, 9)
  })

  it('agrees with the published examples of binomialDP, and with OpenDP but for its missing last term', () => {
    // binomialDP: CILower(0.05, 7, 10, exp(-1), 0.05) and CIUpper(0.05, 2, 10, exp(-1), 0.05).
    const [b, q] = [Math.exp(-1), 0.05]
    const noise = canonicalNoise({ epsilon: 1, delta: (q * (1 - b)) / (2 * b * (1 - q)) })
    const asked = { noise, size: 10, confidence: 0.95 } as const
    expect(binomialInterval({ ...asked, released: 7, bounds: 'lower' }).lower).toBeCloseTo(0.384, 3)
    expect(binomialInterval({ ...asked, released: 2, bounds: 'upper' }).upper).toBeCloseTo(0.517, 3)
    // OpenDP 0.14 leaves out x = size in its sums, so its p-values lack Pr[X = size] times a tail.
    const last = 2 ** -10
    const p = (
      epsilon: number,
      delta: number,
      released: number,
      alternative: 'greater' | 'two-sided',
    ) =>
      binomialTest({ noise: made(epsilon, delta), released, size: 10, theta0: 0.5, alternative })
        .pValue
    expect(p(0.1, 1e-6, 5, 'greater') - last * tulapCdf(5, 0.1, 1e-6)).toBeCloseTo(
      0.4993195913951362,
      9,
    )
    expect(p(0.5, 1e-8, 3, 'greater') - last * tulapCdf(7, 0.5, 1e-8)).toBeCloseTo(
      0.7606589354450621,
      9,
    )
    const both = last * (tulapCdf(9, 0.5, 1e-8) - tulapCdf(1, 0.5, 1e-8))
    expect(p(0.5, 1e-8, 1, 'two-sided') + both).toBeCloseTo(0.18443148204450355, 9)
  })

  it('stands on the safe side of what a double rounds away', () => {
    // Doubles are 2^-22 apart here: a thousand cells.
    const given = {
      noise: canonicalNoise({ epsilon: 1 }),
      size: 2 ** 31 - 1,
      theta0: rational(10n ** 9n - 1n, 10n ** 9n),
    }
    const released = 2 ** 31 - 2.75
    const exact = rational(released)
    const halfWay = rational(1n, 2n ** 23n)
    for (const [alternative, edge] of [
      ['greater', subtract(exact, halfWay)],
      ['less', add(exact, halfWay)],
    ] as const) {
      const p = (of: RationalLike): number =>
        binomialTest({ ...given, alternative, released: of }).pValue
      expect(p(released)).toBe(p(edge))
      expect(p(released)).toBeGreaterThan(p(exact))
    }
  })

  it('refuses parameters that make no sense', () => {
    const noise = canonicalNoise({ epsilon: 1 })
    const proportion = { noise, released: 3, size: 10 }
    const given = { ...proportion, theta0: 0.5 }
    expect(() => binomialTest({ ...given, theta0: 1.1 })).toThrow(
      /theta0 is 11\/10, must be from 0 to 1/,
    )
    expect(() => binomialTest({ ...given, size: 2.5 })).toThrow(/must be a whole number/)
    expect(() => binomialTest({ ...given, released: Number.NaN })).toThrow(/released/)
    expect(() => binomialInterval({ ...proportion, confidence: 1 })).toThrow(/must be less than 1/)
  })
})

describe('the interval of a proportion', () => {
  it('holds all that the test does not refute, and no more but for 2^-40', () => {
    fc.assert(
      fc.property(settings, fc.integer({ min: -3, max: 30 }), ({ epsilon, delta, n }, halves) => {
        const noise = made(epsilon, delta)
        const given = { noise, size: n, released: rational(halves, 2n) }
        const { lower, upper } = binomialInterval({ ...given, confidence: 0.9 })
        const p = (theta0: number): number => binomialTest({ ...given, theta0 }).pValue
        const step = 2 ** -40
        if (lower > 0) expect(p(lower)).toBeLessThan(0.1 + 1e-12)
        if (upper < 1) expect(p(upper)).toBeLessThan(0.1 + 1e-12)
        // An end of 1 below, or of 0 above, is where every proportion is refuted.
        if (lower + step < upper && lower < 1) expect(p(lower + step)).toBeGreaterThan(0.1 - 1e-9)
        if (lower + step < upper && upper > 0) expect(p(upper - step)).toBeGreaterThan(0.1 - 1e-9)
      }),
      { numRuns: 30 },
    )
  })

  it('is narrower on one side, and the wider the less is known', () => {
    const given = { released: 30.25, size: 100, confidence: 0.95 }
    const noise = canonicalNoise({ epsilon: 1 })
    const both = binomialInterval({ noise, ...given })
    const lower = binomialInterval({ noise, ...given, bounds: 'lower' })
    expect(both.estimate).toBe(0.3025)
    expect(lower.lower).toBeGreaterThan(both.lower)
    expect(lower.upper).toBe(1)
    expect(binomialInterval({ noise, ...given, bounds: 'upper' }).upper).toBeLessThan(both.upper)
    const dim = binomialInterval({ noise: canonicalNoise({ epsilon: 0.1 }), ...given })
    expect(dim.lower).toBeLessThan(both.lower)
    expect(dim.upper).toBeGreaterThan(both.upper)
    // With hardly any noise: Clopper and Pearson's interval for 30 out of 100 is [0.2124, 0.4081].
    const clear = binomialInterval({
      noise: canonicalNoise({ epsilon: 40 }),
      ...given,
      released: '59/2',
    })
    expect(clear.lower).toBeCloseTo(0.2124, 4)
  })
})

describe('the mean over a binomial law', () => {
  it('is above the exact one, by next to nothing', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 0, max: 30 }),
        (n, thirtieths) => {
          const chance = rational(thirtieths, 30n)
          const unit = 1n << BigInt(meanBits)
          const g = (x: bigint): bigint => (unit * (x * x + 1n)) / 4000n
          const found = binomialMean({ size: BigInt(n), chance, above: g })
          // E[X^2 + 1] = n p (1 - p) + (n p)^2 + 1, exactly.
          const [p, m] = [BigInt(thirtieths), BigInt(n)]
          const exact = rational(m * p * (30n - p) + (m * p) ** 2n + 900n, 900n * 4000n)
          const above = found * exact.denominator - exact.numerator * unit
          expect(above >= -exact.denominator).toBe(true)
          expect(above <= (exact.denominator * unit) >> 80n).toBe(true)
        },
      ),
    )
  })
})
