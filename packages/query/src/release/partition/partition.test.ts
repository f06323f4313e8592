/** Adversarial changes of whole units over the parts of a table: the loss of all answers, exactly. */
import type { Event } from '@dither/core'
import { events, priceEvent } from '@dither/core/account'
import { add, compare, divide, multiply, type Rational, rational } from '@dither/math'
import { neighbours } from '@dither/testkit'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { memory } from '../../engines/memory/index.ts'
import { interpreter } from '../../engines/memory/interpreter.ts'
import { literal } from '../../fluent/express.ts'
import { type Table, table } from '../../fluent/table.ts'
import type { Proof } from '../../proof/proof.ts'
import { prove } from '../../proof/prove.ts'
import { defineSchema } from '../../schema/define-schema.ts'
import type { UnitInput } from '../../schema/schema-input.ts'
import { integersOf, ownPlaces } from '../integers.ts'
import type { Priced } from '../price.ts'
import { type Plan, readPlan } from '../release.ts'
import { open } from '../session.ts'
import { pricesOf } from '../share-budget.ts'
import { totalEvent } from '../total-event.ts'
import { verifyCertificate } from '../verify-certificate.ts'

const columns = {
  pid: { type: 'text' },
  x: { type: 'integer', lower: -3, upper: 9 },
  g: { type: 'category', categories: ['a', 'b', 'c'], nullable: true },
  h: { type: 'boolean' },
} as const
type Columns = { pid: 'text'; x: 'integer'; g: 'category'; h: 'boolean' }

const data = Array.from({ length: 60 }, (_, i) => ({
  pid: `p${i % 20}`,
  x: (i % 13) - 3,
  g: ['a', 'b', 'c', null][i % 4] ?? null,
  h: i % 3 === 0,
}))

function tableFor(unit: UnitInput, size?: number): Table<Columns> {
  const known =
    size === undefined
      ? {}
      : { [typeof unit === 'object' && 'column' in unit ? 'units' : 'rows']: { public: size } }
  return table(memory(data), defineSchema({ dataset: 'd', privacyUnit: unit, ...known, columns }))
}

/** Different plans of the parts, so that the dearest is not the first, and what is asked besides. */
function planOf(of: Table<Columns>) {
  return {
    all: of.count({ epsilon: 0.5 }),
    byG: of
      .filter((row) => row.x.atLeast(-2))
      .partition('g', {
        a: (part) => ({ n: part.count({ epsilon: 1 }), x: part.mean('x', { epsilon: 0.5 }) }),
        b: (part) => ({ n: part.count({ epsilon: 1 }), x: part.sum('x', { epsilon: 2 }) }),
        c: (part) => part.groupBy('h').count({ epsilon: 2 }),
      }),
  }
}

function priced(plan: Plan): ReadonlyMap<string, Priced> {
  const { statistics, places } = readPlan(plan)
  const proofs = [...statistics].map(([name, { question, schema }]): [string, Proof] => [
    name,
    prove(question, schema),
  ])
  return pricesOf(new Map(proofs), undefined, { places })
}

const epsilonOf = (event: Event): Rational => {
  const loss = priceEvent(event, { measure: 'pure' })
  return loss.kind === 'pure' ? loss.exact.epsilon : rational(-1)
}

function vectorsOf(proof: Proof, rows: readonly object[]): bigint[][] {
  const { unit } = proof.bounded
  const keyed = unit.kind === 'id' ? { ...unit, orderKey: 'a key' } : unit
  const steps = interpreter({ ...proof.bounded, unit: keyed })
  for (const one of rows) steps.take({ ...one })
  return integersOf(proof, ownPlaces(proof.bounded), steps.answer())
}

/** The greatest log-ratio of the densities of all answers together: Laplace attains it. */
function lossBetween(
  prices: ReadonlyMap<string, Priced>,
  left: readonly object[],
  right: readonly object[],
): Rational {
  const parts = [...prices.values()].flatMap(({ proof, noise }) => {
    const [a, b] = [vectorsOf(proof, left), vectorsOf(proof, right)]
    return a.flatMap((vector, j) =>
      vector.map((value, i) => {
        const moved = value - (b[j]?.[i] ?? 0n)
        return divide(rational(moved < 0n ? -moved : moved), noise[j] ?? rational(1))
      }),
    )
  })
  return parts.reduce(add, rational(0))
}

