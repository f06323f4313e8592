/** Never less than the true divergence, and hardly more. */
import {
  add,
  compare,
  divide,
  exactDouble,
  expInterval,
  integerPower,
  lnInterval,
  multiply,
  type Rational,
  rational,
  subtract,
  toNumber,
} from '@dither/math'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { events } from '../../space/events.ts'
import { gdp } from '../gaussian-dp/gaussian-dp.ts'
import { classDivergence } from './excess.ts'
import { boundedRangeDivergence } from './noise-divergence.ts'
import { away } from './pure-divergence.ts'
import { rdp } from './rdp.ts'
import { renyiDelta, renyiEpsilon } from './renyi-conversion.ts'
import { renyiCurveOf } from './renyi-curve.ts'
import { type RunsLaw, repeatedSelection } from './repeated-selection.ts'
import { fixedSizeDivergence, poissonDivergence } from './sampled-divergence.ts'
import { sampledGaussianDivergence } from './sampled-gaussian.ts'

const one = rational(1)
const bits = 160

/** A law of a few outputs, with chances in whole parts. */
const laws = (outputs: number): fc.Arbitrary<readonly Rational[]> =>
  fc
    .array(fc.integer({ min: 1, max: 1000 }), { minLength: outputs, maxLength: outputs })
    .map((parts) => {
      const all = BigInt(parts.reduce((a, b) => a + b, 0))
      return parts.map((part) => rational(BigInt(part), all))
    })
const pairs = fc.integer({ min: 2, max: 5 }).chain((n) => fc.tuple(laws(n), laws(n)))
/** Orders as thousandths. */
const orders = fc.integer({ min: 1001, max: 60_000 }).map((n) => rational(BigInt(n), 1000n))

/** The divergence, enclosed: by certified exponentials and logarithms of rationals. */
function exactDivergence(
  order: Rational,
  p: readonly Rational[],
  q: readonly Rational[],
): Rational {
  const terms = p.map((chance, i) => {
    const other = q[i] ?? one
    const odds = lnInterval(divide(chance, other), bits)
    const power = multiply(order, odds.low)
    return multiply(other, expInterval(power, bits).low)
  })
  const moment = terms.reduce(add)
  return divide(lnInterval(moment, bits).low, subtract(order, one))
}
const classesOf = (p: readonly Rational[], q: readonly Rational[]) =>
  p.map((chance, i) => ({
    chance: toNumber(q[i] ?? one) * (1 + 2 ** -52),
    m: away(subtract(divide(chance, q[i] ?? one), one)),
  }))
const divergence = (order: number, p: readonly Rational[], q: readonly Rational[]): number =>
  classDivergence(order, classesOf(p, q))

/** The moment of a sampled Gaussian at a whole order, by the binomial formula in rationals. */
function sampledMoment(order: number, rate: Rational, deviation: Rational): Rational {
  const slope = divide(one, multiply(rational(2), multiply(deviation, deviation)))
  let choices = 1n
  let sum = rational(0)
  for (let k = 0; k <= order; k++) {
    const power = expInterval(multiply(slope, rational(BigInt(k * (k - 1)))), bits).low
    const weight = multiply(integerPower(rate, k), integerPower(subtract(one, rate), order - k))
    sum = add(sum, multiply(multiply(rational(choices), weight), power))
    choices = (choices * BigInt(order - k)) / BigInt(k + 1)
  }
  return sum
}

/** The same divergence at any order by plain integration: an oracle in doubles. */
function integrated(order: number, rate: number, deviation: number): number {
  const step = Math.min(0.01, deviation / 400)
  let sum = 0
  for (let t = -40; t <= 40 + (order + 2) / deviation; t += step) {
    const odds = 1 - rate + rate * Math.exp(t / deviation - 1 / (2 * deviation * deviation))
    const excess = odds ** order - 1 - order * (odds - 1)
    sum += (Math.exp((-t * t) / 2) / Math.sqrt(2 * Math.PI)) * excess * step
  }
  return Math.log1p(sum) / (order - 1)
}

