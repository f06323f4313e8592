import {
  compare,
  exp,
  ln,
  lnInterval,
  negate,
  type Rational,
  rational,
  subtract,
  toNumber,
} from '@dither/math'
import { expectEnumeratedLaw, OutOfBits, scriptedBits, seededBits } from '@dither/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { priceEvent } from '../../account/price-event.ts'
import type { BitSource } from '../../random/bits.ts'
import { events } from '../../space/events.ts'
import { pureLoss } from '../../space/loss.ts'
import { readScores, type Score } from '../exponential/candidates.ts'
import { exponentialProbability } from '../exponential/exponential-law.ts'
import { permuteAndFlipProbability } from '../permute-and-flip/permute-and-flip-law.ts'
import { type NoisyMax, noisyMax, noisyMin } from './noisy-max.ts'
import { noisyMaxWithValue } from './noisy-max-with-value.ts'
import { certainOrder, noisyOrder, quickKey, type ScoreNoise } from './noisy-order.ts'

const noises: readonly ScoreNoise[] = ['exponential', 'laplace', 'gumbel']

/** The key at one U, good to 1e-30; `undefined` at the ends of [0, 1], where it is infinite. */
function exactKey(
  prefix: number,
  short: number,
  noise: ScoreNoise,
  negative: boolean,
): Rational | undefined {
  if (prefix === 0 || prefix === 2 ** 52) return undefined
  const exponential = negate(lnInterval(rational(BigInt(prefix), 1n << 52n), 120).low)
  const signed =
    noise === 'gumbel'
      ? negate(lnInterval(exponential, 120).low)
      : negative
        ? negate(exponential)
        : exponential
  return subtract(signed, rational(short))
}

/**
 * The chance of each candidate with Laplace noise of scale 1, in doubles: the integral of its density times the
 * others' cumulated laws, by Simpson's rule between the scores, good to 1e-8.
 */
function laplaceLaw(scores: readonly number[]): number[] {
  const cumulated = (x: number): number => (x < 0 ? exp(x) / 2 : 1 - exp(-x) / 2)
  const top = Math.max(...scores) + 30
  const knots = [...new Set([Math.min(...scores) - 30, ...scores, top])].sort((a, b) => a - b)
  return scores.map((own, i) => {
    const density = (v: number): number =>
      scores.reduce(
        (product, score, j) => (j === i ? product : product * cumulated(v - score)),
        exp(-Math.abs(v - own)) / 2,
      )
    let sum = 0
    for (let k = 0; k + 1 < knots.length; k++) {
      const [a, b] = [knots[k] ?? 0, knots[k + 1] ?? 0]
      const parts = 2 * Math.ceil((b - a) * 20)
      const step = (b - a) / parts
      for (let n = 0; n <= parts; n++) {
        const weight = n === 0 || n === parts ? 1 : n % 2 === 1 ? 4 : 2
        sum += (weight * density(a + n * step) * step) / 3
      }
    }
    return sum
  })
}

const around = (p: number) => ({ low: rational(p - 1e-8), high: rational(p + 1e-8) })

