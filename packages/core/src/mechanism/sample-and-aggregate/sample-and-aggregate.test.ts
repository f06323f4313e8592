import { exp, type Rational, rational, toNumber } from '@dither/math'
import { enumerate, expectEnumeratedLaw, seededBits } from '@dither/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { priceEvent } from '../../account/price-event.ts'
import type { StatedNeighbours } from '../../space/key-reach.ts'
import { pureLoss } from '../../space/loss.ts'
import { permuteAndFlipProbability } from '../permute-and-flip/permute-and-flip-law.ts'
import { blockMedian, medianRuns } from './block-aggregates.ts'
import { dealUnits } from './deal-units.ts'
import { sampleAndAggregate } from './sample-and-aggregate.ts'

const relations = ['change-one', 'add-remove'] as const
type Units = readonly number[]
/** What each block holds, and how likely that is. */
type Deals = readonly { readonly blocks: readonly Units[]; readonly chance: number }[]
type Deal = (units: Units, blocks: number) => Deals

/** Deals of the code itself, by every bit string; what is left undecided, 4 % at most, is the same for all of them. */
const dealt =
  (neighbours: StatedNeighbours): Deal =>
  (units, blocks) => {
    const { decided, undecided } = enumerate(
      (bits) => JSON.stringify(dealUnits(units, blocks, neighbours, bits)),
      { wordBits: 1, depth: 18 },
    )
    expect(toNumber(undecided)).toBeLessThan(0.04)
    const whole = 1 - toNumber(undecided)
    return [...decided].map(([text, chance]) => ({
      blocks: JSON.parse(text),
      chance: toNumber(chance) / whole,
    }))
  }

describe('dealing', () => {
  const places = (blocks: readonly Units[]): string => JSON.stringify(blocks)

  it('gives each unit a block of its own under add-remove, by every bit string', () => {
    // 2^3 blocks; in each its own orders, all alike.
    const law = (key: string): Rational => {
      const orders = [1n, 1n, 2n, 6n]
      const sizes: readonly number[] = JSON.parse(key).map((block: Units) => block.length)
      return rational(1n, 8n * sizes.reduce((product, size) => product * (orders[size] ?? 0n), 1n))
    }
    expectEnumeratedLaw((bits) => dealUnits([0, 1, 2], 2, 'add-remove', bits), law, {
      wordBits: 1,
      depth: 14,
      key: places,
      support: ['[[0,1,2],[]]', '[[],[2,0,1]]', '[[1],[0,2]]'],
      mutants: {
        'as many in each': (bits) => dealUnits([0, 1, 2], 2, 'change-one', bits),
        'in the order of the list': (bits) =>
          dealUnits([0, 1, 2], 2, 'add-remove', bits).map((block) => [...block].sort()),
        'the first unit in the first block': (bits) => [
          [0, ...(dealUnits([1, 2], 2, 'add-remove', bits)[0] ?? [])],
          dealUnits([1, 2], 2, 'add-remove', bits)[1] ?? [],
        ],
      },
    })
  })

  it('gives blocks of equal sizes under change-one, by every bit string', () => {
    const law = (): Rational => rational(1n, 6n)
    expectEnumeratedLaw((bits) => dealUnits([0, 1, 2], 2, 'change-one', bits), law, {
      wordBits: 1,
      depth: 14,
      key: places,
      support: ['[[0,1],[2]]', '[[1,0],[2]]', '[[2,1],[0]]'],
      mutants: { 'each by itself': (bits) => dealUnits([0, 1, 2], 2, 'add-remove', bits) },
    })
  })

  it('loses and doubles no unit, whatever it is', () => {
    const unit = fc.constantFrom(undefined, null, 'x', 3)
    fc.assert(
      fc.property(
        fc.array(unit),
        fc.integer({ min: 1, max: 9 }),
        fc.nat(),
        (units, blocks, seed) => {
          for (const relation of relations) {
            const all = dealUnits(units, blocks, relation, seededBits(seed))
            expect(all.length).toBe(blocks)
            expect(all.flat().map(String).sort()).toEqual(units.map(String).sort())
            const sizes = all.map((block) => block.length)
            if (relation === 'change-one')
              expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1)
          }
        },
      ),
    )
  })
})