const row = fc.record({
  x: fc.constantFrom(-3, 9, -2, 0, null),
  g: fc.constantFrom('a', 'b', 'c', null, 'other'),
  h: fc.boolean(),
})

const situations: [string, UnitInput, number | undefined, number][] = [
  ['a row', 'row', undefined, 3.5],
  ['a row of a public number', 'row', 40, 5],
  ['three rows', { rows: 3 }, undefined, 3.5],
  ['three rows of a public number', { rows: 3 }, 40, 5],
  ['an id', { column: 'pid', maxRows: 2, maxGroups: 1 }, undefined, 7],
  ['an id of a public number', { column: 'pid', maxRows: 2, maxGroups: 1 }, 20, 7],
]

/** What the unit had and has, to lose the most: its rows in the dearest parts, at the end of the bounds. */
function adversary(unit: UnitInput, size: number | undefined): [object[], object[]] {
  const rows = (g: string, times: number, h = true): object[] =>
    Array.from({ length: times }, () => ({ pid: 'p', x: 9, g, h }))
  if (typeof unit === 'object' && 'column' in unit)
    return [
      ['a', 'b', 'c'].flatMap((g) => rows(g, 2)),
      size === undefined ? [] : rows('c', 2, false),
    ]
  const times = unit === 'row' ? 1 : unit.rows
  return [rows('b', times), size === undefined ? [] : rows('c', times)]
}

describe.each(situations)('parts, where the unit is %s', (_, unit, size, epsilon) => {
  const prices = priced(planOf(tableFor(unit, size)))
  const relation = size === undefined ? 'add-remove' : 'change-one'
  const kind =
    unit === 'row' ? 'row' : 'column' in unit ? { column: unit.column } : { rows: unit.rows }
  const pairs = neighbours({ row, unit: kind, relation, maxUnits: 6, maxRowsPerUnit: 4 })
  const most = epsilonOf(totalEvent([...prices.values()]))

  test('cost what was said', () => {
    expect(most).toEqual(rational(epsilon))
  })

  test('lose no more, whatever the unit changes', () => {
    fc.assert(
      fc.property(pairs, ({ left, right }) => {
        expect(compare(lossBetween(prices, left, right), most)).toBeLessThanOrEqual(0)
      }),
      { numRuns: 300 },
    )
  })

  test('a twin that takes one part fewer is found out', () => {
    const cheaper = [...prices.values()].map(({ event, part }) => ({
      event,
      ...(part === undefined ? {} : { part: { ...part, most: part.most - 1 } }),
    }))
    const twin = cheaper.some(({ part }) => part?.most === 0)
      ? rational(0.5) // no part at all
      : epsilonOf(totalEvent(cheaper))
    const loss = lossBetween(prices, ...adversary(unit, size))
    expect(compare(loss, twin)).toBe(1)
    expect(compare(loss, most)).toBeLessThanOrEqual(0)
  })
})

