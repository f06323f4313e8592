import { isCovered, vectorChange } from '@dither/core'
import { stabilityHistogram } from '@dither/core/mechanisms'
import {
  add,
  compare,
  expInterval,
  type Interval,
  maximum,
  multiply,
  type Rational,
  rational,
  subtract,
} from '@dither/math'
import { expectEnumeratedLaw } from '@dither/testkit'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { EngineAnswer, FoundKey } from '../../engines/engine.ts'
import { memory } from '../../engines/memory/index.ts'
import { interpreter } from '../../engines/memory/interpreter.ts'
import type { AskPrivateKeys } from '../../fluent/private-keys.ts'
import { table } from '../../fluent/table.ts'
import type { BoundedPlan } from '../../plan/bounded-plan.ts'
import type { Proof } from '../../proof/proof.ts'
import { prove } from '../../proof/prove.ts'
import { defineSchema } from '../../schema/define-schema.ts'
import { integersOf, ownPlaces } from '../integers.ts'
import { unitsByKey } from './chosen-keys.ts'
import { chosenPlaces, keyChoice } from './priced-keys.ts'

const columns = {
  pid: { type: 'text' },
  city: { type: 'text', nullable: true },
  wage: { type: 'integer', lower: 0, upper: 10 },
} as const
type Row = readonly [pid: string, city: string | null, wage: number]

const byRow = defineSchema({ dataset: 'd', privacyUnit: 'row', columns })
const byThree = defineSchema({ dataset: 'd', privacyUnit: { rows: 3 }, columns })
const byId = (maxGroups: number, size?: number, maxRowsTotal?: number) =>
  defineSchema({
    dataset: 'd',
    privacyUnit: {
      column: 'pid',
      maxRows: 2,
      maxGroups,
      ...(maxRowsTotal === undefined ? {} : { maxRowsTotal }),
    },
    ...(size === undefined ? {} : { units: { public: size } }),
    columns,
  })
type Schema = ReturnType<typeof byId>

const cheap: AskPrivateKeys = { epsilon: 1, delta: 0.05 }
const proofOf = (schema: Schema, choice = cheap, kind: 'count' | 'mean' = 'count'): Proof => {
  const cities = table(memory([]), schema).groupByPrivateKeys('city', {
    ...choice,
    allowLargeDelta: true,
  })
  const { question } = kind === 'count' ? cities.count() : cities.mean('wage')
  return prove(question, schema)
}

/** By the reference engine, with one key for the order of cells. */
function answerOf(plan: BoundedPlan, rows: readonly Row[]): EngineAnswer {
  const { unit } = plan
  const steps = interpreter(
    unit.kind === 'id' ? { ...plan, unit: { ...unit, orderKey: 'a1' } } : plan,
  )
  for (const [pid, city, wage] of rows) steps.take({ pid, city, wage })
  return steps.answer()
}

const cityOf = (key: FoundKey): string => String(key[0])

/** Of each key that is found, by how many units it is judged. */
function unitsOf(proof: Proof, rows: readonly Row[]): ReadonlyMap<string, bigint> {
  const answer = answerOf(proof.bounded, rows)
  const units = unitsByKey(proof, answer)
  return new Map((answer.keys ?? []).map((key, i) => [cityOf(key), units[i] ?? 0n]))
}

type Law = ReadonlyMap<string, Interval>
const one = rational(1)
const complement = ({ low, high }: Interval): Interval => ({
  low: maximum(rational(0), subtract(one, high)),
  high: subtract(one, low),
})
const both = (p: Interval, q: Interval): Interval => ({
  low: multiply(p.low, q.low),
  high: multiply(p.high, q.high),
})

/** The exact law of the set of keys that is shown: independent coins. */
function lawOf(units: ReadonlyMap<string, bigint>, keeps: (units: bigint) => Interval): Law {
  let law = new Map<string, Interval>([['', { low: one, high: one }]])
  for (const [city, count] of units) {
    const kept = keeps(count)
    const next = new Map<string, Interval>()
    for (const [set, chance] of law) {
      next.set(`${set}${city};`, both(chance, kept))
      next.set(set, both(chance, complement(kept)))
    }
    law = next
  }
  return law
}