/** Statistics from 0 to 2 that tell much of a block, of its order, its size, its failure. */
const statistics: Readonly<Record<string, (block: Units) => number>> = {
  'all equal': (block) => (block.every((unit) => unit === block[0]) ? 2 : 0),
  least: (block) => 2 * Math.min(...block),
  largest: (block) => 2 * Math.max(...block),
  'the first': (block) => 2 * (block[0] ?? 0),
  size: (block) => block.length,
  'has a 1, or three units': (block) => (block.length > 2 || block.includes(1) ? 2 : 0),
  'fails where there is a 1': (block) => {
    if (block.includes(1)) throw new Error('private')
    return 2
  },
}
const steps = 2n
const resultOf = (statistic: (block: Units) => number, block: Units): bigint => {
  try {
    return block.length === 0 ? 1n : BigInt(Math.max(0, Math.min(2, statistic(block))))
  } catch {
    return 1n
  }
}

/** The law of a release, from those of the blocks' results: a mean of a given sensitivity, or a median. */
type Aggregate = (results: readonly bigint[]) => readonly number[]
const mean =
  (epsilon: number, sensitivity = 2): Aggregate =>
  (results) => {
    const sum = Number(results.reduce((a, b) => a + b, 0n))
    const q = exp(-epsilon / sensitivity)
    return Array.from({ length: 25 }, (_, i) => ((1 - q) / (1 + q)) * q ** Math.abs(i - 10 - sum))
  }
const median = (epsilon: number): Aggregate => {
  const scale = rational(`${2 / epsilon}`)
  const laws = new Map<string, readonly number[]>()
  return (results) => {
    const runs = medianRuns(results, steps)
    const key = [...results].sort().join()
    const law =
      laws.get(key) ??
      [0, 1, 2].map((index) => toNumber(permuteAndFlipProbability({ scale, runs, index }).low))
    laws.set(key, law)
    return law
  }
}

const known = new Map<string, Deals>()
const held = (units: Units, places: Units): Units => places.map((place) => units[place] ?? -1)
function lawOf(
  name: string,
  deal: Deal,
  units: Units,
  statistic: (block: Units) => number,
  aggregate: Aggregate,
): readonly number[] {
  // Chance does not look at the units: of lists of one size the places are dealt once.
  const key = `${name} ${units.length}`
  const deals = known.get(key) ?? deal([...units.keys()], 2)
  known.set(key, deals)
  const law: number[] = []
  for (const { blocks, chance } of deals)
    aggregate(blocks.map((block) => resultOf(statistic, held(units, block)))).forEach((mass, i) => {
      law[i] = (law[i] ?? 0) + chance * mass
    })
  return law
}

const lists: Units[] = [0, 1, 2, 3, 4, 5].flatMap((count) =>
  Array.from({ length: 2 ** count }, (_, code) =>
    Array.from({ length: count }, (_none, i) => (code >> i) & 1),
  ),
)
function* pairs(neighbours: StatedNeighbours, most: number): Generator<readonly [Units, Units]> {
  for (const x of lists.filter((list) => list.length <= most))
    for (const v of [0, 1])
      for (let i = 0; i <= x.length; i++) {
        if (neighbours === 'change-one' && i < x.length) yield [x, x.with(i, v)]
        if (neighbours === 'add-remove' && x.length < most) yield [x, x.toSpliced(i, 0, v)]
      }
}