describe('parts of a table that is made of another', () => {
  test.each([
    [undefined, 2],
    [20, 3],
  ])('a unit with one row of its own lies in one part: %s', (size, epsilon) => {
    const of = tableFor({ column: 'pid', maxRows: 2, maxGroups: 1 }, size)
      .perUnit({ x: (rows) => rows.sum('x', { lower: 0, upper: 20 }), h: (rows) => rows.only('h') })
      .partition('h', {
        true: (part) => part.sum('x', { epsilon: 2 }),
        false: (part) => part.count({ epsilon: 1 }),
      })
    const prices = priced({ p: of })
    const most = epsilonOf(totalEvent([...prices.values()]))
    expect(most).toEqual(rational(epsilon))
    const unit = (h: boolean, x = 9) =>
      Array.from({ length: 3 }, () => ({ pid: 'p', x, g: 'a', h }))
    const mixed = [...unit(true), ...unit(false)]
    const sides = [unit(true), unit(false), mixed, ...(size === undefined ? [[]] : [])]
    const losses = sides.flatMap((left) =>
      (size === undefined ? [[]] : sides).map((right) => lossBetween(prices, left, right)),
    )
    for (const loss of losses) expect(compare(loss, most)).toBeLessThanOrEqual(0)
    expect(losses).toContainEqual(most)
  })

  test('a row that is taken twice may lie in two parts, and costs both', () => {
    const of = tableFor('row')
    const twice = of
      .derive({ k: () => literal('a') })
      .union(of.derive({ k: () => literal('b') }))
      .partition({ name: 'k', of: 'k', values: ['a', 'b'] }, (part) => part.count({ epsilon: 1 }))
    const prices = priced({ p: twice })
    const most = epsilonOf(totalEvent([...prices.values()]))
    const loss = lossBetween(prices, [], [{ x: 1, g: 'a', h: true }])
    expect(compare(loss, most)).toBeLessThanOrEqual(0)
    expect(most).toEqual(rational(2))
  })

  test('a part that is united with the rest is refused', () => {
    const of = tableFor('row')
    const plan = { p: of.partition('h', (part) => part.union(of).count({ epsilon: 1 })) }
    expect(() => readPlan(plan)).toThrow(/is not about a part/)
  })
})

test('the cost is attained: a row of the dearest part', () => {
  const prices = priced(planOf(tableFor('row')))
  const loss = lossBetween(prices, [], [{ x: 9, g: 'b', h: true }])
  expect(loss).toEqual(rational(3.5))
})

test('parts that overlap cost more than the dearest: a twin that believes in them is found out', () => {
  const of = tableFor('row')
  const overlapping = new Map([
    ...priced({ a: of.count({ epsilon: 1 }), b: of.filter((r) => r.h).count({ epsilon: 1 }) }),
  ])
  const both = [...overlapping.values()].map(({ event }) => event)
  const twin = epsilonOf(events.parallel(both))
  expect(compare(lossBetween(overlapping, [], [{ x: 0, g: 'a', h: true }]), twin)).toBe(1)
})

describe('a partition is refused', () => {
  const of = tableFor('row')
  const good = of.partition('g', (part) => part.count())
  test.each([
    ['another table', { b: of.count() }],
    ['another part', { a: good.parts['b'] ?? of.count() }],
    ['another key', { a: of.filter((r) => r.h.equals(true)).count() }],
    ['nothing', {}],
  ])('where a part asks of %s', (_, parts) => {
    expect(() => readPlan({ byG: { ...good, parts } })).toThrow(/part|asks nothing/)
  })

  test('where two partitions are put together as one', () => {
    const other = of.filter((r) => r.h).partition('g', (part) => part.count())
    const mixed = { ...good, parts: { a: good.parts['a'] ?? of.count() } }
    expect(other.after).not.toBe(good.after)
    const forged = { ...mixed, parts: { ...mixed.parts, b: other.parts['b'] ?? of.count() } }
    expect(() => readPlan({ byG: forged })).toThrow(/not about a part/)
  })

  test('where a plan names a value that the key has not', () => {
    expect(() => of.partition('g', { d: (part) => part.count() })).toThrow(/d is not a value of g/)
  })
})