describe('divergences', () => {
  it('are never below those of the laws, and above by less than one part in 10^9', () => {
    fc.assert(
      fc.property(pairs, orders, ([p, q], order) => {
        const exact = exactDivergence(order, p, q)
        // The order as a double may be a little smaller.
        const bound = divergence(toNumber(order) * (1 + 2 ** -52), p, q)
        expect(compare(exactDouble(bound), exact)).not.toBe(-1)
        expect(bound).toBeLessThanOrEqual(toNumber(exact) * (1 + 1e-9) + 1e-13)
      }),
      { numRuns: 150 },
    )
  })

  it('are at whole orders those of a Gaussian on a sample, by rationals', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 40 }),
        fc.integer({ min: 1, max: 999 }),
        fc.integer({ min: 5, max: 80 }),
        (order, rate, tenth) => {
          const [q, s] = [rational(BigInt(rate), 1000n), rational(BigInt(tenth), 16n)]
          const moment = lnInterval(sampledMoment(order, q, s), bits)
          const exact = divide(moment.low, rational(BigInt(order - 1)))
          const up = toNumber(q) * (1 + 2 ** -52)
          for (const near of [order, order * (1 + 2 ** -52)]) {
            // At the next double above a whole order the other rule is used.
            const bound = sampledGaussianDivergence(near, up, toNumber(s))
            expect(compare(exactDouble(bound), exact)).not.toBe(-1)
            expect(bound).toBeLessThanOrEqual(toNumber(exact) * (1 + 1e-9))
          }
        },
      ),
      { numRuns: 60 },
    )
  })

  it('are at fractional orders what integration says, where 3 % more is a twin that is refused', () => {
    for (const [order, rate, deviation] of [
      [1.1, 0.01, 2.5],
      [1.5, 0.01, 2.5],
      [2.5, 0.3, 0.7],
      [5.5, 0.9, 4],
      [1.01, 0.5, 1],
    ] as const) {
      const plain = integrated(order, rate, deviation)
      const bound = sampledGaussianDivergence(order, rate, deviation)
      expect(Math.abs(bound / plain - 1)).toBeLessThan(1e-6)
      expect(Math.abs((1.032 * bound) / plain - 1)).toBeGreaterThan(1e-6)
    }
  })

  it('are those that 40 digits give', () => {
    // The integral of the excess by mpmath 1.3.0, 40 digits: order, rate, deviation, divergence.
    const known = [
      [1.0625, 0.015625, 2.5, '0.0000224446763996677582425298'],
      [1.5, 0.0009765625, 0.75, '0.000003495754995159073145408782'],
      [2.25, 0.5, 0.5, '3.267970489902133206174137'],
      [3.5, 0.0625, 1, '0.01490308082106774336990733'],
      [7.75, 0.25, 3, '0.03263776607767327004969698'],
      [31.5, 0.125, 12, '0.001754607185950172138024557'],
    ] as const
    for (const [order, rate, deviation, exact] of known) {
      const bound = sampledGaussianDivergence(order, rate, deviation)
      expect(compare(exactDouble(bound), rational(exact))).toBe(1)
      expect(bound).toBeLessThan(Number(exact) * (1 + 1e-11))
    }
  })

  it('are numbers at the ends of what may be asked, and never above those without a sample', () => {
    for (const deviation of [1e-200, 1e-3, 0.05, 0.3, 30, 1e6, 1e100])
      for (const rate of [1e-300, 1e-12, 0.1, 0.999, 1 - 2 ** -53])
        for (const order of [1, 1 + 1e-12, 1.01, 2, 2.5, 64.5, 1000.5, 1e5, 1e10]) {
          const bound = sampledGaussianDivergence(order, rate, deviation)
          expect(bound).toBeGreaterThanOrEqual(0)
          expect(bound).toBeLessThanOrEqual((order / (2 * deviation ** 2)) * (1 + 1e-12) + 1e-300)
        }
  })

  it('rise with the order, at every order of a grid', () => {
    for (const [rate, deviation] of [
      [0.01, 1],
      [0.5, 0.2],
      [0.999, 30],
    ] as const) {
      const values = rdp().orders.map((order) => sampledGaussianDivergence(order, rate, deviation))
      values.reduce((last, value) => {
        expect(value).toBeGreaterThanOrEqual(last * (1 - 1e-10))
        return value
      })
    }
  })

  it('cover all laws with losses in a range, of which the two ends are attained', () => {
    fc.assert(
      fc.property(pairs, fc.integer({ min: 11, max: 300 }), ([p, q], tenth) => {
        const order = tenth / 10
        const odds = p.map((chance, i) => toNumber(divide(chance, q[i] ?? one)))
        const range = Math.log(Math.max(...odds) / Math.min(...odds))
        const bound = boundedRangeDivergence(order, rational(range * (1 + 1e-12)))
        expect(divergence(order, p, q)).toBeLessThanOrEqual(bound * (1 + 1e-9))
      }),
    )
  })
})

