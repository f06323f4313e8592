import {
  add,
  compare,
  divide,
  integerPower,
  ln,
  multiply,
  type Rational,
  rational,
  subtract,
  toNumber,
} from '@dither/math'
import { expectEnumeratedLaw, seededBits } from '@dither/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { priceEvent } from '../../account/price-event.ts'
import { readEvent } from '../../account/read-event.ts'
import { bernoulli } from '../../random/bernoulli/bernoulli.ts'
import type { BitSource } from '../../random/bits.ts'
import { events } from '../../space/events.ts'
import { pureLoss } from '../../space/loss.ts'
import { firstAbove } from './first-above.ts'
import type { PrivateRun } from './private-runs.ts'
import { privateSelection } from './private-selection.ts'

const one = rational(1)

/** The chance of each result 0 < 1 < …, from those of one run: by the chance that all runs are at most it. */
function bestLaw(masses: readonly Rational[], stop: Rational): Rational[] {
  return ofRuns(masses, (x) =>
    divide(multiply(stop, x), subtract(one, multiply(subtract(one, stop), x))),
  )
}

/** The same for any number of runs: `atMost(x)` is the mean of x to that number. */
function ofRuns(masses: readonly Rational[], atMost: (x: Rational) => Rational): Rational[] {
  let below = rational(0)
  return masses.map((mass) => {
    const upTo = add(below, mass)
    const chance = subtract(atMost(upTo), atMost(below))
    below = upTo
    return chance
  })
}

describe('the best of several runs', () => {
  const masses = [rational('1/2'), rational('1/4'), rational('1/4')]
  /** 0, 1 or 2, by two bits at most. */
  const result = (bits: BitSource): number =>
    bernoulli(rational('1/2'), bits) ? 0 : bernoulli(rational('1/2'), bits) ? 1 : 2
  const best =
    (runs: number, sign = 1n) =>
    (bits: BitSource): number =>
      privateSelection({ runs, runEpsilon: 1 }).invoke<number>(
        () => {
          const output = result(bits)
          return { score: sign * BigInt(output), output }
        },
        { bits },
      ).output

  it('has exactly the stated law, by every bit string', () => {
    const law = bestLaw(masses, rational('1/2'))
    const { undecided } = expectEnumeratedLaw(best(2), (key) => law[Number(key)] ?? rational(0), {
      wordBits: 1,
      depth: 14,
      support: ['0', '1', '2'],
      mutants: {
        'one run': best(1),
        'hardly more than one run on average': best(1.2),
        'the worst': best(2, -1n),
        'two runs, always': (bits) => Math.max(result(bits), result(bits)),
        'a run more': (bits) => Math.max(best(2)(bits), result(bits)),
      },
    })
    expect(toNumber(undecided)).toBeLessThan(0.05)
  })

  it('is the first of equal ones', () => {
    const made = privateSelection({ runs: 50, runEpsilon: 1 })
    for (let seed = 0; seed < 20; seed++) {
      let count = 0
      const run = (): PrivateRun<number> => ({ score: 7n, output: ++count })
      expect(made.invoke(run, { bits: seededBits(seed) }).output).toBe(1)
    }
  })

  it('compares exactly, and takes as many runs as it says', () => {
    const made = privateSelection({ runs: '5/2', epsilon: 1 })
    const bits = seededBits('runs')
    let total = 0
    for (let i = 0; i < 8000; i++) {
      let here = 0
      const { output } = made.invoke<number>(
        () => ({ score: rational(BigInt(++here), 3n), output: here }),
        { bits },
      )
      expect(output).toBe(here)
      total += here
    }
    // Mean 2.5, deviation 1.94: 6.2 deviations of the mean are 0.135.
    expect(Math.abs(total / 8000 - 2.5)).toBeLessThan(0.135)
  })
})

