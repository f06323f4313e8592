import {
  add,
  compare,
  divide,
  floor,
  integerPower,
  maximum,
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
import type { BitSource } from '../../random/bits.ts'
import { lnUp } from '../randomised-response/response-odds.ts'
import { readHistogramSketch } from './histogram-sketch.ts'
import { drawHashSeed, type KeyHash, keyHash } from './key-hash.ts'
import { bitOf, noisyProjection, type Projection } from './noisy-projection.ts'
import { sketchEpsilon, sketchLevels } from './sketch-price.ts'
import { sparseHistogram } from './sparse-histogram.ts'
import { unaryEstimate, unaryTails } from './unary-estimate.ts'

const one = rational(1)
const neighbours = 'add-remove' as const
const oneKey = { maxGroups: 1, neighbours } as const

/** Keys 'a' … write their digits to cells of their own, or share them where `shared`. */
const placed =
  (shared: boolean): KeyHash =>
  (key) =>
  (level) =>
    shared ? level : (4 * key.charCodeAt(0) + level) % 8
const setting = (change: Partial<Projection> = {}): Projection => ({
  levelsPerCount: rational('3/4'),
  most: 3n,
  cells: 8,
  flip: rational('1/5'),
  hash: placed(false),
  ...change,
})

/** The digits a count may become, with their chances. */
function* digitsOf(
  { levelsPerCount, most }: Projection,
  count: bigint,
): Iterable<[number, Rational]> {
  const exact = multiply(levelsPerCount, rational(count < most ? count : most))
  const whole = floor(exact)
  const part = subtract(exact, rational(whole))
  yield [Number(whole), subtract(one, part)]
  if (part.numerator > 0n) yield [Number(whole) + 1, part]
}

/** The exact law of the vector, byte by byte of 8 cells, by its definition. */
function vectorLaw(by: Projection, counts: readonly (readonly [string, bigint])[]): Rational[] {
  let sets = new Map<number, Rational>([[0, one]])
  for (const [key, count] of counts) {
    const next = new Map<number, Rational>()
    for (const [set, chance] of sets)
      for (const [digits, weight] of digitsOf(by, count)) {
        let mask = set
        for (let level = 0; level < digits; level++) mask |= 1 << by.hash(key)(level)
        next.set(mask, add(next.get(mask) ?? rational(0), multiply(chance, weight)))
      }
    sets = next
  }
  return Array.from({ length: 2 ** by.cells }, (_, out) => {
    let total = rational(0)
    for (const [set, chance] of sets) {
      let flips = 0
      for (let rest = set ^ out; rest > 0; rest >>= 1) flips += rest & 1
      const { flip } = by
      const mass = multiply(
        integerPower(flip, flips),
        integerPower(subtract(one, flip), by.cells - flips),
      )
      total = add(total, multiply(chance, mass))
    }
    return total
  })
}

const worstRatio = (p: readonly Rational[], q: readonly Rational[]): Rational =>
  p.reduce((worst, mass, i) => {
    const other = q[i] ?? one
    return maximum(worst, divide(mass, other), divide(other, mass))
  }, one)

describe('the noisy vector of a sparse histogram', () => {
  it('has exactly its law, by every bit string, of one key and of two whose digits meet', () => {
    const by = setting({ flip: rational('3/8'), most: 2n, cells: 3, hash: placed(true) })
    type Counts = readonly (readonly [string, bigint])[]
    const draw =
      (counts: Counts, change: Partial<Projection> = {}) =>
      (bits: BitSource) =>
        String(noisyProjection(counts, { ...by, ...change }, bits)[0])
    const alone: Counts = [['a', 1n]]
    const both: Counts = [
      ['a', 1n],
      ['e', 1n],
    ]
    for (const counts of [alone, both]) {
      const law = vectorLaw(by, counts)
      expectEnumeratedLaw(draw(counts), (key) => law[Number(key)] ?? rational(0), {
        wordBits: 3,
        depth: 7,
        support: Array.from({ length: 8 }, (_, vector) => String(vector)),
        mutants: {
          'rounded at other odds': draw(counts, { levelsPerCount: rational('1/2') }),
          'the last bit never flipped': (bits) => String(Number(draw(counts)(bits)) % 4),
          'a count more': draw([['a', 2n], ...counts.slice(1)]),
          'a key forgotten': draw(counts.slice(1)),
          'flips 2 % up': draw(counts, { flip: rational('153/400') }),
        },
      })
    }
  })

  it('costs exactly the largest ratio over all counts and vectors, and no less', () => {
    for (const [rate, alpha, most] of [
      ['3/4', 3, 4n],
      ['1/3', 3, 4n],
      ['7/4', 1, 2n],
      ['1', 2, 3n],
    ] as const)
      for (const moved of [1, 2]) {
        const by = setting({
          levelsPerCount: rational(rate),
          most,
          flip: rational(1n, BigInt(alpha + 2)),
        })
        const laws = Array.from({ length: Number(most) + 1 }, (_, x) =>
          vectorLaw(by, [['a', BigInt(x)]]),
        )
        let worst = one
        laws.forEach((p, x) => {
          for (const q of laws.slice(x, x + moved + 1)) worst = maximum(worst, worstRatio(p, q))
        })
        const exact = (factor: Rational): Rational => lnUp(factor)
        const numbers = { alpha, levelsPerCount: rate }
        const epsilon = sketchEpsilon(numbers, { ...oneKey, maxPerGroup: moved })
        // Equal but for the rounding of logarithms, of several parts.
        expect(toNumber(divide(epsilon, exact(worst)))).toBeCloseTo(1, 14)
        expect(compare(add(epsilon, rational('1e-25')), exact(worst))).toBe(1)
      }
  })

  it('costs no more for several keys than their sum, also where their digits meet, and attains it', () => {
    const counts = (a: number, b: number): [string, bigint][] => [
      ['a', BigInt(a)],
      ['e', BigInt(b)],
    ]
    const change = { rows: 2, neighbours } as const
    const numbers = { alpha: 3, levelsPerCount: '3/4' }
    const bound = sketchEpsilon(numbers, change)
    const own = (key: string): ((level: number) => number) => {
      return (level) => (key === 'a' ? level : 4 + level)
    }
    for (const hash of [own, placed(true)]) {
      const by = setting({ hash })
      let worst = one
      for (const [x, y] of [
        [counts(0, 0), counts(1, 1)],
        [counts(0, 0), counts(2, 0)],
        [counts(1, 2), counts(2, 3)],
        [counts(1, 0), counts(2, 1)],
      ] as const)
        worst = maximum(worst, worstRatio(vectorLaw(by, x), vectorLaw(by, y)))
      const share = toNumber(divide(lnUp(worst), bound))
      expect(share).toBeLessThan(1 + 1e-14)
      if (hash === own) expect(share).toBeCloseTo(1, 14)
    }
  })

  it('is dearer with the twins that a quick reading of the paper suggests', () => {
    // levelsPerCount = epsilon / alpha costs less than epsilon; epsilon / ln(alpha + 1) costs more.
    const epsilon = rational(1)
    const paper = sketchEpsilon({ alpha: 3, levelsPerCount: '1/3' }, oneKey)
    expect(compare(paper, epsilon)).toBe(-1)
    expect(toNumber(paper)).toBeCloseTo(Math.log(2), 14)
    const linear = sketchEpsilon({ alpha: 3, levelsPerCount: 1 / Math.log(4) }, oneKey)
    expect(compare(linear, epsilon)).toBe(1)
    const steps = sketchLevels(epsilon, 3, oneKey)
    expect(toNumber(steps)).toBeCloseTo((Math.E - 1) / 3, 14)
  })

  it('by a budget costs at most that, and hardly less', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.integer({ min: 1, max: 2000 }).map((n) => rational(n, 100n)),
          fc.integer({ min: 1, max: 20 }).map((n) => rational(1n, 10n ** BigInt(n))),
        ),
        fc.integer({ min: 1, max: 40 }).map((n) => rational(n, 4n)),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 9 }),
        fc.constantFrom('add-remove', 'change-one'),
        (epsilon, alpha, maxGroups, maxPerGroup, relation) => {
          const change = { maxGroups, maxPerGroup, neighbours: relation } as const
          const levelsPerCount = sketchLevels(epsilon, alpha, change)
          const spent = sketchEpsilon({ alpha, levelsPerCount }, change)
          expect(compare(spent, epsilon)).toBeLessThanOrEqual(0)
          expect(compare(spent, multiply(epsilon, rational('0.999999999999')))).toBe(1)
        },
      ),
      { numRuns: 100 },
    )
  })
})

