import { toNumber } from '@dither/math'
import { describe, expect, it } from 'vitest'
import vectors from '../../vectors/shuffling.json' with { type: 'json' }
import { priceEvent } from '../price-event.ts'
import { shuffledClosedForm } from './closed-form.ts'
import { hiddenBit } from './hidden-bit.ts'
import { shuffled } from './shuffled.ts'

describe('shuffled', () => {
  it('is never below what k-ary randomised response is found to lose, everybody else holding the same value', () => {
    for (const { epsilon0, users, k, delta } of cases) {
      const { epsilon } = shuffled({ epsilon0, users, delta })
      expect(kRandomisedResponse(epsilon0, users, k, epsilon)).toBeLessThanOrEqual(delta)
    }
  })

  it('rejects the broken twins that say less: bounds in print that are below the truth', () => {
    for (const { epsilon0, users, k, delta, below } of cases)
      expect(kRandomisedResponse(epsilon0, users, k, below)).toBeGreaterThan(delta)
  })

  it('agrees with a sum over all outcomes', () => {
    for (const [odds, others, x] of [
      [Math.E, 30, 1.2],
      [8, 12, 3],
      [1.5, 60, 1.05],
      [40, 200, 2],
    ] as const) {
      const clone = 1 / odds
      const exact = hiddenBitByAllOutcomes(odds, clone, others, x)
      const found = hiddenBit({ odds, clone, others })(x)
      expect(found).toBeGreaterThanOrEqual(exact * (1 - 1e-12))
      expect(found).toBeLessThanOrEqual(exact * (1 + 1e-9) + 1e-25)
    }
  })

  it('hides more among more, and never loses more than each answer does alone', () => {
    const found = [1, 10, 100, 1000, 10_000, 100_000].map(
      (users) => shuffled({ epsilon0: 2, users, delta: 1e-6 }).epsilon,
    )
    expect(found[0]).toBeGreaterThan(1.9999)
    for (const [i, epsilon] of found.entries())
      expect(epsilon).toBeLessThanOrEqual(found[i - 1] ?? 2)
    expect(shuffled({ epsilon0: 50, users: 1e6, delta: 1e-6 })).toMatchObject({
      epsilon: 50,
      method: 'local',
    })
  })

  it('says what the authors of the bound computed', () => {
    const { epsilon } = shuffled({ epsilon0: 4, users: 100_000, delta: 1e-6 })
    expect(epsilon).toBeGreaterThan(0.1675)
    expect(epsilon).toBeLessThan(0.1728)
  })

  it('composes as an event that changes one value', () => {
    const { event, loss } = shuffled({ epsilon0: 1, users: 10_000, delta: 1e-6 })
    expect(event.neighbours).toBe('change-one')
    expect(priceEvent(event, { measure: 'approximate', delta: 1e-6 })).toEqual(loss)
  })

  it('refuses users that are no whole number, and unknown randomisers', () => {
    expect(() => shuffled({ epsilon0: 1, users: 1.5, delta: 1e-6 })).toThrow(/users is 1.5/)
    expect(() => shuffled({ epsilon0: 1, users: 10, delta: 0 })).toThrow(/delta is 0/)
    // @ts-expect-error for callers without types
    expect(() => shuffled({ epsilon0: 1, users: 9, delta: 0.1, randomiser: 'k' })).toThrow(/binary/)
  })
})

describe('shuffled binary randomised response', () => {
  it('is exact: the least epsilon that holds for all that the others may hold', () => {
    for (const [epsilon0, users, delta] of [
      [1, 5, 0.01],
      [2, 20, 1e-4],
      [0.5, 40, 1e-3],
      [3, 60, 1e-4],
    ] as const) {
      const { epsilon, method } = shuffled({ epsilon0, users, delta, randomiser: 'binary' })
      expect(method).toBe('exact')
      expect(binaryWorst(epsilon0, users, epsilon)).toBeLessThanOrEqual(delta)
      // The twin that says a little less is wrong.
      expect(binaryWorst(epsilon0, users, epsilon * (1 - 1e-6))).toBeGreaterThan(delta)
    }
  })

  it('rejects the twin that takes the others to hold both values equally often', () => {
    const [epsilon0, users, delta] = [2, 21, 1e-4]
    const half = leastEpsilon((x) => binaryDelta(epsilon0, 10, 10, x), delta, epsilon0)
    expect(binaryWorst(epsilon0, users, half)).toBeGreaterThan(delta)
  })

  it('is bounded by its clones where there are too many users to look at all', () => {
    const few = shuffled({ epsilon0: 1, users: 1000, delta: 1e-6, randomiser: 'binary' })
    const many = shuffled({ epsilon0: 1, users: 1001, delta: 1e-6, randomiser: 'binary' })
    expect(many.method).toBe('clones')
    expect(many.epsilon).toBeGreaterThan(few.epsilon)
    expect(many.epsilon).toBeLessThan(shuffled({ epsilon0: 1, users: 1001, delta: 1e-6 }).epsilon)
  })
})

