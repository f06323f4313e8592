import {
  add,
  compare,
  exp,
  expInterval,
  integerPower,
  ln,
  multiply,
  type Rational,
  rational,
  toNumber,
} from '@dither/math'
import { expectEnumeratedLaw, seededBits } from '@dither/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { priceEvent } from '../../account/price-event.ts'
import type { BitSource } from '../../random/bits.ts'
import { events } from '../../space/events.ts'
import { pureLoss, zcdpLoss } from '../../space/loss.ts'
import { exponentialProbability } from '../exponential/exponential-law.ts'
import { permuteAndFlipProbability } from '../permute-and-flip/permute-and-flip-law.ts'
import { type TopKOptions, topK } from './top-k.ts'

const laws = { exponential: exponentialProbability, permuteAndFlip: permuteAndFlipProbability }

/** The probability of an order: the product of that of each choice among what is left. */
function orderLaw(
  choice: keyof typeof laws,
  scores: readonly bigint[],
  scale: Rational,
  order: readonly number[],
): { readonly low: Rational; readonly high: Rational } {
  const left = [...scores.keys()]
  let [low, high] = [rational(1), rational(1)]
  for (const place of order) {
    const index = left.indexOf(place)
    if (index < 0) return { low: rational(0), high: rational(0) }
    const rest = left.map((i) => scores[i] ?? 0n)
    const p = laws[choice]({ scores: rest, scale, index })
    ;[low, high] = [multiply(low, p.low), multiply(high, p.high)]
    left.splice(index, 1)
  }
  return { low, high }
}

/** All orders of `first` of n. */
function orders(n: number, first: number, before: readonly number[] = []): (readonly number[])[] {
  if (before.length === first) return [before]
  return Array.from({ length: n }, (_, i) => i)
    .filter((i) => !before.includes(i))
    .flatMap((i) => orders(n, first, [...before, i]))
}

describe('the law of the first k', () => {
  const scores = [0n, 3n, 1n]
  const scale = rational(1)
  const run =
    (options: Partial<TopKOptions> = {}, given: readonly bigint[] = scores) =>
    (bits: BitSource): string =>
      topK({ scale: 1, sensitivity: 1, first: 2, choice: 'exponential', ...options })
        .invoke(given, { bits })
        .join(' ')

  it('in one shot is exactly that of exponential mechanisms in turn, by every bit string', () => {
    const two = [0n, 2n]
    const law = (key: string) => orderLaw('exponential', two, scale, key.split(' ').map(Number))
    const { undecided } = expectEnumeratedLaw(run({}, two), law, {
      wordBits: 4,
      depth: 4,
      support: ['0 1', '1 0'],
      mutants: {
        'the order reversed': (bits) => run({}, two)(bits).split(' ').toReversed().join(' '),
        'the best forgotten': run({}, [0n, 0n]),
        'the scale four times': run({ scale: 4 }, two),
        'a candidate named twice': (bits) => run({}, two)(bits).replace('0', '1'),
      },
    })
    expect(toNumber(undecided)).toBeLessThan(0.3)
  })

  it('peeled is exactly that of permute-and-flips in turn, by every bit string', () => {
    const law = (key: string) =>
      orderLaw('permuteAndFlip', scores, scale, key.split(' ').map(Number))
    expectEnumeratedLaw(run({ choice: 'permuteAndFlip' }), law, {
      wordBits: 2,
      depth: 8,
      mutants: {
        'the order reversed': (bits) =>
          run({ choice: 'permuteAndFlip' })(bits).split(' ').toReversed().join(' '),
        'the best forgotten': run({ choice: 'permuteAndFlip' }, [0n, 0n, 1n]),
      },
    })
  })

  it('sums to 1 over all orders', () => {
    for (const choice of ['exponential', 'permuteAndFlip'] as const) {
      const total = orders(4, 3)
        .map((order) => orderLaw(choice, [0n, 3n, 1n, 1n], scale, order).low)
        .reduce(add)
      expect(toNumber(total)).toBeCloseTo(1, 12)
    }
  })

  it('names each candidate once, and all of them where all are wanted', () => {
    fc.assert(
      fc.property(
        fc.array(fc.bigInt(-9n, 9n), { minLength: 1, maxLength: 9 }),
        fc.boolean(),
        fc.integer(),
        (given, flip, seed) => {
          const choice = flip ? 'permuteAndFlip' : 'exponential'
          const made = topK({ epsilon: 1, sensitivity: 1, first: given.length, choice })
          const chosen = made.invoke(given, { bits: seededBits(seed) })
          expect([...chosen].sort((a, b) => a - b)).toEqual([...given.keys()])
        },
      ),
    )
  })

  it('is that of the scores where they are far apart', () => {
    const far = [0n, 10n ** 9n, 10n ** 6n, 10n ** 8n]
    for (const choice of ['exponential', 'permuteAndFlip'] as const)
      expect(topK({ epsilon: 1, sensitivity: 1, first: 3, choice }).invoke(far)).toEqual([1, 3, 2])
  })
})

