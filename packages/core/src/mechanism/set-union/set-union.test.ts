import { add, compare, rational, toNumber } from '@dither/math'
import {
  choices,
  excessOf,
  mixedSets,
  releasedSets,
  type SetLaw,
  seededBits,
} from '@dither/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { priceEvent } from '../../account/price-event.ts'
import { readEvent } from '../../account/read-event.ts'
import { gaussianTail } from '../stability-histogram/noise-tail.ts'
import { keyWeights, weightedSelection } from '../weighted-selection/weighted-selection.ts'
import { fillGaps } from './fill-gaps.ts'
import { iterativeSelection } from './iterative-selection.ts'
import { policySelection, policyWeights } from './policy-selection.ts'
import { setUnion } from './set-union.ts'

type Unit = readonly string[]
type Update = (gaps: readonly bigint[], steps: bigint) => readonly bigint[]

const budget = { epsilon: 1, delta: 0.1 }

/** All orders of a list. */
const orders = <T>(list: readonly T[]): readonly (readonly T[])[] =>
  list.length === 0
    ? [[]]
    : list.flatMap((item, i) => orders(list.toSpliced(i, 1)).map((rest) => [item, ...rest]))

/** Every choice of so many keys of each unit, as often as any other. */
const kept = (units: readonly Unit[], most: number): readonly (readonly Unit[])[] =>
  units.reduce<readonly (readonly Unit[])[]>(
    (ways, unit) => ways.flatMap((way) => choices(unit, most).map((keys) => [...way, keys])),
    [[]],
  )
/** The chance of a weight to be released, remembered. */
const chances = (made: {
  readonly noise: { readonly variance: ReturnType<typeof rational> }
  readonly threshold: bigint
}) => {
  const tail = gaussianTail(made.noise.variance)
  const known = new Map<bigint, number>()
  return (weight: bigint): number => {
    const p = known.get(weight) ?? toNumber(tail(made.threshold - weight).high)
    known.set(weight, p)
    return p
  }
}

const sets: readonly Unit[] = [['a'], ['b'], ['a', 'b'], ['b', 'c'], ['a', 'b', 'c']]
const tables: readonly (readonly Unit[])[] = [
  [],
  ...sets.map((unit) => [unit]),
  ...sets.flatMap((unit) => sets.map((other) => [unit, other])),
]

/** The largest excess over all tables and one unit more, and the chance that a unit alone shows. */
const worst = (law: (units: readonly Unit[]) => SetLaw): { all: number; keys: number } => {
  let [all, keys] = [0, 0]
  for (const table of tables) {
    const without = law(table)
    for (const unit of sets) {
      const more = law([...table, unit])
      all = Math.max(all, excessOf(more, without, 1), excessOf(without, more, 1))
      if (table.length === 0) keys = Math.max(keys, 1 - (more.get('') ?? 0))
    }
  }
  return { all, keys }
}

const distance = (x: readonly bigint[], y: readonly bigint[]): number =>
  Math.sqrt(x.reduce((sum, value, i) => sum + Number(value - (y[i] ?? 0n)) ** 2, 0))

/** Updates that are tempting, and move neighbours apart. */
const twins: Readonly<Record<string, Update>> = {
  'nearest to the cut-off first': (gaps, steps) => {
    const left = [...gaps]
    let rest = steps
    for (const { i } of gaps.map((gap, i) => ({ gap, i })).sort((a, b) => Number(a.gap - b.gap))) {
      const given = (left[i] ?? 0n) < rest ? (left[i] ?? 0n) : rest
      left[i] = (left[i] ?? 0n) - given
      rest -= given
    }
    return left
  },
  'alike to all keys below the cut-off': (gaps, steps) => {
    const open = gaps.filter((gap) => gap > 0n).length
    const share = BigInt(Math.floor(Number(steps) / Math.sqrt(Math.max(1, open))))
    return gaps.map((gap) => (gap > share ? gap - share : 0n))
  },
}