describe('the law of noisy max', () => {
  const scores = [0n, 3n]
  const choose =
    (by: NoisyMax, given: readonly Score[] = scores, change = (index: number) => index) =>
    (bits: BitSource): number =>
      change(by.invoke(given, { bits }))
  const laws: Record<ScoreNoise, (key: string) => { low: Rational; high: Rational }> = {
    exponential: (key) => permuteAndFlipProbability({ scores, scale: 3, index: BigInt(key) }),
    gumbel: (key) => exponentialProbability({ scores, scale: 3, index: BigInt(key) }),
    laplace: (key) => around(laplaceLaw([0, 1])[Number(key)] ?? 0),
  }

  it.each(noises)('with %s noise is exactly the stated one, by every bit string', (noise) => {
    const made = (scale: number) => noisyMax({ scale, sensitivity: 1, noise })
    const { undecided } = expectEnumeratedLaw(choose(made(3)), laws[noise], {
      wordBits: 4,
      depth: 4,
      support: ['0', '1'],
      mutants: {
        'the score forgotten': choose(made(3), [0n, 0n]),
        'the scale a third': choose(made(1)),
        'the least chosen': choose(noisyMin({ scale: 3, sensitivity: 1, noise })),
        'the first never chosen': choose(made(3), scores, () => 1),
      },
    })
    expect(toNumber(undecided)).toBeLessThan(0.2)
  })

  it('with Laplace noise sums to 1, and is known for two', () => {
    const [p = 0, q = 0] = laplaceLaw([1.5, 0])
    expect(p + q).toBeCloseTo(1, 7)
    // The difference of two Laplace noises exceeds g with probability (2 + g) e^(-g) / 4.
    expect(q).toBeCloseTo((3.5 * exp(-1.5)) / 4, 7)
  })

  it('of min is that of max with the signs changed', () => {
    fc.assert(
      fc.property(
        fc.array(fc.bigInt(-9n, 9n), { minLength: 1, maxLength: 9 }),
        fc.constantFrom(...noises),
        fc.integer(),
        (given, noise, seed) => {
          const options = { epsilon: 1, sensitivity: 1, noise }
          const min = noisyMin(options).invoke(given, { bits: seededBits(seed) })
          const opposite = given.map((s) => -s)
          expect(noisyMax(options).invoke(opposite, { bits: seededBits(seed) })).toBe(min)
        },
      ),
    )
  })

  it('depends on scores in units of their sensitivity alone, and on none of their common part', () => {
    fc.assert(
      fc.property(
        fc.array(fc.bigInt(-9n, 9n), { minLength: 1, maxLength: 9 }),
        fc.constantFrom(...noises),
        fc.bigInt(),
        fc.integer(),
        (given, noise, by, seed) => {
          const one = noisyMax({ epsilon: 1, sensitivity: 1, noise })
          const sixth = noisyMax({ epsilon: 1, sensitivity: '1/6', noise })
          const chosen = one.invoke(given, { bits: seededBits(seed) })
          const shifted = given.map((s) => rational(s + by, 6n))
          expect(sixth.invoke(shifted, { bits: seededBits(seed) })).toBe(chosen)
        },
      ),
    )
  })
})