describe('a sparse histogram', () => {
  const words = new Map<string, bigint>([
    ['weather', 420n],
    ['recipe', 95n],
    ['trains', 12n],
    ['größe', 7n],
  ])
  const made = sparseHistogram({ ...oneKey, epsilon: 1, most: 1000n, total: 2000n })

  it('tells counts of keys that are there, and nearly 0 of those that are not', () => {
    const sketch = made.invoke(words, { bits: seededBits('words') })
    const reach = made.accuracy({ confidence: 1 - 1e-9 })
    for (const [word, count] of words)
      expect(Math.abs(sketch.query(word) - Number(count))).toBeLessThanOrEqual(reach)
    for (let i = 0; i < 50; i++) expect(sketch.query(`nobody ${i}`)).toBeLessThanOrEqual(reach)
    const [low, high] = sketch.interval('weather', { confidence: 0.95 })
    expect(high - low).toBeCloseTo(2 * sketch.accuracy({ confidence: 0.95 }), 9)
    expect(low).toBeGreaterThan(0)
  })

  it('has an error by epsilon alone, whatever the size of universe and counts', () => {
    expect(made.accuracy({ confidence: 0.95 })).toBeLessThan(17)
    const large = sparseHistogram({ ...oneKey, epsilon: 1, most: 20_000n, total: 200_000n })
    expect(large.accuracy({ confidence: 0.95 })).toBeLessThanOrEqual(
      made.accuracy({ confidence: 0.95 }),
    )
    expect(made.expectedError()).toBeLessThan(made.accuracy({ confidence: 0.95 }))
    const finer = sparseHistogram({ ...oneKey, epsilon: 4, most: 1000n, total: 2000n })
    expect(finer.expectedError()).toBeLessThan(made.expectedError() / 2)
  })

  it('says the same after a way through JSON, and refuses what is not one', () => {
    const sketch = made.invoke(words, { bits: seededBits('json') })
    const json: unknown = JSON.parse(JSON.stringify(sketch))
    const read = readHistogramSketch(json)
    for (const word of [...words.keys(), 'another', ''])
      expect(read.query(word)).toBe(sketch.query(word))
    expect(JSON.stringify(read)).toBe(JSON.stringify(sketch))
    expect(read.loss).toEqual(made.loss())
    const good = sketch.toJSON()
    for (const bad of [
      null,
      {},
      { ...good, version: 2 },
      { ...good, bits: good.bits.slice(1) },
      { ...good, bits: good.bits.replace(/./, 'x') },
      { ...good, hash: good.hash.slice(1) },
      { ...good, hash: good.hash.map(() => 'ffffffffffffffff') },
      { ...good, most: '1e9' },
      { ...good, event: { ...good.event, kind: 'staircase' } },
    ])
      expect(() => readHistogramSketch(bad)).toThrow(/must (be|take)/)
  })

  it('names its event, which costs what the sketch does', () => {
    for (const change of [
      { maxGroups: 3, maxPerGroup: 2, neighbours: 'change-one' },
      { rows: 4, neighbours },
    ] as const) {
      const histogram = sparseHistogram({ ...change, epsilon: '3/2', most: 100n, total: 500n })
      const event = histogram.event()
      expect(readEvent(JSON.parse(JSON.stringify(event)))).toEqual(event)
      expect(priceEvent(event, { measure: 'pure' })).toEqual(histogram.loss())
      expect(histogram.loss().epsilon).toBeLessThanOrEqual(1.5)
      expect(priceEvent(event, { measure: 'zcdp' })).toMatchObject({ kind: 'zcdp' })
    }
  })

  it('takes counts beyond its bounds for the nearest, and never speaks of them', () => {
    const small = sparseHistogram({ ...oneKey, epsilon: 2, most: 10n, total: 20n })
    const released = (count: bigint) =>
      JSON.stringify(small.invoke([['a', count]], { bits: seededBits('clamp') }))
    expect(released(10n ** 30n)).toBe(released(10n))
    expect(released(-(10n ** 30n))).toBe(
      JSON.stringify(small.invoke([], { bits: seededBits('clamp') })),
    )
    expect(() =>
      small.invoke([
        ['secret', 1n],
        ['secret', 2n],
      ]),
    ).toThrow(/^keys must be[^0-9]*$/)
  })

  it('refuses parameters that make no sense', () => {
    const good = { ...oneKey, epsilon: 1, most: 10n, total: 20n } as const
    expect(() => sparseHistogram({ ...good, most: 0n })).toThrow(/at least 1/)
    expect(() => sparseHistogram({ ...good, total: 0n })).toThrow(/at least 1/)
    expect(() => sparseHistogram({ ...good, cells: 100 })).toThrow(/power of two/)
    expect(() => sparseHistogram({ ...good, alpha: 0 })).toThrow(/more than 0/)
    expect(() => sparseHistogram({ ...good, most: 10n ** 7n })).toThrow(/65536 digits/)
    expect(() => sparseHistogram({ ...good, total: 10n ** 12n })).toThrow(/2\^26 cells/)
    expect(() => sparseHistogram({ ...good, epsilon: 0 })).toThrow(/more than 0/)
  })
})

