import { exp, rational, toNumber } from '@dither/math'
import { expectEnumeratedLaw, seededBits } from '@dither/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { priceEvent } from '../../account/price-event.ts'
import { readEvent } from '../../account/read-event.ts'
import type { BitSource } from '../../random/bits.ts'
import { events } from '../../space/events.ts'
import { pureLoss } from '../../space/loss.ts'
import { type SparseVector, sparseVector } from './sparse-vector.ts'

/** The law of discrete Laplace noise, in doubles good to 1e-13. */
const mass = (scale: number, x: number): number => {
  const q = exp(-1 / scale)
  return ((1 - q) / (1 + q)) * exp(-Math.abs(x) / scale)
}
const atLeast = (scale: number, t: number): number => {
  const q = exp(-1 / scale)
  return t > 0 ? exp(-t / scale) / (1 + q) : 1 - exp(-(1 - t) / scale) / (1 + q)
}

/** What a stream told, as text: "-" below, "+" above, "+3" above with a value. */
type Told = readonly string[]
const shown = (told: string): number => Number(told.slice(1))
interface Noises {
  readonly threshold: number
  readonly query: number
  readonly value?: number
}
/** The probability of what was told, for answers against threshold 0; how, is what the twins differ in. */
type Law = (answers: readonly number[], told: Told, noises: Noises) => number

const sumOver = (scale: number, term: (z: number) => number): number => {
  const reach = Math.ceil(45 * scale) + 30
  let sum = 0
  for (let z = -reach; z <= reach; z++) sum += mass(scale, z) * term(z)
  return sum
}
const each = (answers: readonly number[], told: Told, one: (a: number, t: string) => number) =>
  told.reduce((product, t, i) => product * one(answers[i] ?? 0, t), 1)

const lawOf: Law = (answers, told, { threshold, query, value }) =>
  sumOver(threshold, (z) =>
    each(answers, told, (a, t) => {
      if (t === '-') return 1 - atLeast(query, z - a)
      return atLeast(query, z - a) * (t === '+' ? 1 : mass(value ?? 1, shown(t) - a))
    }),
  )
const noThresholdNoise: Law = (answers, told, { query }) =>
  each(answers, told, (a, t) => (t === '-' ? 1 - atLeast(query, -a) : atLeast(query, -a)))
const thresholdAnewEachTime: Law = (answers, told, noises) =>
  each(answers, told, (a, t) => lawOf([a], [t], noises))
const noQueryNoise: Law = (answers, told, { threshold }) =>
  sumOver(threshold, (z) => each(answers, told, (a, t) => (a >= z === (t === '+') ? 1 : 0)))
const valueOfTheComparison: Law = (answers, told, { threshold, query }) =>
  sumOver(threshold, (z) =>
    each(answers, told, (a, t) => {
      if (t === '-') return 1 - atLeast(query, z - a)
      return shown(t) >= z ? mass(query, shown(t) - a) : 0
    }),
  )

const noisesOf = ({ scales }: SparseVector): Noises => ({
  threshold: toNumber(scales.threshold),
  query: toNumber(scales.query),
  ...(scales.value === undefined ? {} : { value: toNumber(scales.value) }),
})

/** Everything that `length` answers can be told as, with at most `most` above. */
function everyTold(length: number, most: number, values: readonly string[] = ['+']): Told[] {
  if (length === 0) return [[]]
  const below = everyTold(length - 1, most, values).map((rest) => ['-', ...rest])
  if (most === 0) return []
  const after = most === 1 ? [[]] : everyTold(length - 1, most - 1, values)
  return [...below, ...values.flatMap((v) => after.map((rest) => [v, ...rest]))]
}

/** The largest privacy loss, either way, over everything that can be told. */
function worstLoss(
  law: Law,
  [x, y]: readonly [readonly number[], readonly number[]],
  told: readonly Told[],
  noises: Noises,
): number {
  let worst = 0
  for (const t of told) {
    const [p, q] = [law(x, t, noises), law(y, t, noises)]
    worst = Math.max(worst, p / q, q / p)
  }
  return worst
}

