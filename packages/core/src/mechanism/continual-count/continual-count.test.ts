import { exp, normalQuantile, rational, toNumber } from '@dither/math'
import { expectEnumeratedLaw, seededBits } from '@dither/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { priceEvent } from '../../account/price-event.ts'
import { pureLoss, zcdpLoss } from '../../space/loss.ts'
import { discreteLaplaceProbability } from '../discrete-laplace/discrete-laplace-law.ts'
import type { CountCheckpoint, CountStream, ResumeOptions } from './count-stream.ts'
import { laplaceSumQuantile } from './laplace-sum-quantile.ts'
import { squareRootCounter } from './square-root-counter.ts'
import { columnSquare, firstFactor, secondFactor } from './square-root-factors.ts'
import { treeCounter } from './tree-counter.ts'

const first = () => true
const counters = [
  ['a tree', treeCounter({ steps: 13, epsilon: 1 })],
  ['a square root', squareRootCounter({ steps: 13, rho: 0.5 })],
] as const

/** What a stream computes with noise, one number a step: the coordinates that its event speaks of. */
function coordinates(
  counter: {
    start: (options: { bits: ReturnType<typeof seededBits> }) => CountStream
    resume: (checkpoint: CountCheckpoint, options: ResumeOptions) => CountStream
  },
  counts: readonly bigint[],
  place: (noisy: readonly string[], step: number) => string | undefined,
): bigint[] {
  const bits = seededBits('same noise')
  let stream = counter.start({ bits })
  return counts.map((count, i) => {
    stream.next(count)
    const checkpoint = stream.checkpoint()
    stream = counter.resume(checkpoint, { bits, firstUse: first })
    return BigInt(place(checkpoint.noisy, i + 1) ?? 'none')
  })
}

describe('what neighbouring streams differ by', () => {
  const level = (step: number) => 31 - Math.clz32(step & -step)

  it('is, in a tree, one count in at most `levels` intervals, and somewhere as many', () => {
    for (const steps of [1, 2, 7, 8, 13, 16]) {
      const counter = treeCounter({ steps, epsilon: 1 })
      const run = (counts: readonly bigint[]) =>
        coordinates(counter, counts, (noisy, step) => noisy[level(step)])
      const zero = run(Array.from({ length: steps }, () => 0n))
      const moved = zero.map((_, at) => {
        const counts = zero.map((_, i) => (i === at ? 1n : 0n))
        return run(counts).filter((value, i) => value !== zero[i]).length
      })
      expect(Math.max(...moved)).toBe(counter.levels)
      expect(counter.levels).toBe(Math.floor(Math.log2(steps)) + 1)
      // Twin: as many levels as log2(steps), rounded up, are one too few at powers of two.
      if (steps === 8) expect(Math.max(...moved)).toBeGreaterThan(Math.ceil(Math.log2(steps)))
    }
  })

  it('is, between the factors, a column: the first is the longest, and its square is charged', () => {
    const steps = 13
    const counter = squareRootCounter({ steps, rho: 0.5 })
    const run = (counts: readonly bigint[]) =>
      coordinates(counter, counts, (noisy, step) => noisy[step - 1])
    const zero = run(Array.from({ length: steps }, () => 0n))
    const squares = zero.map((_, at) =>
      run(zero.map((_, i) => (i === at ? 1n : 0n))).reduce(
        (sum, value, i) => sum + (value - (zero[i] ?? 0n)) ** 2n,
        0n,
      ),
    )
    expect(squares[0]).toBe(columnSquare(firstFactor(steps)))
    expect(squares.every((square) => square <= (squares[0] ?? 0n))).toBe(true)
    expect(counter.event().sensitivitySquared).toBe(String(squares[0]))
    expect(counter.parameter).toEqual(rational(squares[0] ?? 0n))
    // Two steps apart or together: within what maxSteps 2 is charged.
    const two = run(zero.map((_, i) => (i < 2 ? 1n : 0n))).reduce(
      (sum, value, i) => sum + (value - (zero[i] ?? 0n)) ** 2n,
      0n,
    )
    const both = squareRootCounter({ steps, rho: 0.5, maxSteps: 2 }).event().sensitivitySquared
    expect(two).toBeLessThanOrEqual(BigInt(both))
    expect(two).toBeGreaterThan(2n * (squares[0] ?? 0n))
  })
})