describe('filling gaps', () => {
  const gaps = fc.array(fc.tuple(fc.bigInt(0n, 40_000n), fc.bigInt(0n, 40_000n)), {
    minLength: 1,
    maxLength: 5,
  })
  const apart = (update: Update, pairs: readonly (readonly [bigint, bigint])[]): number => {
    const [x, y] = [pairs.map(([gap]) => gap), pairs.map(([, gap]) => gap)]
    const moved = distance(update(x, 4096n), update(y, 4096n))
    return moved - distance(x, y) - 2 * Math.sqrt(x.length)
  }

  it('gives at most the L2 norm of one unit, and brings lists no further apart than its roundings', () => {
    fc.assert(
      fc.property(gaps, (pairs) => {
        const before = pairs.map(([gap]) => gap)
        const after = fillGaps(before, 4096n)
        const square = before.reduce((sum, gap, i) => sum + (gap - (after[i] ?? 0n)) ** 2n, 0n)
        expect(square <= 4096n ** 2n).toBe(true)
        expect(after.every((gap, i) => gap >= 0n && gap <= (before[i] ?? 0n))).toBe(true)
        expect(apart(fillGaps, pairs)).toBeLessThanOrEqual(1e-6)
      }),
      { numRuns: 2000 },
    )
  })

  it('has broken twins, which bring them further apart', () => {
    for (const update of Object.values(twins))
      expect(
        fc.check(
          fc.property(gaps, (pairs) => apart(update, pairs) <= 1e-6),
          { numRuns: 2000, seed: 4 },
        ).failed,
      ).toBe(true)
  })
})

describe('a policy selection', () => {
  const limits = { steps: 4096n, cutoff: 20_000n }
  const bits = seededBits('policy')
  const some = (n: number): number => Math.floor((bits.next() / 2 ** 32) * n)
  const random = (): readonly Unit[] =>
    Array.from({ length: 1 + some(30) }, () => {
      const size = 1 + some(4)
      return [...new Set(Array.from({ length: size }, () => String(some(6))))]
    })
  /** All weights, with any update. */
  const weightsBy =
    (update: Update) =>
    (units: readonly Unit[]): ReadonlyMap<string, bigint> => {
      const weights = new Map<string, bigint>()
      for (const unit of units) {
        const left = update(
          unit.map((key) => limits.cutoff - (weights.get(key) ?? 0n)),
          limits.steps,
        )
        unit.forEach((key, i) => {
          weights.set(key, limits.cutoff - (left[i] ?? 0n))
        })
      }
      return weights
    }
  /** How far one unit more, anywhere, moves all weights at the worst, less what is allowed. */
  const moved = (weights: (units: readonly Unit[]) => ReadonlyMap<string, bigint>): number => {
    let most = Number.NEGATIVE_INFINITY
    for (let run = 0; run < 1500; run++) {
      const units = random()
      const fewer = units.toSpliced(some(units.length), 1)
      const [x, y] = [weights(units), weights(fewer)]
      const keys = [...x.keys()]
      const far = distance(
        keys.map((key) => x.get(key) ?? 0n),
        keys.map((key) => y.get(key) ?? 0n),
      )
      most = Math.max(most, far - Number(limits.steps) - 4 * units.length)
    }
    return most
  }

  it('moves all weights by at most one unit in L2, whoever comes later; its twins by more', () => {
    const honest = (units: readonly Unit[]) => policyWeights(units, limits)
    expect(moved(honest)).toBeLessThanOrEqual(0)
    expect(moved(weightsBy(fillGaps))).toBeLessThanOrEqual(0)
    for (const update of Object.values(twins)) expect(moved(weightsBy(update))).toBeGreaterThan(100)
    // An order that another unit can turn round.
    const turned = (units: readonly Unit[]) => honest(units.length % 2 ? units.toReversed() : units)
    expect(moved(turned)).toBeGreaterThan(100)
    // Weight that is kept for later units.
    const saved = (units: readonly Unit[]) => {
      let rest = 0n
      return weightsBy((gaps, steps) => {
        const left = fillGaps(gaps, steps + rest)
        rest = left.every((gap) => gap === 0n) ? steps : 0n
        return left
      })(units)
    }
    expect(moved(saved)).toBeGreaterThan(100)
  })

  const law =
    (twin: { readonly steps?: bigint; readonly lower?: bigint; readonly most?: number } = {}) =>
    (units: readonly Unit[]): SetLaw => {
      const { noise, threshold, cutoff, steps } = made
      const chance =
        known.get(twin.lower ?? 0n) ?? chances({ noise, threshold: threshold - (twin.lower ?? 0n) })
      known.set(twin.lower ?? 0n, chance)
      const ways = kept(units, twin.most ?? 2).flatMap(orders)
      return mixedSets(
        ways.map((way) =>
          releasedSets(policyWeights(way, { cutoff, steps: twin.steps ?? steps }), chance),
        ),
      )
    }
  const made = policySelection({ ...budget, maxKeys: 2 })
  const known = new Map<bigint, (weight: bigint) => number>()

  it('keeps its (epsilon, delta) at every output of all small tables, in all orders', () => {
    const { all, keys } = worst(law())
    const claimed = toNumber(made.delta.high)
    expect(all).toBeLessThanOrEqual(budget.delta)
    expect(keys).toBeLessThanOrEqual(claimed)
    expect(keys).toBeGreaterThan(0.999 * claimed)
    // Twins: a unit of twice the weight, a threshold that is too low, keys that are not bounded.
    expect(worst(law({ steps: 2n * made.steps })).keys).toBeGreaterThan(claimed)
    expect(worst(law({ lower: made.steps / 100n })).keys).toBeGreaterThan(claimed)
    expect(worst(law({ most: 3 })).keys).toBeGreaterThan(claimed)
  })

  it('costs its epsilon, and at most its delta, in its event too', () => {
    expect(made.loss().epsilon).toBe(1)
    expect(made.loss().delta).toBeLessThanOrEqual(0.1)
    const event = readEvent(JSON.parse(JSON.stringify(made.event())))
    expect(event).toEqual(made.event())
    expect(priceEvent(event, { measure: 'approximate' })).toEqual(made.loss())
    // The noise is for more than one unit's weight: for all roundings besides, and they are few.
    const square = rational(made.event().noise.sensitivitySquared)
    expect(compare(square, rational(made.steps * made.steps))).toBeGreaterThan(0)
    expect(toNumber(square) / Number(made.steps) ** 2).toBeLessThan(1.00001)
    const wide = policySelection({ ...budget, maxKeys: 65_536 }).event()
    expect(toNumber(rational(wide.noise.sensitivitySquared)) / 2 ** 104).toBeLessThan(1.001)
  })
})