const steps = fc.array(fc.tuple(fc.integer({ min: -5, max: 5 }), fc.integer({ min: -2, max: 2 })), {
  minLength: 1,
  maxLength: 5,
})
const change = { sensitivity: 2 }

describe('a stream', () => {
  const told = (by: SparseVector, answers: readonly bigint[]) => (bits: BitSource) => {
    const stream = by.start(0n, { bits })
    const texts: string[] = []
    for (const answer of answers) {
      if (stream.left() === 0) break
      const { above, value } = stream.next(answer)
      texts.push(above ? `+${value ?? ''}` : '-')
    }
    return texts.join(' ')
  }

  it('has exactly the stated law, by every bit string', () => {
    const scales = { threshold: 3, query: 5 }
    const make = (more: object = {}) =>
      sparseVector({ sensitivity: 1, scales: { ...scales, ...more } })
    const law = (key: string) => {
      const p = lawOf([4], [key], scales)
      return { low: rational(p - 1e-12), high: rational(p + 1e-12) }
    }
    const run = told(make(), [4n])
    const { undecided } = expectEnumeratedLaw(run, law, {
      wordBits: 3,
      depth: 5,
      support: ['+', '-'],
      mutants: {
        'the answer forgotten': told(make(), [0n]),
        'the answer on the wrong side': told(make(), [-4n]),
        'above and below exchanged': (bits) => (run(bits) === '+' ? '-' : '+'),
      },
    })
    expect(toNumber(undecided)).toBeLessThan(0.45)
  })

  it('compares with one and the same noisy threshold, and draws anew for everything else', () => {
    const stream = (threshold: number, query: number) =>
      sparseVector({ sensitivity: 1, most: 400, scales: { threshold, query, value: 1000 } })
    // All noise in the threshold: equal answers are told the same.
    const same = stream(1000, 0.001).start(0n, { bits: seededBits('same') })
    expect(new Set(Array.from({ length: 99 }, () => same.next(0n).above)).size).toBe(1)
    // All noise in the comparisons: they are not.
    const anew = stream(0.001, 1000).start(0n, { bits: seededBits('anew') })
    const answers = Array.from({ length: 99 }, () => anew.next(0n))
    expect(new Set(answers.map(({ above }) => above)).size).toBe(2)
    const values = answers.flatMap(({ value }) => (value === undefined ? [] : [value]))
    expect(new Set(values).size).toBeGreaterThan(values.length / 2)
    // A value has no side: the noise of its comparison would nearly always be at least 0.
    expect(values.some((value) => value < -100n)).toBe(true)
  })

  it('ends after `most` answers above, and not before', () => {
    const stream = sparseVector({ epsilon: 1, sensitivity: 1, most: 2 }).start(0n)
    const [high, low] = [10n ** 9n, -(10n ** 9n)]
    for (const answer of [low, high, low, low]) stream.next(answer)
    expect(stream.left()).toBe(1)
    expect(stream.next(high)).toEqual({ above: true })
    expect(() => stream.next(low)).toThrow(/so many answers were above, and the stream has ended/)
    expect(stream.left()).toBe(0)
  })

  it('depends on answers by how far they are from the threshold alone', () => {
    const mechanism = sparseVector({ epsilon: 1, sensitivity: 1, most: 3 })
    fc.assert(
      fc.property(fc.bigInt(), fc.array(fc.bigInt(-9n, 9n)), fc.integer(), (by, answers, seed) => {
        const run = (threshold: bigint): boolean[] => {
          const stream = mechanism.start(threshold, { bits: seededBits(seed) })
          return answers.flatMap((a) =>
            stream.left() > 0 ? [stream.next(a + threshold).above] : [],
          )
        }
        expect(run(by)).toEqual(run(0n))
      }),
    )
  })
})