/** The largest epsilon over all small neighbours, statistics and answers. */
function worst(
  name: string,
  deal: Deal,
  neighbours: StatedNeighbours,
  aggregate: Aggregate,
  most = 3,
): number {
  let largest = 0
  for (const [x, y] of pairs(neighbours, most))
    for (const statistic of Object.values(statistics)) {
      const [p, q] = [x, y].map((units) => lawOf(name, deal, units, statistic, aggregate))
      p?.forEach((mass, i) => {
        const ratio = mass / (q?.[i] ?? 0)
        largest = Math.max(largest, ratio, 1 / ratio)
      })
    }
  return largest
}

describe('neighbours', () => {
  const byPlace: Deal = (units, count) => [
    {
      blocks: Array.from({ length: count }, (_, b) => units.filter((_unit, i) => i % count === b)),
      chance: 1,
    },
  ]
  const overlapping: Deal = (units, count) =>
    dealt('add-remove')(units, count).map(({ blocks, chance }) => ({
      blocks: blocks.map((block, b) => [...block, ...(blocks[(b + 1) % count] ?? [])]),
      chance,
    }))

  it.each(relations)(
    'are within epsilon for all small lists and many statistics, under %s',
    (relation) => {
      const deal = dealt(relation)
      const other = dealt(relation === 'add-remove' ? 'change-one' : 'add-remove')
      const slack = 1 + 1e-9
      for (const [name, aggregate] of Object.entries({ mean: mean(1), median: median(1) })) {
        const found = worst(relation, deal, relation, aggregate)
        expect(found, name).toBeLessThanOrEqual(exp(1) * slack)
        const twins: Record<string, number> = {
          'blocks that overlap': worst('overlapping', overlapping, relation, aggregate),
        }
        if (relation === 'add-remove') {
          twins['blocks by the place in the list'] = worst('place', byPlace, relation, aggregate, 5)
          if (name === 'mean')
            twins['blocks of equal sizes'] = worst('other', other, relation, aggregate, 5)
        }
        for (const [twin, value] of Object.entries(twins))
          expect(value, `${name}: ${twin}`).toBeGreaterThan(exp(1) * slack)
      }
      expect(worst(relation, deal, relation, mean(1, 1))).toBeGreaterThan(exp(1) * slack)
      expect(worst(relation, deal, relation, median(2))).toBeGreaterThan(exp(1) * slack)
    },
  )
})

describe('the median of results', () => {
  it('scores each place by the results on its lesser side', () => {
    const results = fc.array(fc.bigInt(0n, 12n), { minLength: 1, maxLength: 9 })
    fc.assert(
      fc.property(results, (given) => {
        const scores = medianRuns(given, 12n).flatMap(({ score, count }) =>
          new Array<unknown>(Number(count)).fill(score),
        )
        const expected = Array.from({ length: 13 }, (_, c) => {
          const below = given.filter((result) => result <= BigInt(c)).length
          const above = given.filter((result) => result >= BigInt(c)).length
          return BigInt(Math.min(below, above))
        })
        expect(scores).toEqual(expected)
      }),
    )
  })

  it('has scores that move by at most 1 with one result, and do', () => {
    const result = fc.bigInt(0n, 12n)
    const spread = (given: readonly bigint[]): bigint[] =>
      medianRuns(given, 12n).flatMap(({ score, count }) =>
        new Array<bigint>(Number(count)).fill(typeof score === 'bigint' ? score : -1n),
      )
    let most = 0n
    fc.assert(
      fc.property(fc.array(result, { minLength: 1, maxLength: 9 }), result, (given, other) => {
        const [x, y] = [spread(given), spread(given.with(0, other))]
        x.forEach((score, c) => {
          const move = score - (y[c] ?? 0n)
          if (move > most) most = move
          expect(move <= 1n && move >= -1n).toBe(true)
        })
      }),
    )
    expect(most).toBe(1n)
  })

  it('is near the middle, whatever the outliers are', () => {
    const bits = seededBits('middle')
    const { invoke, accuracy } = blockMedian(1, 100)
    const results = Array.from({ length: 101 }, (_, i) =>
      i % 10 === 0 ? 100n : 40n + BigInt(i % 7),
    )
    const off = Math.floor(toNumber(accuracy(0.95)))
    let good = 0
    for (let i = 0; i < 300; i++) {
      const c = toNumber(invoke(results, { bits }))
      const below = results.filter((result) => Number(result) <= c).length
      const above = results.filter((result) => Number(result) >= c).length
      if (Math.min(below, above) >= 101 / 2 - off) good++
    }
    expect(good).toBeGreaterThan(262)
  })
})