describe('an iterative selection', () => {
  const law = (
    made: ReturnType<typeof iterativeSelection>,
    remove = (unit: Unit, found: string): Unit => unit.filter((key) => !found.includes(key)),
  ) => {
    const rounds = made.rounds.map((round) => ({ ...round, chance: chances(round) }))
    return (units: readonly Unit[]): SetLaw => {
      // The law of all that the rounds told, one after another.
      let told: SetLaw = new Map([['', 1]])
      for (const { chance, steps } of rounds) {
        const next = new Map<string, number>()
        for (const [before, p] of told) {
          const left = units.map((unit) => remove(unit, before))
          const laws = kept(left, made.maxKeys).map((way) =>
            releasedSets(keyWeights(way, steps * steps), chance),
          )
          for (const [set, q] of mixedSets(laws)) next.set(`${before}/${set}`, p * q)
        }
        told = next
      }
      return told
    }
  }

  it('keeps its (epsilon, delta) at everything that its rounds tell of all small tables', () => {
    const made = iterativeSelection({ ...budget, maxKeys: 2, rounds: 2 })
    const run = law(made)
    let [all, keys] = [0, 0]
    for (const table of tables.slice(0, 16)) {
      const without = run(table)
      for (const unit of sets) {
        const more = run([...table, unit])
        all = Math.max(all, excessOf(more, without, 1), excessOf(without, more, 1))
        if (table.length === 0) keys = Math.max(keys, 1 - (more.get('//') ?? 0))
      }
    }
    expect(all).toBeLessThanOrEqual(budget.delta)
    expect(keys).toBeLessThanOrEqual(budget.delta / 2)
    expect(keys).toBeGreaterThan(0.9 * (budget.delta / 2))
  })

  it('shares one budget among its rounds; a twin whose rounds do not breaks it', () => {
    const made = iterativeSelection({ rho: 0.2, delta: 0.1, maxKeys: 2, rounds: 3, growth: 3 })
    const rhos = made.rounds.map((round) => {
      const price = priceEvent(round.event().noise, { measure: 'zcdp' })
      return price.kind === 'zcdp' ? price.exact.rho : rational(0)
    })
    expect(rhos.reduce(add)).toEqual(rational('0.2'))
    expect(rhos[1]).toEqual(rational('3/65'))
    const event = readEvent(JSON.parse(JSON.stringify(made.event())))
    expect(priceEvent(event, { measure: 'approximate', delta: 0.01 })).toEqual(
      made.loss({ noiseDelta: 0.01 }),
    )
    expect(made.loss({ noiseDelta: 0.01 }).delta).toBeLessThanOrEqual(0.11)
    expect(() => made.loss()).toThrow('noiseDelta is missing')
    const whole = iterativeSelection({ rho: 0.2, delta: 0.1, maxKeys: 2, rounds: 1 })
    const twin = { ...made, rounds: [...whole.rounds, ...whole.rounds] }
    expect(1 - (law(twin)([['a', 'b']]).get('//') ?? 0)).toBeGreaterThan(0.15)
    expect(1 - (law(made)([['a', 'b']]).get('///') ?? 0)).toBeLessThanOrEqual(0.1)
  })

  it('costs at most the epsilon and delta that it was given, in its event too', () => {
    const made = iterativeSelection({ epsilon: 1, delta: 1e-6, maxKeys: 10, rounds: 4, growth: 2 })
    expect(made.loss().epsilon).toBeLessThanOrEqual(1)
    expect(made.loss().epsilon).toBeGreaterThan(0.9999)
    expect(made.loss().delta).toBeLessThanOrEqual(1e-6)
    expect(priceEvent(made.event(), { measure: 'approximate', delta: 5e-7 })).toEqual(made.loss())
  })

  it('takes what it found from the units, so that rarer keys of theirs weigh more', () => {
    const options = { epsilon: 1, delta: 1e-6, maxKeys: 16 }
    const common = [...'abcdefghijklmno']
    const made = iterativeSelection(options)
    const enough = made.accuracy({ confidence: 0.9999, keys: 1 })
    const units = Array.from({ length: 4000 }, (_, i) =>
      i < 3 * enough ? [...common, `rare ${i % 3}`] : common,
    )
    // In one round, where all keys share the weight, they would not be seen.
    const once = weightedSelection(options).keepProbability({ units: BigInt(enough), keys: 16 })
    expect(toNumber(once.high)).toBeLessThan(0.01)
    const found = made.invoke(units, { bits: seededBits('rounds') })
    expect(found).toEqual([...common, 'rare 0', 'rare 1', 'rare 2'])
  })
})