/** The least delta of one law against another, from below and from above: sum of P(o) - e^epsilon Q(o) where positive. */
function deltaBetween(p: Law, q: Law, epsilon: number): Interval {
  const factor = expInterval(rational(epsilon), 96)
  const never = { low: rational(0), high: rational(0) }
  let [low, high] = [rational(0), rational(0)]
  for (const [set, chance] of p) {
    const other = q.get(set) ?? never
    const part = (a: Rational, b: Rational, e: Rational) =>
      maximum(rational(0), subtract(a, multiply(e, b)))
    low = add(low, part(chance.low, other.high, factor.high))
    high = add(high, part(chance.high, other.low, factor.low))
  }
  return { low, high }
}

const tiny = rational(1, 2n ** 40n)
const atMost = (value: Rational, bound: number | string): boolean =>
  compare(value, add(rational(bound), tiny)) <= 0

/** Tables that differ in unit x, with keys that come and go. */
const others: Row[] = [
  ['1', 'Ulm', 3],
  ['1', 'Bonn', 3],
  ['2', 'Ulm', 4],
  ['3', 'Ulm', 5],
  ['4', 'Bonn', 1],
]
const owns: readonly (readonly Row[])[] = [
  [['x', 'Ulm', 3]],
  [['x', 'Rome', 9]],
  [
    ['x', 'Rome', 1],
    ['x', 'Oslo', 1],
    ['x', 'Lima', 1],
    ['x', 'Kiel', 1],
  ],
  [
    ['x', 'Ulm', 1],
    ['x', 'Bonn', 1],
    ['x', 'Rome', 1],
  ],
  [],
]