describe('conversions', () => {
  const gaussians = fc.tuple(fc.integer({ min: 4, max: 400 }), fc.integer({ min: 1, max: 200 }))

  it('are never below the exact privacy of Gaussian noise; a twin that takes ln a twice is', () => {
    let belowByTwin = 0
    fc.assert(
      fc.property(gaussians, fc.integer({ min: 2, max: 12 }), ([tenth, count], digits) => {
        const event = events.gaussian({ noiseMultiplier: rational(BigInt(tenth), 10n) })
        const delta = `1e-${digits}`
        const exact = gdp().compose(event, count).epsilon({ delta }).epsilon
        const bound = rdp().compose(event, count).epsilon({ delta })
        expect(bound.epsilon).toBeGreaterThanOrEqual(exact * (1 - 2 ** -38))
        if (bound.epsilon > 0.01 && bound.order > 1.5) {
          const twin = bound.epsilon - Math.log(bound.order) / (bound.order - 1)
          if (twin < exact * (1 - 1e-9)) belowByTwin += 1
        }
        const back = gdp().compose(event, count).delta({ epsilon: 1 }).delta
        expect(rdp().compose(event, count).delta({ epsilon: 1 }).delta).toBeGreaterThanOrEqual(
          back * (1 - 2 ** -38),
        )
      }),
      { numRuns: 40 },
    )
    expect(belowByTwin).toBeGreaterThan(0)
  })

  it('are never below the gap between any two laws', () => {
    fc.assert(
      fc.property(pairs, fc.integer({ min: 0, max: 300 }), ([p, q], hundredth) => {
        const epsilon = hundredth / 100
        const [there, back] = [p, q].map((law, i) => {
          const other = i === 0 ? q : p
          return law.reduce(
            (sum, chance, j) =>
              sum + Math.max(0, toNumber(chance) - Math.exp(epsilon) * toNumber(other[j] ?? one)),
            0,
          )
        })
        const exact = Math.max(there ?? 0, back ?? 0)
        for (const order of [1, 1.2, 2, 3.7, 10, 50, Number.POSITIVE_INFINITY]) {
          const most = Math.max(divergence(order, p, q), divergence(order, q, p))
          expect(renyiDelta(order, most, epsilon)).toBeGreaterThanOrEqual(exact - 1e-14)
          if (exact > 1e-9 && exact < 1)
            expect(renyiEpsilon(order, most, exact * (1 - 1e-9))).toBeGreaterThan(epsilon - 1e-7)
        }
      }),
    )
  })
})