describe('estimates from unary digits', () => {
  it('are the middle of the highest points', () => {
    const from = (digits: string) => unaryEstimate((level) => digits[level] === '1', digits.length)
    expect(from('11101001')).toBe(4)
    expect(from('10001001')).toBe(1)
    expect(from('01100101')).toBe(3)
    expect(from('0000')).toBe(0)
    expect(from('')).toBe(0)
  })

  it('are further off no more often than stated, and nearly as often: every vector of digits', () => {
    const length = 14
    /** Pr[more than d digits off], d from 0, by the definition. */
    const beyond = (truth: number, { ones, zeros }: { ones: number; zeros: number }): number[] => {
      const far = Array.from({ length }, () => 0)
      for (let mask = 0; mask < 2 ** length; mask++) {
        let chance = 1
        for (let level = 0; level < length; level++) {
          const yes = level < truth ? 1 - ones : zeros
          chance *= (mask >> level) & 1 ? yes : 1 - yes
        }
        const off = Math.abs(unaryEstimate((level) => ((mask >> level) & 1) === 1, length) - truth)
        for (let d = 0; d < off; d++) far[d] = (far[d] ?? 0) + chance
      }
      return far
    }
    for (const errors of [
      { ones: 0.2, zeros: 0.23 },
      { ones: 0.02, zeros: 0.38 },
      { ones: 0.35, zeros: 0.35 },
    ])
      for (const truth of [0, 1, 2, 7, 12, 14]) {
        const bounds = unaryTails(errors)
        for (const found of beyond(truth, errors))
          expect(found).toBeLessThanOrEqual(bounds.next().value + 1e-12)
      }
    const bounds = unaryTails({ ones: 0.2, zeros: 0.23 })
    for (const found of beyond(7, { ones: 0.2, zeros: 0.23 }).slice(0, 4))
      expect(found).toBeGreaterThan(bounds.next().value / 4)
  })
})

describe('the hash of keys', () => {
  it('tells texts apart by length, order and code units', () => {
    const hash = keyHash(drawHashSeed(1, seededBits('texts')), 28)
    const texts = ['', '\0', '\0\0', 'a', 'b', 'ab', 'ba', '\ud83d\ude00', '\ud83d']
    expect(new Set(texts.map((text) => hash(text)(0))).size).toBe(texts.length)
  })

  it('reads bits where they were written', () => {
    const vector = Uint8Array.of(0b0000_0101, 0b1000_0000)
    const ones = Array.from({ length: 16 }, (_, cell) => cell).filter((cell) => bitOf(vector, cell))
    expect(ones).toEqual([0, 2, 15])
  })
})