describe('the choice of private keys', () => {
  const choices: readonly AskPrivateKeys[] = [
    { ...cheap, mechanism: 'optimal' },
    { ...cheap, mechanism: 'laplace' },
    { ...cheap, mechanism: 'optimal', leastUnits: 2 },
    { ...cheap, mechanism: 'laplace', leastUnits: 3 },
    cheap,
  ]

  test('has exactly its delta at most, over whole units and keys that come and go, in both relations', () => {
    let most = rational(0)
    for (const choice of choices)
      for (const [schema, own] of [
        ...owns.flatMap((rows) => [1, 2].map((groups) => [byId(groups), rows] as const)),
        ...owns.slice(0, 2).map((rows) => [byRow, rows] as const),
      ]) {
        const proof = proofOf(schema, choice)
        const { keepProbability } = keyChoice(proof)
        const law = (rows: readonly Row[]) => lawOf(unitsOf(proof, rows), keepProbability)
        const [x, y] = [law([...others, ...own]), law(others)]
        for (const [p, q] of [
          [x, y],
          [y, x],
        ] as const) {
          const { high, low } = deltaBetween(p, q, 1)
          expect(atMost(high, '0.05')).toBe(true)
          most = maximum(most, low)
        }
      }
    expect(compare(most, rational('0.0499'))).toBe(1) // and it is used up by some
  })

  test('is as private where a unit is replaced, and where any three rows change', () => {
    for (const choice of choices) {
      const proof = proofOf(byId(1, 5), choice)
      const { keepProbability } = keyChoice(proof)
      for (const before of owns)
        for (const after of owns) {
          const law = (own: readonly Row[]) =>
            lawOf(
              unitsOf(proof, [...others, ...(own.length === 0 ? [['x', null, 1] as const] : own)]),
              keepProbability,
            )
          expect(atMost(deltaBetween(law(before), law(after), 1).high, '0.05')).toBe(true)
        }
      const three = proofOf(byThree, choice)
      const keeps = keyChoice(three).keepProbability
      for (const own of owns.map((rows) => rows.slice(0, 3))) {
        const [x, y] = [[...others, ...own], others].map((rows) =>
          lawOf(unitsOf(three, rows), keeps),
        )
        if (x === undefined || y === undefined) throw new Error('two laws')
        expect(atMost(deltaBetween(x, y, 1).high, '0.05')).toBe(true)
        expect(atMost(deltaBetween(y, x, 1).high, '0.05')).toBe(true)
      }
    }
  })

  test('shows a key that one unit alone has with at most delta; keys that nobody has never', () => {
    for (const choice of choices) {
      const proof = proofOf(byId(1), choice)
      const { keepProbability } = keyChoice(proof)
      expect(atMost(keepProbability(1n).high, '0.05')).toBe(true)
      expect(keepProbability(0n).high.numerator).toBe(0n)
      expect([...unitsOf(proof, others).keys()]).toEqual(['Bonn', 'Ulm'])
    }
  })

  test('is refused as broken with a threshold that is one lower', () => {
    const proof = proofOf(byId(1), { ...cheap, mechanism: 'laplace' })
    const { threshold = 0n } = keyChoice(proof)
    const lower = (t: bigint) =>
      stabilityHistogram({
        noise: 'laplace',
        scale: 1,
        threshold: t,
        maxGroups: 1,
        neighbours: 'add-remove',
      })
    const delta = (t: bigint) =>
      deltaBetween(
        lawOf(unitsOf(proof, [...others, ['x', 'Rome', 9]]), lower(t).keepProbability),
        lawOf(unitsOf(proof, others), lower(t).keepProbability),
        1,
      )
    expect(atMost(delta(threshold).high, '0.05')).toBe(true)
    expect(atMost(delta(threshold - 1n).low, '0.05')).toBe(false)
  })

  test('is refused as broken with an exact filter of rare keys before it', () => {
    const proof = proofOf(byId(1), { epsilon: 1, delta: 0.05, mechanism: 'optimal' })
    const { keepProbability } = keyChoice(proof)
    const filtered = (rows: readonly Row[]) =>
      lawOf(new Map([...unitsOf(proof, rows)].filter(([, units]) => units >= 2n)), keepProbability)
    const two: Row[] = [...others, ['5', 'Rome', 1]]
    const { low } = deltaBetween(filtered([...two, ['x', 'Rome', 9]]), filtered(two), 1)
    expect(atMost(low, '0.05')).toBe(false)
  })

  test('is refused as broken where a unit keeps more keys than the price says', () => {
    const proof = proofOf(byId(1), { epsilon: 1, delta: 0.05, mechanism: 'optimal' })
    const { unit } = proof.bounded
    if (unit.kind !== 'id') throw new Error('an id')
    const loose = { ...proof, bounded: { ...proof.bounded, unit: { ...unit, maxGroups: 4 } } }
    const { keepProbability } = keyChoice(proof)
    const law = (rows: readonly Row[]) => lawOf(unitsOf(loose, rows), keepProbability)
    const { low } = deltaBetween(law([...others, ...(owns[2] ?? [])]), law(others), 1)
    expect(atMost(low, '0.05')).toBe(false)
  })

  test('is refused as broken where keys that were not chosen have an answer too', () => {
    const proof = proofOf(byId(1))
    const all = (rows: readonly Row[]): Law =>
      new Map([[[...unitsOf(proof, rows).keys()].join(';'), { low: one, high: one }]])
    const { low } = deltaBetween(all([...others, ['x', 'Rome', 9]]), all(others), 1)
    expect(compare(low, one)).toBe(0)
  })

  test('draws what its law says, from every bit string', () => {
    const proof = proofOf(byId(1), { ...cheap, mechanism: 'optimal' })
    const { keepProbability } = keyChoice(proof)
    const units = unitsOf(proof, [['1', 'Ulm', 1], ...others.slice(3)])
    const names = [...units.keys()]
    const law = lawOf(units, keepProbability)
    const shown = (counts: readonly bigint[]) => (bits: Parameters<typeof chosenPlaces>[2]) =>
      chosenPlaces(proof, counts, bits)
        .map((place) => `${names[place]};`)
        .join('')
    const counts = [...units.values()]
    expectEnumeratedLaw(
      shown(counts),
      (key) => law.get(key) ?? { low: rational(0), high: rational(0) },
      {
        wordBits: 4,
        depth: 3,
        support: [...law.keys()],
        mutants: {
          'one unit more': shown(counts.map((count) => count + 1n)),
          'one unit less': shown(counts.map((count) => count - 1n)),
        },
      },
    )
  })

  test('takes the mechanism that needs the fewest units, unless one is named', () => {
    const named = (schema: Schema, choice = cheap) => keyChoice(proofOf(schema, choice)).mechanism
    expect([1, 3, 4, 9].map((groups) => named(byId(groups)))).toEqual([
      'optimal',
      'optimal',
      'gaussian',
      'gaussian',
    ])
    expect([1, 2].map((groups) => named(byId(groups, 9)))).toEqual(['optimal', 'gaussian'])
    expect(named(byId(9, undefined, 2))).toBe('optimal')
    expect(named(byThree)).toBe('optimal')
    expect(named(byId(1), { ...cheap, mechanism: 'gaussian' })).toBe('gaussian')
  })
})