describe('an accountant', () => {
  const sgd = events.poissonSampled({ rate: 0.01, event: events.gaussian({ noiseMultiplier: 1 }) })

  it('gives the published figure for 10,000 steps of private training', () => {
    const { epsilon, order } = rdp().compose(sgd, 10_000).epsilon({ delta: 1e-5 })
    expect(epsilon).toBeGreaterThan(6.7123)
    expect(epsilon).toBeLessThan(6.7128)
    expect(order).toBeLessThan(5)
  })

  it('does not change when more is composed', () => {
    const first = rdp()
    const second = first.compose(sgd, 100)
    expect(first.divergence(2)).toBe(0)
    const [few, many] = [second, second.compose(sgd, 900)].map(
      (accountant) => accountant.epsilon({ delta: 1e-6 }).epsilon,
    )
    expect(few).toBeLessThan(many ?? 0)
    const nested = events.selfComposed(events.composed([sgd, sgd]), 500)
    expect(rdp().compose(nested).epsilon({ delta: 1e-6 }).epsilon).toBeCloseTo(many ?? 0, 10)
  })

  it('keeps deltas apart, and refuses what no epsilon pays', () => {
    const event = events.approximate({ epsilon: 0.1, delta: 1e-6 })
    const accountant = rdp().compose(event, 3)
    expect(toNumber(accountant.apart)).toBeCloseTo(3e-6, 11)
    expect(() => accountant.epsilon({ delta: 2e-6 })).toThrow('too small for any epsilon')
    expect(accountant.epsilon({ delta: 3e-6 }).epsilon).toBeCloseTo(0.3, 10)
    expect(accountant.epsilon({ delta: 1e-3 }).epsilon).toBeLessThan(0.3)
    expect(accountant.delta({ epsilon: 0.3000001 }).delta).toBeCloseTo(3e-6, 11)
    expect(() => rdp().compose(events.nonPrivate())).toThrow('no finite loss')
    expect(() =>
      rdp()
        .compose(sgd)
        .compose(events.laplace({ noiseMultiplier: 1, neighbours: 'change-one' })),
    ).toThrow('must be one relation')
    expect(() => rdp({ orders: [0.5] })).toThrow('order is 0.5')
  })

  it('knows every kind of event that has a price', () => {
    const noise = { sensitivity: 1, scale: 1 }
    const known = [
      events.exponential({ epsilon: 1, sensitivity: 1 }),
      events.permuteAndFlip({ epsilon: 1, sensitivity: 1 }),
      events.discreteLaplace(noise),
      events.discreteGaussian({ variance: 4, sensitivitySquared: 1 }),
      events.truncatedGeometric({ sensitivity: 1, alpha: 0.5, lower: 0, upper: 9 }),
      events.uniformNoise({ sensitivity: 1, radius: 1000 }),
      events.tree({ noiseMultiplier: 3, steps: 9 }),
      events.parallel([events.laplace({ noiseMultiplier: 2, neighbours: 'add-remove' })]),
      events.poissonSampled({ rate: 0.1, event: events.zcdp({ rho: 0.1 }) }),
      events.poissonSampled({ rate: 0.1, event: events.approximate({ epsilon: 1, delta: 1e-9 }) }),
    ]
    for (const event of known)
      expect(rdp().compose(event).epsilon({ delta: 0.01 }).epsilon).toBeLessThan(3)
    const nothing = events.sampledWithoutReplacement({
      sample: 1,
      population: 2,
      event: events.approximate({ epsilon: 0 }),
    })
    expect(rdp().compose(nothing).epsilon({ delta: 0 }).epsilon).toBe(0)
    const parts = events.parallel(
      [1, 2, 4].map((noiseMultiplier) =>
        events.laplace({ noiseMultiplier, neighbours: 'add-remove' }),
      ),
      { most: 2 },
    )
    expect(rdp().compose(parts).divergence(Number.POSITIVE_INFINITY)).toBeCloseTo(1.5, 12)
  })
})

describe('samples', () => {
  const mix = (
    rate: number,
    p: readonly Rational[],
    q: readonly Rational[],
  ): readonly Rational[] => {
    const share = rational(rate)
    return p.map((chance, i) =>
      add(multiply(share, chance), multiply(subtract(one, share), q[i] ?? one)),
    )
  }
  const rates = fc.integer({ min: 1, max: 99 }).map((n) => n / 100)

  it('have no more than the bound for Poisson sampling, of any two laws', () => {
    fc.assert(
      fc.property(pairs, rates, fc.integer({ min: 11, max: 200 }), ([p, q], rate, tenth) => {
        const inner = (order: number): number =>
          Math.max(divergence(order, p, q), divergence(order, q, p))
        const bound = poissonDivergence(inner, rate * (1 + 2 ** -50))(tenth / 10)
        const mixed = mix(rate, p, q)
        for (const exact of [divergence(tenth / 10, mixed, q), divergence(tenth / 10, q, mixed)])
          expect(exact).toBeLessThanOrEqual(bound * (1 + 1e-9))
      }),
    )
  })

  it('have exactly the divergence of mixtures where outputs are known', () => {
    fc.assert(
      fc.property(rates, fc.integer({ min: 11, max: 200 }), (rate, tenth) => {
        const event = events.randomisedResponse({ categories: 3, p: 0.7 })
        const sampled = rdp().compose(events.poissonSampled({ rate, event }))
        const [p, q] = [
          ['0.7', '0.15', '0.15'],
          ['0.15', '0.7', '0.15'],
        ].map((law) => law.map((chance) => rational(chance)))
        if (p === undefined || q === undefined) return
        const mixed = mix(rate, p, q)
        const exact = Math.max(divergence(tenth / 10, mixed, q), divergence(tenth / 10, q, mixed))
        expect(Math.abs(sampled.divergence(tenth / 10) / exact - 1)).toBeLessThan(1e-9)
      }),
    )
  })

  it('have no more than the bound for samples of fixed size, of any three laws', () => {
    const triples = fc.integer({ min: 2, max: 4 }).chain((n) => fc.tuple(laws(n), laws(n), laws(n)))
    fc.assert(
      fc.property(triples, rates, fc.integer({ min: 2, max: 20 }), (three, rate, order) => {
        const inner = (at: number): number =>
          Math.max(...three.flatMap((p) => three.map((q) => divergence(at, p, q))))
        const [p, q, rest] = three
        const exact = divergence(order, mix(rate, p, rest), mix(rate, q, rest))
        const bound = fixedSizeDivergence(inner, rate * (1 + 2 ** -50))(order)
        expect(exact).toBeLessThanOrEqual(bound * (1 + 1e-9))
      }),
    )
  })
})