describe('neighbours', () => {
  /** Chances of four results under neighbours within a factor 2^n, as whole parts of a total. */
  const weights = fc.array(fc.bigInt(1n, 60n), { minLength: 4, maxLength: 4 })
  const normal = (parts: readonly bigint[]): Rational[] => {
    const total = parts.reduce((a, b) => a + b, 0n)
    return parts.map((part) => rational(part, total))
  }
  const ratio = (p: readonly Rational[], q: readonly Rational[]): Rational =>
    p
      .flatMap((value, i) => [divide(value, q[i] ?? one), divide(q[i] ?? one, value)])
      .reduce((a, b) => (compare(a, b) < 0 ? b : a))

  it('stay within three times the loss of a run, exactly, for any number of runs', () => {
    fc.assert(
      fc.property(weights, weights, fc.bigInt(1n, 40n), (x, y, n) => {
        const [p, q] = [normal(x), normal(y)]
        const stop = rational(1n, n)
        const most = integerPower(ratio(p, q), 3)
        expect(compare(ratio(bestLaw(p, stop), bestLaw(q, stop)), most)).toBeLessThanOrEqual(0)
      }),
    )
  })

  it('nearly reach it, and go far beyond with a fixed number of runs', () => {
    // A result between one that is rare and better, and one that is common and worse.
    const p = [rational('999796/1000000'), rational('4/1000000'), rational('200/1000000')]
    const q = [rational('999598/1000000'), rational('2/1000000'), rational('400/1000000')]
    const stop = rational('1/1000000')
    const loss = ln(toNumber(ratio(p, q)))
    const [, x = one] = bestLaw(p, stop)
    const [, y = one] = bestLaw(q, stop)
    expect(ln(toNumber(divide(x, y)))).toBeGreaterThan(2.9 * loss)
    // Eight runs of randomised response, always: that none is high costs eight times what one does.
    const answers = [
      [rational('2/3'), rational('1/3')],
      [rational('1/3'), rational('2/3')],
    ] as const
    const eight = answers.map((parts) => ofRuns(parts, (x) => integerPower(x, 8)))
    expect(compare(ratio(eight[0] ?? [], eight[1] ?? []), rational(2n ** 8n))).toBe(0)
    const geometric = answers.map((parts) => bestLaw(parts, rational('1/8')))
    const most = compare(ratio(geometric[0] ?? [], geometric[1] ?? []), rational(8n))
    expect(most).toBeLessThanOrEqual(0)
  })
})

describe('the price', () => {
  it('is three times that of a run, and the budget', () => {
    const made = privateSelection({ runs: 10, epsilon: '3/4' })
    expect(made.runEpsilon).toEqual(rational('1/4'))
    expect(made.loss()).toEqual(pureLoss('3/4'))
    expect(privateSelection({ runs: 10, runEpsilon: 1 }).loss()).toEqual(pureLoss(3))
    const run = events.composed([
      events.exponential({ epsilon: '1/8', sensitivity: 1, neighbours: 'add-remove' }),
      events.discreteLaplace({ scale: 8, sensitivity: 1, neighbours: 'add-remove' }),
    ])
    const event = made.event(run)
    expect(event.neighbours).toBe('add-remove')
    expect(priceEvent(event, { measure: 'pure' })).toEqual(pureLoss('3/4'))
    expect(priceEvent(event, { measure: 'approximate' })).toEqual(pureLoss('3/4'))
    expect(priceEvent(event, { measure: 'zcdp' })).toMatchObject({
      exact: { rho: rational('9/32') },
    })
    expect(readEvent(JSON.parse(JSON.stringify(event)))).toEqual(event)
  })

  it('is not known for runs without a pure loss, nor for mixed neighbours', () => {
    const gauss = events.discreteGaussian({ variance: 1, sensitivitySquared: 1 })
    for (const measure of ['pure', 'zcdp', 'approximate'] as const)
      expect(() =>
        priceEvent(events.privateSelection(gauss, 'best'), { measure, delta: 1e-6 }),
      ).toThrow(/has no pure loss/)
    const event = events.privateSelection(
      events.discreteLaplace({ scale: 1, sensitivity: 1 }),
      'firstAbove',
    )
    expect(() => priceEvent({ ...event, neighbours: 'change-one' }, { measure: 'pure' })).toThrow(
      /must be one relation/,
    )
  })
})