describe('neighbouring streams', () => {
  it.each([
    ['either way', false],
    ['one way', true],
  ])('whose answers move %s stay within epsilon, whatever is told', (_, monotone) => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 3 }), fc.boolean(), (moves, most, show) => {
        const mechanism = sparseVector({
          ...change,
          epsilon: 1.5,
          monotone,
          most,
          valueShare: show ? 0.25 : 0,
        })
        const x = moves.map(([a]) => a)
        const y = moves.map(([a, move]) => a + (monotone ? Math.abs(move) : move))
        const values = show ? ['+-3', '+0', '+4'] : ['+']
        const told = everyTold(Math.min(moves.length, show ? 3 : 5), most, values)
        const loss = worstLoss(lawOf, [x, y], told, noisesOf(mechanism))
        expect(loss).toBeLessThanOrEqual(exp(1.5) * (1 + 1e-9))
      }),
      { numRuns: 25 },
    )
  })

  // [LSL17], figure 1 and section 3: what was published, and why it is not private.
  const four = [0, 0, 0, 0]
  const twins: readonly (readonly [string, Law, Noises, readonly [number[], number[]], Told])[] = [
    [
      'without noise on the threshold',
      noThresholdNoise,
      { threshold: 2, query: 4 },
      [new Array<number>(40).fill(0), new Array<number>(40).fill(1)],
      new Array<string>(40).fill('-'),
    ],
    [
      'with the threshold drawn anew for every answer',
      thresholdAnewEachTime,
      { threshold: 2, query: 4 },
      [new Array<number>(40).fill(0), new Array<number>(40).fill(1)],
      new Array<string>(40).fill('-'),
    ],
    [
      'without noise on the comparisons (Stoddard et al. 2014)',
      noQueryNoise,
      { threshold: 1, query: 1 },
      [
        [0, 1],
        [1, 0],
      ],
      ['-', '+'],
    ],
    [
      'with as many above as there are (Chen et al. 2015)',
      lawOf,
      { threshold: 2, query: 2 },
      [
        [...four, ...four],
        [1, 1, 1, 1, -1, -1, -1, -1],
      ],
      ['-', '-', '-', '-', '+', '+', '+', '+'],
    ],
    [
      'with comparisons whose noise does not grow with `most` (Lee and Clifton 2014)',
      lawOf,
      // epsilon / 4 for the threshold and 3 epsilon / 4 for all comparisons, as if one were above.
      { threshold: 4, query: 4 / 3 },
      [
        [...four, ...four],
        [1, 1, 1, 1, -1, -1, -1, -1],
      ],
      ['-', '-', '-', '-', '+', '+', '+', '+'],
    ],
    [
      'with the noisy value of the comparison released (Roth 2011)',
      valueOfTheComparison,
      { threshold: 2, query: 4 },
      [
        [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
        [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0],
      ],
      [...new Array<string>(10).fill('-'), '+-9'],
    ],
  ]
  it.each(twins)('are told apart by a twin %s', (_, law, noises, pair, told) => {
    expect(worstLoss(law, pair, [told], noises)).toBeGreaterThan(exp(1))
  })

  it('nearly reach epsilon: no part of the price can be left out', () => {
    // Many below pin the threshold's noise; the last one moves the other way.
    const mechanism = sparseVector({ epsilon: 1, sensitivity: 1 })
    const pair = [
      [...new Array<number>(60).fill(0), 1],
      [...new Array<number>(60).fill(1), 0],
    ] as const
    const told = [...new Array<string>(60).fill('-'), '+']
    const loss = worstLoss(lawOf, pair, [told], noisesOf(mechanism))
    expect(loss).toBeGreaterThan(exp(0.9))
    expect(loss).toBeLessThanOrEqual(exp(1) * (1 + 1e-12))
    // Taken for monotone, the same answers cost more than the claim.
    const wrong = noisesOf(sparseVector({ epsilon: 1, sensitivity: 1, monotone: true }))
    expect(worstLoss(lawOf, pair, [told], wrong)).toBeGreaterThan(exp(1.1))
    // And one value is worth its own share.
    const withValue = sparseVector({ epsilon: 1, sensitivity: 1, valueShare: 0.5 })
    const value = [...told.slice(0, -1), '+40']
    const pay = worstLoss(lawOf, pair, [value], noisesOf(withValue))
    expect(pay).toBeGreaterThan(exp(0.9))
    expect(pay).toBeLessThanOrEqual(exp(1) * (1 + 1e-12))
  })
})