describe('sample and aggregate', () => {
  const common = { blocks: 40, lower: 0, upper: 10, epsilon: 1, neighbours: 'add-remove' } as const
  const units = Array.from({ length: 4000 }, (_, i) => (i * 7919) % 11)
  const meanOf = (block: Units): number => block.reduce((a, b) => a + b, 0) / block.length

  it('is near the statistic where blocks agree', () => {
    const bits = seededBits('near')
    for (const aggregate of ['mean', 'median'] as const) {
      const made = sampleAndAggregate({ ...common, aggregate })
      for (let i = 0; i < 20; i++)
        expect(Math.abs(made.invoke(units, meanOf, { bits }) - 5)).toBeLessThan(6)
      expect(made.loss()).toEqual(pureLoss(1))
      expect(priceEvent(made.event(), { measure: 'pure' })).toEqual(pureLoss(1))
      expect(made.event().neighbours).toBe('add-remove')
    }
  })

  it('says how far a mean is off, on its lattice', () => {
    const made = sampleAndAggregate({ ...common, aggregate: 'mean', steps: 100 })
    expect(made.step).toEqual(rational('1/10'))
    const off = made.accuracy({ confidence: 0.95 })
    // The scale is 10 / 40 a unit of epsilon; ln 20 of them.
    expect(off).toBeCloseTo(0.75, 1)
    const bits = seededBits('mean')
    let inside = 0
    for (let i = 0; i < 500; i++)
      if (Math.abs(made.invoke(units, () => 4.04, { bits }) - 4) <= off + 1e-9) inside++
    // 6.2 deviations of 95 % are 6 points.
    expect(inside / 500).toBeGreaterThan(0.89)
    const rank = sampleAndAggregate({ ...common, aggregate: 'median' }).accuracy({
      confidence: 0.9,
    })
    expect(rank).toBeCloseTo(2 * Math.log(5000), 1)
  })

  it('takes failures, NaN and empty blocks for the fallback, and clamps infinities', () => {
    const bits = seededBits('fallback')
    const release = (
      statistic: (block: Units) => number,
      fallback?: number,
      of = units,
    ): number => {
      const made = sampleAndAggregate({
        ...common,
        epsilon: 10_000,
        aggregate: 'mean',
        ...(fallback === undefined ? {} : { fallback }),
      })
      return made.invoke(of, statistic, { bits })
    }
    const fails = (): number => {
      throw new Error('private')
    }
    expect(release(fails)).toBe(5)
    expect(release(fails, 2)).toBe(2)
    expect(release(() => Number.NaN, 20)).toBe(10)
    expect(release(() => JSON.parse('"text"'), 3)).toBe(3)
    expect(release(() => Number.POSITIVE_INFINITY)).toBe(10)
    expect(release(() => -1e300)).toBe(0)
    expect(release(() => 7, 1, [])).toBe(1)
  })

  it('refuses what makes no sense', () => {
    for (const wrong of [
      { blocks: 0 },
      { blocks: 2.5 },
      { steps: 0 },
      { lower: 10 },
      { epsilon: 0 },
      { fallback: Number.NaN },
    ])
      expect(() => sampleAndAggregate({ ...common, aggregate: 'mean', ...wrong })).toThrow(
        /must be/,
      )
  })
})