describe('a set union', () => {
  it('is of the method that is named, policy unless said, and says what a key needs', () => {
    for (const [method, kind] of [
      [undefined, 'policySelection'],
      ['policy', 'policySelection'],
      ['iterative', 'iterativeSelection'],
      ['weighted', 'weightedSelection'],
    ] as const) {
      const made = setUnion({
        epsilon: 1,
        delta: 1e-6,
        maxKeys: 5,
        ...(method === undefined ? {} : { method }),
      })
      expect(made.kind).toBe(kind)
      const enough = made.accuracy({ confidence: 0.9999 })
      expect(made.accuracy({ confidence: 0.9999, keys: 1 })).toBeLessThan(enough)
      const units = Array.from({ length: enough }, (_, i) => new Set(['b', 'a', `only ${i}`]))
      const bits = seededBits('union')
      expect(made.invoke(units, { bits })).toEqual(['a', 'b'])
      expect(made.invoke([], { bits })).toEqual([])
      expect(() => made.accuracy({ confidence: 0.9, keys: 6 })).toThrow('keys is 6')
    }
  })

  it('refuses what makes no sense, and names no key', () => {
    const options = { epsilon: 1, delta: 1e-6, maxKeys: 2 }
    for (const bad of [
      { ...options, method: JSON.parse('"greedy"') },
      { ...options, maxKeys: 0 },
      { ...options, delta: 0 },
    ])
      expect(() => setUnion(bad)).toThrow(/must be/)
    for (const bad of [{ rounds: 0 }, { rounds: 1.5 }, { growth: 0 }])
      expect(() => iterativeSelection({ ...options, ...bad })).toThrow(/must be a whole number/)
    expect(() => policySelection({ ...options, margin: 0 })).toThrow(/margin is 0/)
    expect(() =>
      policySelection({ ...options, margin: 1 }).accuracy({ confidence: 0.9999 }),
    ).toThrow(/margin/)
    expect(() => setUnion(options).invoke(['secret'])).toThrow('units must be sets of texts')
  })
})