describe('a release by parts', () => {
  test('has its answers by part, charges the dearest, and its certificate shows the parts', async () => {
    const of = tableFor('row')
    await using session = await open(of, { budget: { epsilon: 10 } })
    const plan = planOf(of)
    const explained = await session.explain(plan)
    expect(explained.loss).toMatchObject({ epsilon: 3.5 })
    expect(String(explained)).toContain('Of the 3 parts of byG, the dearest counts')
    expect(String(explained)).toContain('byG.b.x: sum')
    const release = await session.release(plan)
    expect(session.spent).toMatchObject({ epsilon: 3.5 })
    expect(release.byG.b.x.kind).toBe('scalar')
    expect(release.byG.a.n).toBe(release.answers['byG.a.n'])
    expect(release.byG.c.rows).toHaveLength(2)
    const certificate = JSON.parse(JSON.stringify(release.certificate()))
    expect(verifyCertificate(certificate)).toEqual({ valid: true, faults: [] })
    expect(certificate.event.events[1]).toMatchObject({ kind: 'parallel', most: 1 })
  })

  test('forged parts are found out', async () => {
    const of = tableFor('row')
    await using session = await open(of, { budget: { epsilon: 10 } })
    const honest = await session.release({
      a: of.filter((r) => r.g.equals('a')).count({ epsilon: 1 }),
      b: of.filter((r) => r.h.equals(true)).count({ epsilon: 1 }),
    })
    const forged = JSON.parse(JSON.stringify(honest.certificate()))
    const [first, second] = forged.questions
    first.part = { partition: 'p', after: 1 }
    second.part = { partition: 'p', after: 1 }
    forged.event = events.parallel([first.event, second.event])
    forged.charged[0].loss = { kind: 'pure', epsilon: '1' }
    expect(verifyCertificate(forged).valid).toBe(false)
    // The same of true parts is valid.
    const parts = await session.release({
      p: of.partition('g', (part) => part.count({ epsilon: 1 })),
    })
    const honestParts = JSON.parse(JSON.stringify(parts.certificate()))
    expect(verifyCertificate(honestParts)).toEqual({ valid: true, faults: [] })
    expect(honestParts.charged[0].loss).toEqual({ kind: 'pure', epsilon: '1' })
    delete honestParts.questions[0].part
    expect(verifyCertificate(honestParts).valid).toBe(false)
  })

  test.each<[string, UnitInput, number | undefined]>([
    ['a row', 'row', undefined],
    ['a row of a public number', 'row', 40],
    ['an id', { column: 'pid', maxRows: 2, maxGroups: 1 }, undefined],
    ['three rows', { rows: 3 }, undefined],
  ])('shares a common budget wholly and no more: %s', async (_, unit, size) => {
    const of = tableFor(unit, size)
    const plan = {
      all: of.sum('x', { weight: 2 }),
      byG: of.partition('g', {
        a: (part) => part.sum('x'),
        b: (part) => ({ n: part.count(), x: part.median('x', { weight: 3 }) }),
        c: (part) => part.variance('x'),
      }),
    }
    for (const budget of [{ epsilon: 1 }, { rho: 0.5 }]) {
      await using session = await open(of, { budget })
      await session.release(plan, budget)
      const { spent } = session
      expect(
        spent.kind === 'zcdp' ? spent.rho * 2 : spent.kind === 'pure' && spent.epsilon,
      ).toBeCloseTo(1, 9)
    }
  })

  test('any word may be a value', async () => {
    const named = defineSchema({
      dataset: 'd',
      privacyUnit: 'row',
      columns: { g: { type: 'category', categories: ['__proto__', 'toString', 'a.b'] } },
    })
    const of = table(memory([{ g: '__proto__' }]), named)
    await using session = await open(of, { budget: { epsilon: 1 } })
    const release = await session.release(
      { p: of.partition('g', (part) => part.count()) },
      { epsilon: 1 },
    )
    expect(Object.keys(release.p)).toEqual(['__proto__', 'toString', 'a.b'])
    expect(Object.values(release.p).map(({ kind }) => kind)).toEqual(Array(3).fill('scalar'))
  })
})

test('where a part is, is a number that was read once', () => {
  const of = tableFor('row')
  const honest = of.partition('g', (part) => part.count())
  let turn = 0
  const turning = JSON.parse('{}')
  turning.toString = () => String(++turn)
  expect(() => readPlan({ p: { ...honest, after: turning } })).toThrow(/not about a part/)
})