describe('the price', () => {
  it('is the budget, exactly, however it is split', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 999 }),
        fc.integer({ min: 1, max: 50 }),
        fc.boolean(),
        fc.integer({ min: 0, max: 9 }),
        (n, most, monotone, tenths) => {
          const epsilon = rational(BigInt(n), 100n)
          const mechanism = sparseVector({
            epsilon,
            sensitivity: '7/3',
            most,
            monotone,
            valueShare: tenths / 10,
          })
          expect(mechanism.loss()).toEqual(pureLoss(epsilon))
          const event = mechanism.event({ neighbours: 'add-remove' })
          expect(priceEvent(event, { measure: 'pure' })).toEqual(pureLoss(epsilon))
          expect(readEvent(JSON.parse(JSON.stringify(event)))).toEqual(event)
        },
      ),
      { numRuns: 40 },
    )
  })

  it('is the sum of its three parts for given scales, and follows what may change', () => {
    const mechanism = sparseVector({
      sensitivity: 1,
      most: 3,
      scales: { threshold: 4, query: 12, value: 6 },
    })
    expect(mechanism.loss()).toEqual(pureLoss('5/4'))
    expect(mechanism.loss({ sensitivity: 2 })).toEqual(pureLoss('5/2'))
    expect(mechanism.loss({ monotone: true })).toEqual(pureLoss(1))
    expect(priceEvent(mechanism.event(), { measure: 'zcdp' })).toMatchObject({
      kind: 'zcdp',
      exact: { rho: rational('25/32') },
    })
    expect(mechanism.event()).toEqual(
      events.sparseVector({
        sensitivity: 1,
        most: 3,
        scales: { threshold: 4, query: 12, value: 6 },
      }),
    )
  })
})

describe('accuracy', () => {
  it('holds for all answers at once, n = 4,000 streams', () => {
    const mechanism = sparseVector({ epsilon: 1, sensitivity: 1, most: 20 })
    const queries = 20
    const reach = BigInt(mechanism.accuracy({ confidence: 0.9, queries }))
    const bits = seededBits('accuracy')
    let wrong = 0
    for (let i = 0; i < 4000; i++) {
      const stream = mechanism.start(0n, { bits })
      const answers = Array.from({ length: queries }, (_, j) => BigInt(j * 30 - 300))
      const fault = answers.some((a) => {
        const { above } = stream.next(a)
        return above ? a < -reach : a >= reach
      })
      if (fault) wrong++
    }
    // 400 on average at most; 520 is 6.3 deviations more.
    expect(wrong).toBeLessThan(520)
    expect(mechanism.accuracy({ confidence: 0.99, queries })).toBeGreaterThan(Number(reach))
  })

  it('of values is that of their own noise', () => {
    const scales = { threshold: 1, query: 1, value: 2 }
    expect(sparseVector({ sensitivity: 1, scales }).valueAccuracy({ confidence: 0.95 })).toBe(6)
    expect(() =>
      sparseVector({ sensitivity: 1, epsilon: 1 }).valueAccuracy({ confidence: 0.95 }),
    ).toThrow(/valueShare is 0, must be more than 0/)
  })
})

it('refuses what makes no sense, and names no answer', () => {
  const fine = { epsilon: 1, sensitivity: 1 }
  for (const options of [
    { ...fine, epsilon: 0 },
    { ...fine, sensitivity: 0 },
    { ...fine, most: 0 },
    { ...fine, most: 1.5 },
    { ...fine, valueShare: 1 },
    { ...fine, valueShare: -0.1 },
    { sensitivity: 1, scales: { threshold: 0, query: 1 } },
    { sensitivity: 1, scales: { threshold: 1, query: -1 } },
  ])
    expect(() => sparseVector(options)).toThrow(/must be/)
  const stream = sparseVector(fine).start(0n)
  const wrong: unknown = 17.25
  // biome-ignore lint/suspicious/noExplicitAny: what a caller without types may do
  expect(() => stream.next(wrong as any)).toThrow('answer must be a bigint')
})