describe('the factors', () => {
  it('multiply to sums, but for the last place', () => {
    const [c, b] = [firstFactor(200), secondFactor(firstFactor(200))(200)]
    const one = 1n << 152n
    for (let k = 0; k < 200; k++) {
      let sum = 0n
      for (let j = 0; j <= k; j++) sum += (c[j] ?? 0n) * (b[k - j] ?? 0n)
      expect(one - sum >= 0n && one - sum < 1n << 24n).toBe(true)
    }
    expect(c.slice(0, 3)).toEqual([1n << 24n, 1n << 23n, 3n << 21n])
    expect(toNumber(rational(b[150] ?? 0n, c[150] ?? 1n)) / 2 ** 104).toBeCloseTo(1, 4)
  })
})

describe('the cost of a stream', () => {
  it('is that of its event, whatever its length', () => {
    const tree = treeCounter({ steps: 365, epsilon: 0.5, sensitivity: 3, maxSteps: 2 })
    expect(tree.loss()).toEqual(pureLoss(0.5))
    expect(tree.scale).toEqual(rational(9 * 3 * 2 * 2))
    const event = tree.event({ neighbours: 'add-remove' })
    expect(event).toMatchObject({ sensitivity: '54', neighbours: 'add-remove' })
    expect(priceEvent(event, { measure: 'pure' })).toEqual(pureLoss(0.5))
    expect(treeCounter({ steps: 8, scale: 8 }).loss()).toEqual(pureLoss(0.5))
    const root = squareRootCounter({ steps: 365, rho: '1/50', sensitivity: '5/2' })
    expect(root.loss()).toEqual(zcdpLoss('1/50'))
    expect(priceEvent(root.event(), { measure: 'zcdp' })).toEqual(zcdpLoss('1/50'))
    expect(root.event().dimension).toBe(365)
  })

  it('is refused where it makes no sense', () => {
    for (const bad of [
      { steps: 0, epsilon: 1 },
      { steps: 1.5, epsilon: 1 },
      { steps: 70_000, epsilon: 1 },
      { steps: 8, epsilon: 0 },
      { steps: 8, epsilon: 1, sensitivity: 0 },
      { steps: 8, epsilon: 1, maxSteps: 9 },
    ])
      expect(() => treeCounter(bad)).toThrow(/must be/)
    expect(() => squareRootCounter({ steps: 8, rho: 0 })).toThrow(/must be/)
    expect(() => squareRootCounter({ steps: 8, rho: 1, sensitivity: '1e-6' })).toThrow(/must leave/)
  })
})

describe.each(counters)('a stream of %s', (_, counter) => {
  it('tells totals with noise, and ends after its steps', () => {
    const stream = counter.start({ bits: seededBits('totals') })
    let total = 0n
    for (let step = 1; step <= 13; step++) {
      const count = BigInt(step * 100)
      total += count
      const told = stream.next(count)
      expect(told.step).toBe(step)
      const reach = told.accuracy({ confidence: 0.999_999_999 })
      expect(Math.abs(Number(told.value - total))).toBeLessThanOrEqual(reach)
      const { lower, upper } = told.interval({ confidence: 0.95 })
      expect(Number(upper - lower)).toBe(2 * counter.accuracy({ confidence: 0.95, step }))
      expect(JSON.parse(JSON.stringify(told))).toEqual({
        kind: 'runningCount',
        step,
        value: String(told.value),
      })
    }
    expect(() => stream.next(1n)).toThrow(/has ended: steps are 13, all taken/)
  })

  it('goes on from a checkpoint as if it had not stopped, once', () => {
    const counts = Array.from({ length: 13 }, (_, i) => BigInt((7 * i) % 5))
    const whole = counter.start({ bits: seededBits('one') })
    const expected = counts.map((count) => whole.next(count).value)
    const used = new Set<string>()
    const firstUse = (id: string) => !used.has(id) && used.add(id) !== undefined
    for (let stop = 0; stop <= 13; stop++) {
      const bits = seededBits('one')
      const begun = counter.start({ bits })
      const values = counts.slice(0, stop).map((count) => begun.next(count).value)
      const checkpoint = JSON.parse(JSON.stringify(begun.checkpoint()))
      expect(() => begun.next(1n)).toThrow(/a checkpoint was taken/)
      expect(() => begun.checkpoint()).toThrow(/a checkpoint was taken/)
      const resumed = counter.resume(checkpoint, { bits, firstUse })
      expect(resumed.step()).toBe(stop)
      values.push(...counts.slice(stop).map((count) => resumed.next(count).value))
      expect(values).toEqual(expected)
      expect(() => counter.resume(checkpoint, { firstUse })).toThrow(/must be used once/)
    }
    expect(used.size).toBe(14)
  })

  it('draws later noise anew where one checkpoint was taken up twice after all', () => {
    const begun = counter.start()
    begun.next(5n)
    const checkpoint = begun.checkpoint()
    // A store that forgets: the guard is gone, but no noise is told twice.
    const told = Array.from({ length: 12 }, () =>
      counter.resume(checkpoint, { firstUse: first }).next(0n).value.toString(),
    )
    expect(new Set(told).size).toBeGreaterThan(1)
  })

  it('takes up no checkpoint but its own', () => {
    const begun = counter.start()
    begun.next(5n)
    const checkpoint = begun.checkpoint()
    const options = { firstUse: first }
    for (const change of [
      { kind: 'other' },
      { mechanism: 'treeCounter steps 14 scale 4' },
      { step: 14 },
      { step: 2.5 },
      { secret: ['1', 'x'] },
      { noisy: [] },
    ])
      expect(() =>
        counter.resume({ ...checkpoint, ...change } as CountCheckpoint, options),
      ).toThrow(/checkpoint is not readable/)
    expect(() => counter.resume(checkpoint, { firstUse: () => false })).toThrow(/must be used once/)
  })
})