describe('any k rows', () => {
  const of = tableFor({ rows: 3 })
  const parts = (budget: { epsilon: number; delta?: number } | { rho: number }) => ({
    p: of.partition('g', (part) => ({ n: part.count(budget), x: part.mean('x', budget) })),
  })
  const mostOf = (plan: Plan) =>
    Math.max(...[...priced(plan).values()].map(({ part }) => part?.most ?? 0))

  test('count as all in one part where losses grow evenly with the rows, else in as many', () => {
    expect(mostOf(parts({ epsilon: 1 }))).toBe(1)
    expect(mostOf(parts({ rho: 1 }))).toBe(1)
    expect(mostOf({ p: of.partition('g', (part) => part.median('x', { epsilon: 1 })) })).toBe(1)
    const claim = { epsilon: 1, delta: 1e-6, mechanism: 'gaussian' } as const
    expect(mostOf({ p: of.partition('g', (part) => part.count(claim)) })).toBe(3)
    expect(
      mostOf({ p: tableFor({ rows: 2 }, 40).partition('g', (p) => p.count({ epsilon: 1 })) }),
    ).toBe(2)
  })

  // Were the whole budget's noise taken for that of the shares, 6 with a delta of 0.3 would be overspent.
  test('share an epsilon and a delta within them, whichever noise the shares buy', () => {
    const bins = { edges: [-3, 0, 3, 6, 9] }
    const { statistics, places } = readPlan({
      all: of.count({ weight: 9 }),
      p: of.partition('g', (part) => ({
        n: part.count({ weight: 0.01 }),
        x: part.histogram('x', { ...bins, weight: 0.5 }),
      })),
    })
    const proofs = new Map(
      [...statistics].map(([name, { question, schema }]) => [name, prove(question, schema)]),
    )
    const kinds = new Set<string>()
    for (const epsilon of [1, 6])
      for (const delta of ['1e-6', '0.3', '0.7']) {
        const budget = { epsilon, delta }
        const prices = [...pricesOf(proofs, budget, { places, measure: 'approximate' }).values()]
        for (const { mechanism } of prices) kinds.add(mechanism)
        const loss = priceEvent(totalEvent(prices), { measure: 'approximate' })
        if (loss.kind === 'zcdp') throw new RangeError('an approximate loss is asked for')
        expect(compare(loss.exact.epsilon, rational(epsilon))).toBeLessThanOrEqual(0)
        const failure = loss.kind === 'approximate' ? loss.exact.delta : rational(0)
        expect(compare(failure, rational(delta))).toBeLessThanOrEqual(0)
      }
    expect([...kinds].sort()).toEqual(['gaussian', 'laplace'])
  })

  test('split over parts lose no more than where all are in one, in zCDP too', () => {
    const prices = [...priced(parts({ rho: 1 })).values()]
    const rhoOf = (rows: readonly object[]): Rational =>
      prices
        .flatMap(({ proof, noise }) =>
          vectorsOf(proof, rows).flatMap((vector, j) =>
            vector.map((value) =>
              divide(rational(value * value), multiply(rational(2), noise[j] ?? rational(1))),
            ),
          ),
        )
        .reduce(add, rational(0))
    const loss = priceEvent(totalEvent(prices), { measure: 'zcdp' })
    const most = loss.kind === 'zcdp' ? loss.exact.rho : rational(0)
    const split = (...groups: string[]) => rhoOf(groups.map((g) => ({ x: 9, g, h: true })))
    expect(compare(split('a', 'b', 'c'), split('a', 'a', 'a'))).toBe(-1)
    expect(compare(split('a', 'a', 'b'), split('a', 'a', 'a'))).toBe(-1)
    expect(compare(split('a', 'a', 'a'), most)).toBeLessThanOrEqual(0)
  })
})

test('epsilon and delta are each those of the dearest part', async () => {
  const of = tableFor('row')
  const budget = { epsilon: 1, delta: 1e-6 }
  await using session = await open(of, { budget })
  const release = await session.release(
    {
      all: of.count({ mechanism: 'gaussian' }),
      p: of.partition('g', (part) => part.count({ mechanism: 'gaussian' })),
    },
    budget,
  )
  expect(session.spent).toMatchObject({ epsilon: 1, delta: 1e-6 })
  expect(verifyCertificate(release.certificate()).valid).toBe(true)
})
