import {
  add,
  compare,
  divide,
  exactDouble,
  exp,
  expInterval,
  multiply,
  negate,
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
import type { StatedNeighbours } from '../../space/key-reach.ts'
import { pureLoss, zcdpLoss } from '../../space/loss.ts'
import { cauchyNoise } from './cauchy-noise.ts'
import { cauchyShift } from './cauchy-shift.ts'
import { drawCauchy } from './draw-cauchy.ts'
import { smoothGap, smoothMedian } from './smooth-median.ts'
import { smoothWeights } from './smooth-weights.ts'
import { medianPlace, sortedValues, widestGap } from './sorted-values.ts'

const relations = ['change-one', 'add-remove'] as const
const range = 3
const bounds = { lower: 0n, upper: BigInt(range) }
type Table = readonly number[]

/** All sorted tables of `count` values from 0 to `range`. */
function tablesOf(count: number, from = 0): Table[] {
  if (count === 0) return [[]]
  return Array.from({ length: range - from + 1 }, (_, i) => from + i).flatMap((first) =>
    tablesOf(count - 1, first).map((rest) => [first, ...rest]),
  )
}

function neighboursOf(table: Table, relation: StatedNeighbours): Table[] {
  const values = Array.from({ length: range + 1 }, (_, v) => v)
  const inOrder = (changed: Table): Table => [...changed].sort((a, b) => a - b)
  if (relation === 'change-one')
    return table.flatMap((_, i) => values.map((v) => inOrder(table.with(i, v))))
  return [
    ...table.map((_, i) => table.toSpliced(i, 1)),
    ...values.map((v) => inOrder([...table, v])),
  ]
}

const medianOf = (table: Table): number => {
  const sorted = sortedValues(table, bounds)
  return sorted.at(medianPlace(sorted.count))
}
const localOf = (table: Table, relation: StatedNeighbours): number =>
  Math.max(
    0,
    ...neighboursOf(table, relation).map((near) => Math.abs(medianOf(near) - medianOf(table))),
  )

/** The largest local sensitivity within k changes, by visiting all of these tables. */
function gapsByVisit(table: Table, relation: StatedNeighbours, most: number): number[] {
  const seen = new Map<string, Table>([[table.join(), table]])
  let edge: Table[] = [table]
  const gaps: number[] = []
  for (let k = 0; k <= most; k++) {
    gaps.push(Math.max(gaps[k - 1] ?? 0, ...edge.map((one) => localOf(one, relation))))
    const next = new Map<string, Table>()
    for (const one of edge)
      for (const near of neighboursOf(one, relation)) {
        if (seen.has(near.join())) continue
        seen.set(near.join(), near)
        next.set(near.join(), near)
      }
    edge = [...next.values()]
  }
  return gaps
}

const tables = [0, 1, 2, 3, 4, 5].flatMap((count) => tablesOf(count))

describe('how far the median of near tables moves', () => {
  it.each(relations)('is found exactly under %s, for all small tables', (relation) => {
    for (const table of tables.filter(({ length }) => length > 0 && length < 5)) {
      const sorted = sortedValues(table, bounds)
      const most = table.length
      const found = Array.from({ length: most + 1 }, (_, k) => widestGap(sorted, relation, k))
      expect(found, table.join()).toEqual(gapsByVisit(table, relation, most))
    }
  })

  it('is the range from as many changes on as there are values', () => {
    for (const relation of relations)
      for (const table of tables)
        for (const more of [0, 1, 7])
          expect(widestGap(sortedValues(table, bounds), relation, table.length + more)).toBe(range)
  })

  it('is read from any values: rounded, clamped, NaN as the lower bound', () => {
    const { count, at } = sortedValues([2.5, Number.NaN, -7, 1e300, 0.49, Infinity], bounds)
    expect([count, ...Array.from({ length: 8 }, (_, i) => at(i))]).toEqual([
      6, 0, 0, 0, 0, 3, 3, 3, 3,
    ])
  })
})

describe('weights', () => {
  it('fall by no more than e^-beta a step, and hardly less, exactly', () => {
    for (const beta of [rational('1/100'), rational('3/8'), rational(2), rational(60)]) {
      const weights = [...smoothWeights(beta)].map(exactDouble)
      const { high } = expInterval(negate(beta), 80)
      expect(weights[0]).toEqual(rational(1))
      weights.slice(1).forEach((weight, k) => {
        const fallen = multiply(high, weights[k] ?? rational(0))
        expect(compare(weight, fallen)).toBeGreaterThanOrEqual(0)
        const most = multiply(add(high, rational(1n, 1n << 60n)), rational('1000002/1000000'))
        expect(compare(weight, multiply(most, weights[k] ?? rational(0)))).toBeLessThan(0)
      })
      expect(toNumber(weights.at(-1) ?? rational(1))).toBeLessThan(2 ** -47)
    }
  })

  it('are few where beta is tiny: from some on they stay', () => {
    const weights = smoothWeights(rational('1/10000'))
    expect(weights.length).toBe(32_768)
    expect(weights.at(-1)).toBeCloseTo(exp(-3.2767), 3)
    const sorted = sortedValues([0, 1, 2], bounds)
    expect(smoothGap(sorted, 'change-one', weights, range)).toBeCloseTo(range, 2)
  })

  it('never fall where beta is below what 21 bits can tell', () => {
    expect([...smoothWeights(rational('1/10000000'))]).toEqual([1])
  })
})

const smoothOf = (
  table: Table,
  relation: StatedNeighbours,
  weights: Float64Array,
  gap = smoothGap,
): Rational => exactDouble(gap(sortedValues(table, bounds), relation, weights, range))

/** All pairs of small neighbours. */
function* pairs(relation: StatedNeighbours): Generator<readonly [Table, Table]> {
  for (const x of tables) for (const y of neighboursOf(x, relation)) yield [x, y]
}

describe('the smooth bound', () => {
  const beta = rational('1/2')
  const weights = smoothWeights(beta)

  it.each(relations)(
    'is at least the local sensitivity, and e^beta-smooth, under %s',
    (relation) => {
      const most = expInterval(beta, 80).high
      for (const [x, y] of pairs(relation)) {
        const [s, t] = [smoothOf(x, relation, weights), smoothOf(y, relation, weights)]
        expect(compare(rational(Math.abs(medianOf(x) - medianOf(y))), s)).toBeLessThanOrEqual(0)
        expect(compare(s, multiply(most, t))).toBeLessThanOrEqual(0)
      }
    },
  )

  it.each(relations)('is the smallest one, nearly, under %s', (relation) => {
    for (const table of tables) {
      const sorted = sortedValues(table, bounds)
      const exact = Array.from(
        { length: table.length + 1 },
        (_, k) => exp(-k / 2) * widestGap(sorted, relation, k),
      )
      const found = toNumber(smoothOf(table, relation, weights))
      expect(found).toBeGreaterThanOrEqual(Math.max(...exact) * (1 - 1e-12))
      expect(found).toBeLessThanOrEqual(Math.max(...exact) * (1 + 1e-5))
    }
  })

  it('skips no k that counts: the same by all k and all windows', () => {
    const values = fc.array(fc.integer({ min: -50, max: 50 }), { maxLength: 40 })
    const wide = { lower: -40n, upper: 45n }
    fc.assert(
      fc.property(values, fc.constantFrom(...relations), (given, relation) => {
        const sorted = sortedValues(given, wide)
        const all = Array.from(
          { length: given.length + 1 },
          (_, k) =>
            (weights[Math.min(k, weights.length - 1)] ?? 0) * widestGap(sorted, relation, k),
        )
        const floor = (weights.at(-1) ?? 0) * 85
        expect(smoothGap(sorted, relation, weights, 85)).toBe(Math.max(floor, ...all))
      }),
    )
  })

  it('takes many equal values, and as many on each side', () => {
    const wide = { lower: 0n, upper: 200_000n }
    for (const relation of relations) {
      const equal = sortedValues(new Float64Array(200_000).fill(7), wide)
      expect(smoothGap(equal, relation, weights, 2e5)).toBe((weights.at(-1) ?? 0) * 2e5)
      const halves = sortedValues(
        Float64Array.from({ length: 200_000 }, (_, i) => (i % 2) * 2e5),
        wide,
      )
      expect(smoothGap(halves, relation, weights, 2e5)).toBe(2e5)
    }
  })
})

/** Pr[nearest(scale Z) = k], within 1e-12. */
const cauchyMass = (scale: number, k: number): number => {
  const below = (x: number): number => Math.atan(x / scale) / Math.PI
  return below(k + 0.5) - below(k - 0.5)
}

/**
 * Whether Cauchy laws of these centres and scales are within c = e^epsilon of each other at every point: exactly if
 * (x - y)^2 + s^2 + t^2 <= (c + 1 / c) s t. [smooth-sensitivity.proof.md]
 */
function within(
  epsilon: Rational,
  [x, s]: readonly [number, Rational],
  [y, t]: readonly [number, Rational],
): boolean {
  const both = add(expInterval(epsilon, 96).low, expInterval(negate(epsilon), 96).low)
  const squares = add(multiply(s, s), multiply(t, t))
  const left = add(rational((x - y) ** 2), squares)
  return compare(left, multiply(both, multiply(s, t))) <= 0
}

describe('neighbours', () => {
  const epsilon = rational(1)
  const beta = rational('3/4')
  const alpha = cauchyShift(epsilon, beta)
  const holds = (
    relation: StatedNeighbours,
    bound: (table: Table) => Rational,
    shift = alpha,
  ): boolean => {
    for (const [x, y] of pairs(relation)) {
      const scaleOf = (table: Table): Rational => divide(bound(table), shift)
      if (!within(epsilon, [medianOf(x), scaleOf(x)], [medianOf(y), scaleOf(y)])) return false
    }
    return true
  }
  const oneLess: typeof smoothGap = (sorted, relation, weights, whole) =>
    Math.max(
      (weights.at(-1) ?? 0) * whole,
      ...Array.from(
        { length: sorted.count + 1 },
        (_, k) => (weights[k + 1] ?? 0) * widestGap(sorted, relation, k),
      ),
    )

  it.each(relations)('are within epsilon at every answer, exactly, under %s', (relation) => {
    const weights = smoothWeights(beta)
    const other = relation === 'add-remove' ? 'change-one' : 'add-remove'
    const tiny = rational(1n, 1n << 20n)
    expect(holds(relation, (table) => smoothOf(table, relation, weights))).toBe(true)
    const twins: Record<string, boolean> = {
      'the local sensitivity, and a little': holds(relation, (table) =>
        add(tiny, rational(localOf(table, relation))),
      ),
      'weights of twice the beta': holds(relation, (table) =>
        smoothOf(table, relation, smoothWeights(rational('3/2'))),
      ),
      'k counted from 1': holds(relation, (table) => smoothOf(table, relation, weights, oneLess)),
      'half the bound': holds(relation, (table) =>
        multiply(rational('1/2'), smoothOf(table, relation, weights)),
      ),
      'an alpha that is twice as large': holds(
        relation,
        (table) => smoothOf(table, relation, weights),
        multiply(rational(2), alpha),
      ),
    }
    if (relation === 'change-one')
      twins['the gaps of the other relation'] = holds(relation, (table) =>
        smoothOf(table, other, weights),
      )
    for (const [name, kept] of Object.entries(twins)) expect(kept, name).toBe(false)
  })

  it('have answers whose chances, rounded, keep within epsilon, and some nearly reach it', () => {
    // By the law of what is released, and so without the inequality above.
    const weights = smoothWeights(beta)
    for (const relation of relations) {
      let largest = 0
      for (const [x, y] of pairs(relation)) {
        const [p, q] = [x, y].map((table) => {
          const scale = toNumber(divide(smoothOf(table, relation, weights), alpha))
          return Array.from({ length: 41 }, (_, i) => cauchyMass(scale, i - 20 - medianOf(table)))
        })
        p?.forEach((mass, i) => {
          const loss = Math.abs(Math.log(mass / (q?.[i] ?? 0)))
          // Masses err by 1e-16 or so: small ones say little.
          if (mass > 1e-9) largest = Math.max(largest, loss)
        })
      }
      expect(largest).toBeLessThan(1 + 1e-6)
      expect(largest).toBeGreaterThan(0.7)
    }
  })

  it('have densities within the hyperbolic distance, which is reached', () => {
    const positive = fc.double({ min: 0.1, max: 10, noNaN: true })
    fc.assert(
      fc.property(fc.double({ min: -5, max: 5, noNaN: true }), positive, positive, (d, s, t) => {
        const density = (u: number, scale: number): number => scale / (u * u + scale * scale)
        const distance = Math.acosh(1 + (d * d + (s - t) ** 2) / (2 * s * t))
        let largest = 0
        // u over all of the line, by its angle.
        for (let i = 1; i < 4000; i++) {
          const u = 3 * Math.tan(Math.PI * (i / 4000 - 0.5))
          largest = Math.max(largest, Math.abs(Math.log(density(u, s) / density(u + d, t))))
        }
        expect(largest).toBeLessThanOrEqual(distance + 1e-9)
        expect(largest).toBeGreaterThan(0.98 * distance - 0.01)
      }),
    )
  })

  it('attain it, for the alpha: a little more is too much', () => {
    for (const beta of ['1/100', '1/2', '3/4', '95/100'].map((text) => rational(text))) {
      const shift = cauchyShift(epsilon, beta)
      const ratios = [rational(1), expInterval(beta, 90).low]
      const fits = (moved: Rational): boolean =>
        ratios.every((ratio) => {
          const both = add(expInterval(epsilon, 96).high, expInterval(negate(epsilon), 96).high)
          const left = add(multiply(moved, moved), add(rational(1), multiply(ratio, ratio)))
          return compare(left, multiply(both, ratio)) <= 0
        })
      expect(fits(shift)).toBe(true)
      expect(fits(multiply(shift, rational('1000001/1000000')))).toBe(false)
    }
  })

  it('have a shift at every epsilon', () => {
    for (const [value, expected] of [
      ['1/1000000', Math.sqrt(7) / 4 / 1e6],
      ['1', Math.sqrt(exp(0.75) * (exp(1) + exp(-1)) - exp(1.5) - 1)],
      ['40', 2 * Math.sinh(20)],
    ] as const) {
      const found = toNumber(cauchyNoise({ epsilon: value }).alpha)
      expect(found / expected).toBeCloseTo(1, 4)
    }
    expect(cauchyNoise({ epsilon: 5000 }).alpha.numerator > 0n).toBe(true)
    expect(cauchyNoise({ epsilon: 1, beta: 0.999999999 }).alpha.numerator > 0n).toBe(true)
  })

  it('have 18 times the alpha beta of the published constants, nearly', () => {
    // alpha = beta = epsilon / 6; at small epsilons the best is alpha = beta = epsilon / sqrt(2).
    for (const value of ['1/1000', '1/10', '1']) {
      const given = rational(value)
      const { alpha: shift, beta: slope } = cauchyNoise({ epsilon: given })
      const gain = divide(
        multiply(shift, slope),
        multiply(given, multiply(given, rational('1/36'))),
      )
      expect(toNumber(gain)).toBeGreaterThan(17.8)
    }
    expect(toNumber(cauchyShift(rational('1/1000000'), rational('6/10000000')))).toBeCloseTo(
      8e-7,
      12,
    )
  })
})

describe('Cauchy noise', () => {
  it.each([
    ['1', 1],
    ['1/3', 1 / 3],
  ])('of scale %s has exactly its law, by every bit string', (text, scale) => {
    const run = (by: string) => (bits: BitSource) =>
      drawCauchy(multiply(rational(text), rational(by)), bits)
    const margin = rational('1/1000000000000')
    const law = (key: string) => {
      const mass = exactDouble(cauchyMass(scale, Number(key)))
      return { low: subtract(mass, margin), high: add(mass, margin) }
    }
    const { undecided } = expectEnumeratedLaw(run('1'), law, {
      wordBits: 2,
      depth: 8,
      support: ['0', '1', '-1', '2', '-2'],
      mutants: {
        'four times the scale': run('4'),
        'a quarter of the scale': run('1/4'),
        'never negative': (bits) => {
          const x = run('1')(bits)
          return x < 0n ? -x : x
        },
        'a uniform over a uniform': (bits) => {
          const [v, w] = [bits.next(), bits.next()]
          const sign = bits.next() < 2 ? 1n : -1n
          return sign * BigInt(Math.round((scale * (v + 0.5)) / (w + 0.5)))
        },
      },
    })
    expect(toNumber(undecided)).toBeLessThan(0.4)
  })

  it('takes scales of any size', () => {
    const bits = seededBits('scales')
    for (let i = 0; i < 200; i++) {
      expect(drawCauchy(rational(1n, 1n << 200n), bits)).toBe(0n)
      expect(String(drawCauchy(rational(1n << 200n), bits)).length).toBeGreaterThan(50)
      expect(drawCauchy(rational(0), bits)).toBe(0n)
    }
  })

  it('follows the bound it is given, and says how far it is off at a bound', () => {
    const noise = cauchyNoise({ epsilon: 1, beta: '1/2' })
    const far = noise.accuracy({ confidence: 0.95, smoothBound: 10 })
    expect(far / (10 / toNumber(noise.alpha))).toBeCloseTo(12.73, 0)
    expect(noise.accuracy({ confidence: 0, smoothBound: 0 })).toBe(0)
    expect(noise.loss()).toEqual(pureLoss(1))
    const bits = seededBits('off')
    const n = 4000
    let inside = 0
    for (let i = 0; i < n; i++) {
      const off = Number(noise.invoke(5n, rational(10), { bits })) - 5
      if (Math.abs(off) <= far) inside++
    }
    // 6.2 deviations of 95 % are 2.1 points.
    expect(inside / n).toBeGreaterThan(0.929)
  })
})

describe('the smooth median', () => {
  it('is near where values are dense, and always in its range', () => {
    const median = smoothMedian({ epsilon: 1, lower: 0, upper: 100, neighbours: 'change-one' })
    const bits = seededBits('median')
    const dense = Array.from({ length: 401 }, (_, i) => 40 + (i % 21))
    const released = Array.from({ length: 300 }, () => Number(median.invoke(dense, { bits })))
    expect(released.filter((x) => Math.abs(x - 50) <= 3).length).toBeGreaterThan(250)
    for (const sparse of [[], [3], [0, 100]])
      for (let i = 0; i < 50; i++) {
        const x = median.invoke(sparse, { bits })
        expect(x >= 0n && x <= 100n).toBe(true)
      }
    expect(toNumber(median.smoothBound([0, 100]))).toBe(100)
    expect(median.loss()).toEqual(pureLoss(1))
    expect(median.accuracy({ confidence: 0.9, smoothBound: 2 })).toBe(
      median.noise.accuracy({ confidence: 0.9, smoothBound: 2 }),
    )
  })

  it('has an event that costs epsilon, and comes back from JSON', () => {
    const made = smoothMedian({ epsilon: 0.5, lower: 0, upper: 9, neighbours: 'add-remove' })
    const event = made.event()
    expect(event).toEqual({
      version: 1,
      kind: 'smoothSensitivity',
      neighbours: 'add-remove',
      epsilon: '1/2',
      beta: '3/8',
    })
    expect(priceEvent(event, { measure: 'pure' })).toEqual(pureLoss(0.5))
    expect(priceEvent(event, { measure: 'zcdp' })).toEqual(zcdpLoss(0.125))
    expect(readEvent(JSON.parse(JSON.stringify(event)))).toEqual(event)
    expect(made.noise.event().neighbours).toBe('unstated')
    for (const wrong of [{ beta: '1/2' }, { beta: '0' }, { epsilon: '0' }, { epsilon: 1 }])
      expect(() => readEvent({ ...event, ...wrong })).toThrow(/must be/)
  })

  it('refuses what makes no sense', () => {
    const common = { lower: 0, upper: 10, neighbours: 'add-remove' } as const
    expect(() => smoothMedian({ ...common, epsilon: 1, beta: 1 })).toThrow(
      'beta is 1, must be less than epsilon',
    )
    expect(() => smoothMedian({ ...common, epsilon: 0 })).toThrow(/epsilon is 0/)
    expect(() => smoothMedian({ ...common, epsilon: 1, upper: 2 ** 40 })).toThrow(/at most 2\^32/)
    expect(() => cauchyNoise({ epsilon: 1 }).invoke(0n, rational(-1))).toThrow(
      'smoothBound must be a reduced rational, at least 0',
    )
  })
})