describe('neighbours', () => {
  const pairs = (oneWay: boolean) =>
    fc
      .array(fc.tuple(fc.bigInt(-6n, 6n), fc.bigInt(oneWay ? 0n : -3n, 3n)), {
        minLength: 3,
        maxLength: 4,
      })
      .map((moves) => [moves.map(([s]) => s), moves.map(([s, d]) => s + d)] as const)

  it.each([
    ['either way', 'exponential', false],
    ['one way', 'exponential', true],
    ['either way', 'permuteAndFlip', false],
    ['one way', 'permuteAndFlip', true],
  ] as const)('whose scores move %s stay within epsilon, by %s', (_, choice, monotone) => {
    fc.assert(
      fc.property(pairs(monotone), fc.integer({ min: 1, max: 30 }), ([x, y], n) => {
        const epsilon = rational(BigInt(n), 10n)
        const { scale } = topK({ epsilon, sensitivity: 3, monotone, first: 2, choice })
        const most = expInterval(epsilon, 64).high
        for (const order of orders(x.length, 2)) {
          const p = orderLaw(choice, x, scale, order)
          const q = orderLaw(choice, y, scale, order)
          expect(compare(p.low, multiply(most, q.high))).toBeLessThanOrEqual(0)
          expect(compare(q.low, multiply(most, p.high))).toBeLessThanOrEqual(0)
        }
      }),
      { numRuns: 30 },
    )
  })

  it('stay within rho by either choice', () => {
    const divergence = (p: readonly number[], q: readonly number[], order: number): number =>
      ln(
        p.reduce(
          (sum, value, i) =>
            sum + (q[i] ?? 0) * toNumber(integerPower(rational(value / (q[i] ?? 1)), order)),
          0,
        ),
      ) /
      (order - 1)
    const numbers = (choice: keyof typeof laws, scores: readonly bigint[], scale: Rational) =>
      orders(scores.length, 2).map((order) => toNumber(orderLaw(choice, scores, scale, order).low))
    fc.assert(
      fc.property(pairs(false), fc.integer({ min: 1, max: 20 }), ([x, y], n) => {
        const rho = n / 20
        for (const choice of ['exponential', 'permuteAndFlip'] as const) {
          const { scale } = topK({ rho, sensitivity: 3, first: 2, choice })
          const [p, q] = [numbers(choice, x, scale), numbers(choice, y, scale)]
          for (const order of [2, 3, 8])
            expect(divergence(p, q, order)).toBeLessThanOrEqual(order * rho + 1e-12)
        }
      }),
      { numRuns: 30 },
    )
  })

  it('nearly reach epsilon: two choices cost more than one', () => {
    const epsilon = 1
    const { scale } = topK({ epsilon, sensitivity: 1, first: 2, choice: 'exponential' })
    const x = [...new Array<bigint>(40).fill(0n)]
    const y = x.map((_, i) => (i < 2 ? 1n : -1n))
    const law = (scores: readonly bigint[]) =>
      toNumber(orderLaw('exponential', scores, scale, [0, 1]).low)
    expect(law(y) / law(x)).toBeGreaterThan(exp(0.9))
    expect(law(y) / law(x)).toBeLessThanOrEqual(exp(1))
  })
})

describe('the price', () => {
  it('is that of as many choices, in both measures, and never above the budget', () => {
    const made = topK({ epsilon: 1, sensitivity: 2, first: 4 })
    expect(made.choice).toBe('permuteAndFlip')
    expect(made.scale).toEqual(rational(16))
    expect(made.loss()).toEqual(pureLoss(1))
    expect(made.zcdpLoss()).toEqual(zcdpLoss('1/8'))
    expect(made.loss({ monotone: true })).toEqual(pureLoss('1/2'))
    const gumbel = topK({ rho: '1/8', sensitivity: 2, first: 4 })
    expect(gumbel.choice).toBe('exponential')
    expect(gumbel.scale).toEqual(rational(8))
    expect(gumbel.zcdpLoss()).toEqual(zcdpLoss('1/8'))
    const odd = topK({ rho: '1/10', sensitivity: 1, first: 3 })
    expect(compare(odd.zcdpLoss().exact.rho, rational('1/10'))).toBeLessThanOrEqual(0)
    expect(toNumber(odd.zcdpLoss().exact.rho)).toBeCloseTo(0.1, 15)
    for (const mechanism of [made, gumbel, odd]) {
      const event = mechanism.event({ neighbours: 'change-one' })
      expect(priceEvent(event, { measure: 'pure' })).toEqual(mechanism.loss())
      expect(priceEvent(event, { measure: 'approximate' })).toEqual(mechanism.loss())
      expect(priceEvent(event, { measure: 'zcdp' })).toEqual(mechanism.zcdpLoss())
    }
    expect(made.event()).toEqual(
      events.topK({ first: 4, choice: 'permuteAndFlip', epsilon: '1/4', sensitivity: 2 }),
    )
  })

  it('buys accuracy for all of them at once, n = 3,000', () => {
    const scores = Array.from({ length: 12 }, (_, i) => BigInt(-3 * i))
    for (const choice of ['exponential', 'permuteAndFlip'] as const) {
      const made = topK({ scale: 5, sensitivity: 1, first: 3, choice })
      const reach = made.accuracy({ candidates: 12, confidence: 0.9 })
      const bits = seededBits(choice)
      let wrong = 0
      for (let i = 0; i < 3000; i++) {
        const chosen = made.invoke(scores, { bits })
        if (chosen.some((place, j) => 3 * (place - j) > reach)) wrong++
      }
      // 300 on average at most; 405 is 6.3 deviations more.
      expect(wrong).toBeLessThan(405)
    }
  })
})

it('refuses what makes no sense', () => {
  const fine = { epsilon: 1, sensitivity: 1, first: 2 }
  for (const options of [
    { ...fine, first: 0 },
    { ...fine, first: 1.5 },
    { ...fine, epsilon: 0 },
    { ...fine, sensitivity: 0 },
    { sensitivity: 1, first: 2, rho: 0 },
    { sensitivity: 1, first: 2, scale: 0 },
  ])
    expect(() => topK(options)).toThrow(/must be/)
  expect(() => topK(fine).invoke([1n])).toThrow(
    'first is 2, must be at most the number of candidates',
  )
})