describe('answers by private keys', () => {
  /** One integer a key of either table, zeros where it is missing. */
  function moved(proof: Proof, before: readonly Row[], after: readonly Row[]) {
    const [a, b] = [before, after].map((rows) => {
      const answer = answerOf(proof.bounded, rows)
      const vectors = integersOf(proof, ownPlaces(proof.bounded), answer)
      const places = new Map((answer.keys ?? []).map((key, i) => [cityOf(key), i]))
      return { vectors, units: unitsByKey(proof, answer), places }
    })
    if (a === undefined || b === undefined) throw new Error('two answers')
    const names = [...new Set([...a.places.keys(), ...b.places.keys()])]
    const at = (list: readonly bigint[] | undefined, place: number | undefined) =>
      place === undefined ? 0n : (list?.[place] ?? 0n)
    const difference = (x: readonly bigint[] | undefined, y: readonly bigint[] | undefined) =>
      names.map((name) => at(x, a.places.get(name)) - at(y, b.places.get(name)))
    return {
      vectors: proof.vectors.map((_, j) => difference(a.vectors[j], b.vectors[j])),
      units: difference(a.units, b.units),
    }
  }

  const rowsOf = (pid: string, most: number) =>
    fc
      .array(
        fc.tuple(
          fc.constantFrom('Ulm', 'Bonn', 'Rome', 'Oslo', 'Lima', null),
          fc.integer({ min: 0, max: 10 }),
        ),
        { maxLength: most },
      )
      .map((list) => list.map(([city, wage]): Row => [pid, city, wage]))
  const tables = fc
    .tuple(rowsOf('1', 4), rowsOf('2', 4), rowsOf('3', 4))
    .map((parts) => parts.flat())

  for (const kind of ['count', 'mean'] as const)
    for (const groups of [1, 2, 3])
      test(`move within what was proved, over all keys: ${kind}, ${groups} groups, both relations`, () => {
        const [open, closed] = [byId(groups), byId(groups, 4)].map((schema) =>
          proofOf(schema, cheap, kind),
        )
        if (open === undefined || closed === undefined) throw new Error('two proofs')
        let attained = false
        fc.assert(
          fc.property(tables, rowsOf('x', 7), rowsOf('x', 7), (rest, own, other) => {
            const here: Row[] = [...rest, ...own]
            const gone = moved(open, here, rest)
            expect(isCovered(gone.vectors.map(vectorChange), open.sensitivity)).toBe(true)
            expect(gone.units.every((change) => change === 0n || change === 1n)).toBe(true)
            expect(gone.units.filter((change) => change !== 0n).length).toBeLessThanOrEqual(groups)
            attained ||= gone.units.filter((change) => change !== 0n).length === groups
            // replaced: the number of units stays, also of one that has no key
            const present = (rows: readonly Row[]): Row[] => [...rest, ...rows, ['x', null, 0]]
            const swapped = moved(closed, present(own), present(other))
            expect(isCovered(swapped.vectors.map(vectorChange), closed.sensitivity)).toBe(true)
            const changes = swapped.units.filter((change) => change !== 0n)
            expect(changes.every((change) => change === 1n || change === -1n)).toBe(true)
            expect(changes.length).toBeLessThanOrEqual(2 * groups)
          }),
          { numRuns: 150, seed: 11 },
        )
        expect(attained).toBe(true)
      })

  test('would not, were they bounded over one key that is shown: the twin is caught', () => {
    const proof = proofOf(byId(3))
    const own: Row[] = ['Rome', 'Oslo', 'Lima'].map((city): Row => ['x', city, 1])
    const { vectors } = moved(proof, [...others, ...own], others)
    expect(isCovered(vectors.map(vectorChange), proof.sensitivity)).toBe(true)
    const shown = proofOf(byId(1))
    expect(isCovered(vectors.map(vectorChange), shown.sensitivity)).toBe(false)
  })

  test('count a unit once in a key, in so many keys as its rows in all allow', () => {
    expect(proofOf(byId(3)).keys).toEqual({ maxGroups: 3, maxPerGroup: 1 })
    expect(proofOf(byId(3, undefined, 2)).keys).toEqual({ maxGroups: 2, maxPerGroup: 1 })
    expect(proofOf(byRow).keys).toEqual({ maxGroups: 1, maxPerGroup: 1 })
    expect(proofOf(byThree).keys).toEqual({ rows: 3 })
  })

  test('scale numbers of units with a surplus, and never find a key for what fills a shortfall', () => {
    const scaled = (size: number) => [...unitsOf(proofOf(byId(1, size)), others).values()]
    expect(scaled(4)).toEqual([2n, 2n])
    expect(scaled(3)).toEqual([1n, 1n])
    expect(scaled(1)).toEqual([0n, 0n])
    expect([...unitsOf(proofOf(byId(1, 50)), others).values()].reduce((a, b) => a + b)).toBe(4n)
  })
})