describe('an order', () => {
  const far = readScores([0n, 10n ** 40n, -(10n ** 400n), 10n ** 40n - 1n])

  it('of scores far apart is that of the scores, whatever the noise', () => {
    for (const noise of noises)
      for (let seed = 0; seed < 20; seed++)
        expect(noisyOrder(far, rational('1/1000'), noise, 3, seededBits(seed))).toEqual([1, 3, 0])
  })

  it('is refined until it is certain: the same first bits, then one that differs', () => {
    const two = readScores([0n, 0n])
    for (const noise of noises) {
      // Both noises begin with the same 52 bits, which two words hold; the next words decide.
      const words = [0x8123_4567, 0x1234_5000, 0x8123_4567, 0x1234_5000]
      const order = (...rest: number[]) =>
        noisyOrder(two, rational(1), noise, 2, scriptedBits([...words, ...rest], 32))
      // A larger U is a smaller exponential, and a larger Gumbel noise.
      const larger = noise === 'gumbel' ? [1, 0] : [0, 1]
      expect(order(5, 7)).toEqual(larger)
      expect(order(7, 5)).toEqual(larger.toReversed())
      expect(order(7, 7, 7, 7, 8, 5)).toEqual(larger.toReversed())
      expect(() => order(7, 7, 7, 7)).toThrow(OutOfBits)
    }
  })

  it('is certain only if every bound says so', () => {
    expect(certainOrder({ low: [1, 5, 3], high: [2, 6, 4] }, 3)).toEqual([1, 2, 0])
    expect(certainOrder({ low: [1, 5, 3], high: [3.5, 6, 4] }, 1)).toEqual([1])
    expect(certainOrder({ low: [1, 5, 3], high: [3.5, 6, 4] }, 2)).toBeUndefined()
    expect(certainOrder({ low: [1n, 5n], high: [5n, 6n] }, 1)).toBeUndefined()
    expect(certainOrder({ low: [1n, -Infinity], high: [5n, Infinity] }, 1)).toBeUndefined()
    expect(certainOrder({ low: [1, 2], high: [1, 2] }, 5)).toEqual([1, 0])
  })

  /** Whether a quick key ever leaves out the truth, for prefixes at the ends of [0, 1) and between. */
  const wrongKeys = (key: typeof quickKey): number => {
    let wrong = 0
    const unit = 1 / 4503599627370496
    const bits = seededBits('keys')
    for (let n = 0; n < 4000; n++) {
      const size = 1 + (bits.next() % 52)
      const small = Math.floor((bits.next() / 2 ** 32) * 2 ** size)
      const prefix = n % 2 === 0 ? small : 2 ** 52 - 1 - small
      const short = n % 3 === 0 ? 0 : (bits.next() % 4096) / 64
      const noise = noises[n % 3] ?? 'gumbel'
      const { value, error } = key(prefix + 0.5, unit, short, noise, n % 5 === 0)
      if (Number.isNaN(value)) continue
      // Both ends of U's interval, to 1e-30.
      for (const end of [prefix, prefix + 1]) {
        const truth = exactKey(end, short, noise, n % 5 === 0)
        if (truth === undefined) continue
        if (compare(truth, rational(BigInt(Math.floor((value - error) * 2 ** 60)), 1n << 60n)) < 0)
          wrong++
        if (compare(truth, rational(BigInt(Math.ceil((value + error) * 2 ** 60)), 1n << 60n)) > 0)
          wrong++
      }
    }
    return wrong
  }

  it('begins with doubles that never leave out the truth', () => {
    expect(wrongKeys(quickKey)).toBe(0)
    const bold: typeof quickKey = (...given) => {
      const { value, error } = quickKey(...given)
      return { value, error: error * 0.6 }
    }
    expect(wrongKeys(bold)).toBeGreaterThan(0)
  })
})

describe('neighbours', () => {
  const pairs = (oneWay: boolean) =>
    fc
      .array(fc.tuple(fc.bigInt(-9n, 9n), fc.bigInt(oneWay ? 0n : -3n, 3n)), {
        minLength: 2,
        maxLength: 5,
      })
      .map((moves) => [moves.map(([s]) => s), moves.map(([s, d]) => s + d)] as const)

  it.each([
    ['either way', false],
    ['one way', true],
  ])('whose scores move %s stay within e^epsilon with Laplace noise', (_, monotone) => {
    fc.assert(
      fc.property(pairs(monotone), fc.integer({ min: 5, max: 30 }), ([x, y], n) => {
        const epsilon = n / 10
        const scale = toNumber(noisyMax({ epsilon, sensitivity: 3, monotone }).scale)
        const law = (scores: readonly bigint[]) =>
          laplaceLaw(scores.map((score) => Number(score) / scale))
        const [p, q] = [law(x), law(y)]
        for (const [i, value] of p.entries())
          expect(Math.abs(ln(value / (q[i] ?? 0)))).toBeLessThanOrEqual(epsilon + 1e-6)
      }),
      { numRuns: 40 },
    )
  })

  it('nearly reach e^epsilon with Laplace noise, and go beyond it where monotone was not true', () => {
    const others = 24
    const x = [0, ...new Array<number>(others).fill(0)]
    const y = [1, ...new Array<number>(others).fill(-1)]
    const loss = (scale: number): number => {
      const law = (scores: number[]) => laplaceLaw(scores.map((score) => score / scale))[0] ?? 0
      return ln(law(y) / law(x))
    }
    expect(loss(4)).toBeGreaterThan(0.37)
    expect(loss(4)).toBeLessThanOrEqual(0.5)
    expect(loss(2)).toBeGreaterThan(0.7)
  })
})