describe('the law of a tree', () => {
  it('is, after one step, the count and one noise, by every bit string', () => {
    const make = (scale: number | string) => treeCounter({ steps: 1, scale })
    expectEnumeratedLaw(
      (bits) => make(1).start({ bits }).next(2n).value,
      (key) => discreteLaplaceProbability({ scale: rational(1), input: 2n, output: BigInt(key) }),
      {
        wordBits: 3,
        depth: 5,
        mutants: {
          'count forgotten': (bits) => make(1).start({ bits }).next(0n).value,
          'scale 10 % off': (bits) => make('11/10').start({ bits }).next(2n).value,
        },
      },
    )
  })
})

describe('the error of a total', () => {
  /** The law of the sum of n discrete Laplace noises, by adding up products. */
  const convolved = (scale: number, n: number): number[] => {
    const q = exp(-1 / scale)
    const size = 160
    const single = Array.from(
      { length: 2 * size + 1 },
      (_, i) => ((1 - q) / (1 + q)) * exp(-Math.abs(i - size) / scale),
    )
    let law = single.map((_, i): number => (i === size ? 1 : 0))
    for (let term = 0; term < n; term++)
      law = law.map((_, i) => single.reduce((sum, p, j) => sum + p * (law[i - (j - size)] ?? 0), 0))
    return law.slice(size)
  }

  it('in a tree is the exact quantile of a sum of noises', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 2, max: 4 }),
        fc.integer({ min: 1, max: 990 }),
        (fifths, terms, permille) => {
          const [scale, confidence] = [fifths / 5, permille / 1000]
          const law = convolved(scale, terms)
          let inside = law[0] ?? 0
          let a = 0
          while (inside < confidence - 1e-9) inside += 2 * (law[++a] ?? 0)
          const found = laplaceSumQuantile(rational(scale), terms, confidence)
          expect([a, a + 1]).toContain(Number(found))
          if (inside > confidence + 1e-6) expect(Number(found)).toBe(a)
        },
      ),
      { numRuns: 12 },
    )
  })

  it('at large scales is that of a smaller one, stretched, and a little more', () => {
    const small = Number(laplaceSumQuantile(rational(1024), 9, 0.95))
    const large = Number(laplaceSumQuantile(rational(1024n << 30n), 9, 0.95)) / 2 ** 30
    expect(large).toBeGreaterThan(small)
    expect(large).toBeLessThan(small * 1.005)
    const sure = laplaceSumQuantile(rational(10), 4, 1 - 1e-9)
    expect(sure).toBeGreaterThan(laplaceSumQuantile(rational(10), 4, 1 - 1e-5))
  })

  it('between the factors is two to three times smaller, for one zCDP budget', () => {
    const root = squareRootCounter({ steps: 365, rho: 1e-4 })
    const deviation = root.accuracy({ confidence: 0.95 }) / normalQuantile(0.975)
    // In units of sqrt(1 / (2 rho)): 2.9 at the end of a year.
    expect(deviation * Math.sqrt(2e-4)).toBeCloseTo(2.9, 1)
    const first = root.accuracy({ confidence: 0.95, step: 1 })
    expect(first).toBeLessThan(root.accuracy({ confidence: 0.95 }))
    expect(root.accuracy({ confidence: 0 })).toBeLessThan(2)
  })
})