describe('shuffledClosedForm', () => {
  it.each(vectors)('meets the vector for $inputs', ({ inputs, expected, tolerance, kind }) => {
    expect(kind).toBe('shuffle_closed_form_epsilon')
    const { epsilon0, n: users, delta } = inputs
    const found = toNumber(shuffledClosedForm({ epsilon0, users, delta }))
    expect(Math.abs(found - expected)).toBeLessThanOrEqual(tolerance)
    expect(shuffled({ epsilon0, users, delta }).epsilon).toBeLessThan(found)
  })

  it('is refused outside of its regime', () => {
    for (const [epsilon0, users] of [
      [4, 1000],
      [2, 20],
      [6, 3000],
    ] as const)
      expect(() => shuffledClosedForm({ epsilon0, users, delta: 1e-6 })).toThrow(
        /holds for epsilon0/,
      )
  })
})

/** Counter-examples to the variation-ratio bound, and to a later closed form where it does not hold. */
const cases = [
  { epsilon0: 2, users: 20, k: 3, delta: 1e-4, below: 1.766 },
  { epsilon0: 3, users: 60, k: 3, delta: 1e-4, below: 2.688 },
  { epsilon0: 4, users: 500, k: 3, delta: 1e-6, below: 3.487 },
  { epsilon0: 4, users: 500, k: 3, delta: 1e-6, below: 2.14 },
  { epsilon0: 6, users: 3000, k: 3, delta: 1e-6, below: 5.554 },
] as const

/** delta at epsilon of shuffled k-ary randomised response where all others hold the victim's value: by all outcomes. */
function kRandomisedResponse(epsilon0: number, users: number, k: number, epsilon: number): number {
  const p = Math.exp(epsilon0) / (Math.exp(epsilon0) + k - 1)
  const q = (1 - p) / (k - 1)
  const rest = (k - 2) * q
  let sum = 0
  for (let kept = 0; kept <= users; kept++)
    for (let other = 0; other + kept <= users; other++) {
      const others = users - kept - other
      const ln =
        lnFactorial(users) -
        lnFactorial(kept) -
        lnFactorial(other) -
        lnFactorial(others) +
        kept * Math.log(p) +
        other * Math.log(q) +
        others * Math.log(rest)
      const odds = (kept * (q / p) + other * (p / q) + others) / users
      sum += Math.exp(ln) * Math.max(0, 1 - Math.exp(epsilon) * odds)
    }
  return sum
}

function hiddenBitByAllOutcomes(a: number, clone: number, others: number, x: number): number {
  const yes = a / (a + 1)
  let sum = 0
  for (let c = 0; c <= others; c++) {
    const weight = binomial(others, c, clone)
    for (let k = 0; k <= c + 1; k++) {
      const [before, here] = [binomial(c, k - 1, 0.5), binomial(c, k, 0.5)]
      const p = yes * before + (1 - yes) * here
      const q = (1 - yes) * before + yes * here
      sum += weight * Math.max(0, p - x * q)
    }
  }
  return sum
}

function binaryWorst(epsilon0: number, users: number, epsilon: number): number {
  const all = Array.from({ length: users }, (_, ones) =>
    binaryDelta(epsilon0, ones, users - 1 - ones, Math.exp(epsilon)),
  )
  return Math.max(...all)
}

/** delta of the number of ones, the victim's 1 against his 0. */
function binaryDelta(epsilon0: number, ones: number, zeros: number, x: number): number {
  const yes = Math.exp(epsilon0) / (Math.exp(epsilon0) + 1)
  const sums = new Array<number>(ones + zeros + 1).fill(0)
  for (let i = 0; i <= ones; i++)
    for (let j = 0; j <= zeros; j++)
      sums[i + j] = (sums[i + j] ?? 0) + binomial(ones, i, yes) * binomial(zeros, j, 1 - yes)
  let sum = 0
  for (let k = 0; k <= ones + zeros + 1; k++) {
    const [before, here] = [sums[k - 1] ?? 0, sums[k] ?? 0]
    const p = yes * before + (1 - yes) * here
    sum += Math.max(0, p - x * ((1 - yes) * before + yes * here))
  }
  return sum
}

function leastEpsilon(deltaAt: (x: number) => number, delta: number, highest: number): number {
  let [low, high] = [0, highest]
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2
    if (deltaAt(Math.exp(middle)) > delta) low = middle
    else high = middle
  }
  return high
}

function binomial(n: number, k: number, p: number): number {
  if (k < 0 || k > n) return 0
  const ln = lnFactorial(n) - lnFactorial(k) - lnFactorial(n - k)
  return Math.exp(ln + k * Math.log(p) + (n - k) * Math.log1p(-p))
}

function lnFactorial(n: number): number {
  let known = factorials.length
  for (; known <= n; known++) factorials.push((factorials[known - 1] ?? 0) + Math.log(known))
  return factorials[n] ?? 0
}

const factorials = [0]