describe('the price', () => {
  const change = { epsilon: 0.5, sensitivity: 3 }

  it('is that of the mechanism with the same law', () => {
    const event = (noise: ScoreNoise) =>
      noisyMax({ ...change, noise }).event({ neighbours: 'add-remove' })
    const stated = { ...change, neighbours: 'add-remove' } as const
    expect(event('exponential')).toEqual(events.permuteAndFlip(stated))
    expect(event('gumbel')).toEqual(events.exponential(stated))
    expect(event('laplace')).toEqual(events.noisyMax(stated))
    for (const noise of noises) {
      const made = noisyMax({ ...change, noise, monotone: true })
      expect(made.loss()).toEqual(pureLoss('1/2'))
      expect(made.loss({ monotone: false })).toEqual(pureLoss(1))
      expect(priceEvent(made.event(), { measure: 'pure' })).toEqual(made.loss())
      expect(priceEvent(made.event(), { measure: 'zcdp' })).toEqual(made.zcdpLoss())
      expect(made.zcdpLoss().exact.rho).toEqual(rational(noise === 'gumbel' ? '1/32' : '1/8'))
    }
  })

  it('of the value is its own, and both are the budget', () => {
    const made = noisyMaxWithValue({ ...change, valueShare: '1/5', want: 'smallest' })
    expect(made.loss()).toEqual(pureLoss('1/2'))
    expect(made.choice.kind).toBe('noisyMin')
    expect(made.choice.loss()).toEqual(pureLoss('2/5'))
    expect(made.valueNoise.scale).toEqual(rational(30))
    const event = made.event({ neighbours: 'change-one' })
    expect(priceEvent(event, { measure: 'pure' })).toEqual(pureLoss('1/2'))
    expect(event.events.map(({ kind }) => kind)).toEqual(['permuteAndFlip', 'discreteLaplace'])
    expect(made.loss({ sensitivity: 6 })).toEqual(pureLoss(1))
    for (const valueShare of [0, 1, -1])
      expect(() => noisyMaxWithValue({ ...change, valueShare })).toThrow(/valueShare is/)
  })

  it('buys a value that has noise of its own', () => {
    const made = noisyMaxWithValue({ epsilon: 1, sensitivity: 1 })
    const bits = seededBits('value')
    const above = Array.from({ length: 400 }, () => made.invoke([5n, 5n, 5n, 5n], { bits }))
    // A fair sign: 200 of 400, give or take 61 (6.1 deviations); the winner's own noise would be above 5.
    const high = above.filter(({ value }) => value > 5n).length
    expect(high).toBeLessThan(250)
    expect(new Set(above.map(({ index }) => index)).size).toBe(4)
  })
})

describe('accuracy', () => {
  it.each(noises)('holds with %s noise, n = 4,000', (noise) => {
    const made = noisyMax({ scale: 5, sensitivity: 1, noise })
    const scores = Array.from({ length: 12 }, (_, i) => (i === 0 ? 0n : BigInt(-2 * i)))
    const reach = made.accuracy({ candidates: 12, confidence: 0.9 })
    const bits = seededBits(noise)
    let wrong = 0
    for (let i = 0; i < 4000; i++) {
      const score = scores[made.invoke(scores, { bits })] ?? 0n
      if (Number(-score) > reach) wrong++
    }
    expect(wrong).toBeLessThan(520)
  })
})

it('refuses what makes no sense, and names no score', () => {
  for (const options of [
    { epsilon: 0, sensitivity: 1 },
    { epsilon: 1, sensitivity: 0 },
    { scale: -1, sensitivity: 1 },
  ])
    expect(() => noisyMax(options)).toThrow(/must be/)
  const made = noisyMax({ epsilon: 1, sensitivity: 1 })
  expect(() => made.invoke([])).toThrow('candidates are none')
  const wrong: unknown = [1n, 17.25]
  // biome-ignore lint/suspicious/noExplicitAny: what a caller without types may do
  expect(() => made.invoke(wrong as any)).toThrow('score must be a bigint or a reduced rational')
  const withValue = noisyMaxWithValue({ epsilon: 1, sensitivity: 1 })
  // biome-ignore lint/suspicious/noExplicitAny: as above
  expect(() => withValue.invoke([rational('1/2')] as any)).toThrow('must be a bigint')
})