describe('the first above a threshold', () => {
  /** The chance of nothing, then of each result that is good enough, from those of one run. */
  const firstLaw = (masses: readonly Rational[], from: number, stop: Rational): Rational[] => {
    const good = masses.slice(from).reduce(add, rational(0))
    const ends = add(stop, multiply(subtract(one, stop), good))
    const nothing = divide(multiply(stop, subtract(one, good)), ends)
    return [nothing, ...masses.slice(from).map((mass) => divide(mass, ends))]
  }
  const half = rational('1/2')
  /** 0, 1 or 2, with chances 1/2, 1/4 and 1/4. */
  const result = (bits: BitSource): number =>
    bernoulli(half, bits) ? 0 : bernoulli(half, bits) ? 1 : 2
  const search =
    (runs: number, threshold = 1n) =>
    (bits: BitSource): string => {
      const run = () => {
        const output = result(bits)
        return { score: BigInt(output), output }
      }
      const found = firstAbove({ runs, runEpsilon: 1, threshold }).invoke<number>(run, { bits })
      return String(found?.output ?? 'nothing')
    }

  it('has exactly the stated law, by every bit string', () => {
    const law = firstLaw([half, rational('1/4'), rational('1/4')], 1, half)
    const { undecided } = expectEnumeratedLaw(
      search(2),
      (key) => law[key === 'nothing' ? 0 : Number(key)] ?? rational(0),
      {
        wordBits: 1,
        depth: 14,
        support: ['nothing', '1', '2'],
        mutants: {
          'hardly more than one run': search(1.2),
          'more than the threshold': search(2, 2n),
          'any run': search(2, 0n),
          'nothing never told': (bits) => {
            const text = search(2)(bits)
            return text === 'nothing' ? '1' : text
          },
        },
      },
    )
    expect(toNumber(undecided)).toBeLessThan(0.05)
  })

  it('stays within twice the loss of a run, exactly, for any number of runs', () => {
    const weights = fc.array(fc.bigInt(1n, 60n), { minLength: 4, maxLength: 4 })
    const normal = (parts: readonly bigint[]): Rational[] =>
      parts.map((part) =>
        rational(
          part,
          parts.reduce((a, b) => a + b, 0n),
        ),
      )
    /** The largest ratio, either way; with one for all that is not good enough, which is one result. */
    const worst = (p: readonly Rational[], q: readonly Rational[]): Rational =>
      p
        .flatMap((value, i) => [divide(value, q[i] ?? one), divide(q[i] ?? one, value)])
        .reduce((a, b) => (compare(a, b) < 0 ? b : a))
    fc.assert(
      fc.property(weights, weights, fc.bigInt(1n, 40n), (x, y, n) => {
        const [p, q] = [normal(x), normal(y)]
        const most = integerPower(worst(p, q), 2)
        const stop = rational(1n, n)
        const loss = worst(firstLaw(p, 2, stop), firstLaw(q, 2, stop))
        expect(compare(loss, most)).toBeLessThanOrEqual(0)
      }),
    )
    // Nearly reached, so that twice is needed: where the coin seldom says stop.
    const rare = [rational('1/3'), rational('2/3')]
    const often = [rational('2/3'), rational('1/3')]
    const stop = rational('1/1000000')
    const loss = worst(firstLaw(rare, 1, stop), firstLaw(often, 1, stop))
    expect(toNumber(loss)).toBeGreaterThan(3.99)
  })

  it('costs twice what a run does, and says how likely it finds one', () => {
    const made = firstAbove({ runs: 10, epsilon: 1, threshold: rational('7/2') })
    expect(made.runEpsilon).toEqual(half)
    expect(made.loss()).toEqual(pureLoss(1))
    const event = made.event(events.discreteLaplace({ scale: 2, sensitivity: 1 }))
    expect(priceEvent(event, { measure: 'pure' })).toEqual(pureLoss(1))
    expect(readEvent(JSON.parse(JSON.stringify(event)))).toEqual(event)
    // 1 / (1 + 9 / 10)
    expect(made.chance(0.1)).toBeCloseTo(10 / 19, 14)
    const wrong: unknown = 0.5
    // biome-ignore lint/suspicious/noExplicitAny: what a caller without types may do
    expect(() => firstAbove({ runs: 2, epsilon: 1, threshold: wrong as any })).toThrow(
      'threshold must be a bigint or a reduced rational',
    )
  })
})

it('says how likely the best is among the top, exactly', () => {
  const made = privateSelection({ runs: 100, runEpsilon: 1 })
  expect(made.chanceOfTop(0)).toBe(0)
  expect(made.chanceOfTop(1)).toBe(1)
  // 1 / (1 + 99 / 100)
  expect(made.chanceOfTop(0.01)).toBeCloseTo(100 / 199, 14)
  const bits = seededBits('top')
  const n = 20_000
  let hits = 0
  for (let i = 0; i < n; i++) {
    const run = () => {
      const hit = bernoulli(rational('1/100'), bits)
      return { score: hit ? 1n : 0n, output: hit }
    }
    if (privateSelection({ runs: 20, runEpsilon: 1 }).invoke(run, { bits }).output) hits++
  }
  const expected = privateSelection({ runs: 20, runEpsilon: 1 }).chanceOfTop(0.01)
  // 6.2 deviations.
  expect(Math.abs(hits / n - expected)).toBeLessThan(
    6.2 * Math.sqrt((expected * (1 - expected)) / n),
  )
})

it('refuses what makes no sense, and names no score', () => {
  for (const options of [
    { runs: 0.5, epsilon: 1 },
    { runs: 0, epsilon: 1 },
    { runs: 2, epsilon: 0 },
    { runs: 2, runEpsilon: -1 },
  ])
    expect(() => privateSelection(options)).toThrow(/must be/)
  const made = privateSelection({ runs: 2, epsilon: 1 })
  expect(() => made.chanceOfTop(2)).toThrow(/share is 2, must be from 0 to 1/)
  const wrong: unknown = 0.25
  expect(() =>
    // biome-ignore lint/suspicious/noExplicitAny: what a caller without types may do
    made.invoke(() => ({ score: wrong as any, output: 1 })),
  ).toThrow('score must be a bigint or a reduced rational')
})