describe('the best of several runs', () => {
  /** Chances that the best of K is at most something, from that of one run; and that there is no run. */
  function generating(runs: RunsLaw): (z: number) => number {
    if (runs.law === 'poisson') return (z) => Math.exp(Number(runs.mean) * (z - 1))
    const [shape, stop] = [runs.shape, Number(runs.stop)]
    if (shape === 0) return (z) => Math.log(1 - (1 - stop) * z) / Math.log(stop)
    return (z) => ((1 - (1 - stop) * z) ** -shape - 1) / (stop ** -shape - 1)
  }
  const bestOf = (runs: RunsLaw, law: readonly Rational[]): readonly number[] => {
    const at = generating(runs)
    let below = 0
    const chances = law.map((chance) => {
      const before = at(below)
      below += toNumber(chance)
      return at(Math.min(1, below)) - before
    })
    return runs.law === 'poisson' ? [at(0), ...chances] : chances
  }
  const plain = (order: number, p: readonly number[], q: readonly number[]): number => {
    const terms = p.map((chance, i) => order * Math.log(chance) + (1 - order) * Math.log(q[i] ?? 1))
    const most = Math.max(...terms)
    const sum = terms.reduce((all, term) => all + Math.exp(term - most), 0)
    return (most + Math.log(sum)) / (order - 1)
  }
  const counts: readonly RunsLaw[] = [
    { law: 'negativeBinomial', shape: 1, stop: 0.05 },
    { law: 'negativeBinomial', shape: 0, stop: 0.02 },
    { law: 'negativeBinomial', shape: -0.5, stop: 0.1 },
    { law: 'negativeBinomial', shape: 3, stop: 0.2 },
    { law: 'poisson', mean: 10 },
  ]

  it('has no more than the bound; the price of one run is a twin that is refused', () => {
    let aboveOneRun = 0
    fc.assert(
      fc.property(pairs, fc.constantFrom(...counts), orders, ([p, q], runs, exactOrder) => {
        const order = toNumber(exactOrder)
        const inner = (at: number): number => Math.max(divergence(at, p, q), divergence(at, q, p))
        const exact = plain(order, bestOf(runs, p), bestOf(runs, q))
        const bound = repeatedSelection(renyiCurveOf(inner), runs).divergence(order)
        expect(exact).toBeLessThanOrEqual(bound * (1 + 1e-6) + 1e-9)
        if (exact > inner(order) * (1 + 1e-6)) aboveOneRun += 1
      }),
      { numRuns: 60 },
    )
    expect(aboveOneRun).toBeGreaterThan(0)
  })

  it('costs (2 + shape) times a pure run', () => {
    const run = renyiCurveOf(() => 1)
    const at = repeatedSelection(run, { law: 'negativeBinomial', shape: 1, stop: 0.01 })
    expect(at.divergence(Number.POSITIVE_INFINITY)).toBeCloseTo(3, 9)
    expect(() => repeatedSelection(run, { law: 'negativeBinomial', shape: 1, stop: 1 })).toThrow(
      'must be less than 1',
    )
  })
})
