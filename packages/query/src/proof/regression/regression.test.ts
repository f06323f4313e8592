import { isCovered, vectorChange } from '@dither/core'
import { inverse } from '@dither/math'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { memory } from '../../engines/memory/index.ts'
import { interpreter } from '../../engines/memory/interpreter.ts'
import { type Table, table } from '../../fluent/table.ts'
import { planFromJson, planToJson } from '../../plan/plan-json.ts'
import { integersOf, ownPlaces } from '../../release/integers.ts'
import { open } from '../../release/session.ts'
import type { Statistic } from '../../release/statistic.ts'
import { verifyCertificate } from '../../release/verify-certificate.ts'
import { defineSchema } from '../../schema/define-schema.ts'
import type { UnitInput } from '../../schema/schema-input.ts'
import type { Proof } from '../proof.ts'
import { prove } from '../prove.ts'
import { vectorName } from '../vector-words.ts'
import { verifyProof } from '../verify-proof.ts'

const columns = {
  pid: { type: 'integer' },
  x: { type: 'integer', lower: 0, upper: 16 },
  y: { type: 'integer', lower: -8, upper: 8 },
  z: { type: 'integer', lower: -6, upper: 8, nullable: true },
  w: { type: 'number', lower: 0, upper: 4 },
  g: { type: 'category', categories: ['a', 'b', 'c'] },
} as const
type Kinds = {
  pid: 'integer'
  x: 'integer'
  y: 'integer'
  z: 'integer'
  w: 'number'
  g: 'category'
}

const people = (unit: UnitInput, size?: number, rows: readonly object[] = []): Table<Kinds> => {
  const id = typeof unit === 'object' && 'column' in unit
  const known = size === undefined ? {} : { [id ? 'units' : 'rows']: { public: size } }
  const schema = defineSchema({ dataset: 'd', privacyUnit: unit, ...known, columns })
  return table(memory(rows.map((row) => ({ ...row }))), schema)
}
const proofOf = ({ question, schema }: Statistic): Proof => prove(question, schema)

function vectorsOf(proof: Proof, rows: readonly object[]): bigint[][] {
  const steps = interpreter(proof.bounded)
  for (const row of rows) steps.take({ ...row })
  return integersOf(proof, ownPlaces(proof.bounded), steps.answer())
}
const moved = (proof: Proof, before: readonly object[], after: readonly object[]) => {
  const other = vectorsOf(proof, after)
  return vectorsOf(proof, before).map((vector, j) =>
    vectorChange(vector.map((value, i) => value - (other[j]?.[i] ?? 0n))),
  )
}

/** The noise is fresh in every run: a false alarm in 1e12 intervals. */
const almost = 1 - 1e-12

/** Least squares by the normal equations of the rows themselves, in another way than the code under test. */
function leastSquares(rows: readonly (readonly number[])[], targets: readonly number[]): number[] {
  const size = rows[0]?.length ?? 0
  const places = Array.from({ length: size }, (_, i) => i)
  const gram = places.map((i) =>
    places.map((j) => rows.reduce((sum, row) => sum + (row[i] ?? 0) * (row[j] ?? 0), 0)),
  )
  const right = places.map((i) =>
    rows.reduce((sum, row, r) => sum + (row[i] ?? 0) * (targets[r] ?? 0), 0),
  )
  const inverted = inverse(gram)
  if (inverted === undefined) throw new Error('singular')
  return inverted.map((row) => row.reduce((sum, value, j) => sum + value * (right[j] ?? 0), 0))
}

describe('the joint bound of a regression', () => {
  it('has all that the normal equations have, and no square of the target', () => {
    const of = people('row')
    const names = (statistic: Statistic) => proofOf(statistic).vectors.map(vectorName)
    expect(names(of.linearRegression('y', ['x']))).toEqual([
      'product',
      'square',
      'sum',
      'sum2',
      'rows',
    ])
    const two = proofOf(of.linearRegression('y', ['x', 'z']))
    expect(two.vectors.map(vectorName)).toEqual([
      ...['product', 'product2', 'product3', 'square', 'square2', 'sum', 'sum2', 'sum3', 'count'],
    ])
    expect(two.bounded.products).toEqual([
      { left: 0, right: 1 },
      { left: 0, right: 2 },
      { left: 1, right: 2 },
    ])
    expect(names(people('row', 9).linearRegression('y', ['x', 'w']))).not.toContain('rows')
  })

  it('is attained by one row that appears, and not one less', () => {
    const proof = proofOf(people('row').linearRegression('y', ['x', 'z']))
    const change = moved(proof, [{ x: 16, y: -8, z: 8 }], [])
    expect(proof.sensitivity.worstCases).toEqual([change])
    proof.vectors.forEach((_, at) => {
      const twin = {
        worstCases: proof.sensitivity.worstCases.map((one) =>
          one.map((norms, j) => (j === at ? { ...norms, l1: norms.l1 - 1n } : norms)),
        ),
      }
      expect(isCovered(change, twin)).toBe(false)
    })
  })

  const rowOf = fc.record({
    x: fc.integer({ min: -1, max: 17 }),
    y: fc.constantFrom(-8, 0, 8),
    z: fc.constantFrom(-6, 1, 8, null),
    w: fc.constantFrom(0, 1, 4),
  })
  it('holds every change of one row that is replaced, with one predictor and with more', () => {
    const of = people('row', 5)
    const proofs = [
      of.linearRegression('y', ['x']),
      of.linearRegression('z', ['x']),
      of.linearRegression('y', ['x', 'z', 'w']),
    ].map(proofOf)
    fc.assert(
      fc.property(fc.array(rowOf, { maxLength: 4 }), rowOf, rowOf, (rest, before, after) => {
        for (const proof of proofs)
          expect(
            isCovered(moved(proof, [...rest, before], [...rest, after]), proof.sensitivity),
          ).toBe(true)
      }),
      { numRuns: 150 },
    )
  })

  it('holds every unit that vanishes with its rows', () => {
    const of = people({ column: 'pid', maxRows: 2, maxGroups: 2 })
    const proof = proofOf(of.groupBy('g').linearRegression('y', ['x', 'z']))
    const some = fc.record({ ...{ g: fc.constantFrom('a', 'b', 'c') }, row: rowOf })
    const rows = (pid: number, list: readonly { g: string; row: object }[]) =>
      list.map(({ g, row }) => ({ ...row, g, pid }))
    fc.assert(
      fc.property(
        fc.array(some, { maxLength: 7 }),
        fc.array(some, { maxLength: 3 }),
        (own, rest) => {
          const change = moved(proof, [...rows(2, rest), ...rows(1, own)], rows(2, rest))
          expect(isCovered(change, proof.sensitivity)).toBe(true)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('verifies, survives JSON, and shares its budget wholly', () => {
    for (const size of [undefined, 9]) {
      const of = people('row', size)
      for (const asked of [
        of.linearRegression('y', ['x']),
        of.linearRegression(
          (row) => row.y.times(2),
          { years: 'x', z: 'z' },
          { intercept: false, ridge: 0.01, bounds: { years: { upper: 10 } } },
        ),
      ]) {
        const proof = proofOf(asked)
        expect(verifyProof(proof)).toBe(true)
        expect(planFromJson(planToJson(asked.question))).toEqual(asked.question)
        const parts = proof.shares.map((share) => share.split('/').map(BigInt))
        expect(parts.reduce((sum, [top = 0n]) => sum + top, 0n)).toBe(parts[0]?.[1])
      }
    }
  })

  it('refuses what is no regression', () => {
    const of = people('row')
    expect(() => of.linearRegression('y', [])).toThrow(/empty/)
    expect(() => of.linearRegression('y', { intercept: 'x' })).toThrow(/the name of the constant/)
    expect(() => of.linearRegression('y', ['x'], { ridge: -1 })).toThrow(/at least 0/)
    // @ts-expect-error an option that is none
    expect(() => of.linearRegression('y', ['x'], { penalty: 1 })).toThrow(/penalty/)
  })
})

describe('a released regression', () => {
  const rows = Array.from({ length: 600 }, (_, i) => ({
    pid: i % 150,
    x: (i * 7) % 17,
    w: ((i * 5) % 9) / 2,
    z: i % 4 === 0 ? null : ((i * 11) % 15) - 6,
    y: Math.max(
      -8,
      Math.min(8, Math.round(((i * 7) % 17) / 2 - ((i * 5) % 9) / 2 - 3 + ((i * 13) % 3))),
    ),
    g: i % 2 === 0 ? 'a' : 'b',
  }))
  const ys = rows.map(({ y }) => y)
  const line = leastSquares(
    rows.map(({ x, w }) => [1, x, w]),
    ys,
  )
  const origin = leastSquares(
    rows.map(({ x, w }) => [x, w]),
    ys,
  )
  const some = rows.filter(({ z }) => z !== null)
  const withNull = leastSquares(
    some.map(({ z }) => [1, z ?? 0]),
    some.map(({ y }) => y),
  )
  const wholeUnit = { column: 'pid', maxRows: 4, maxGroups: 2 } as const
  const far = (entries: readonly { value: number }[], truth: readonly number[]) =>
    Math.max(...entries.map(({ value }, i) => Math.abs(value - (truth[i] ?? 0))))

  it.each([
    ['a row', 'row', undefined],
    ['a row, public size', 'row', 600],
    ['four rows', { rows: 4 }, undefined],
    ['an id', wholeUnit, undefined],
    ['an id, public size', wholeUnit, 150],
  ] as const)(
    'is near least squares with a large budget, and holds it: %s',
    async (_, unit, size) => {
      const of = people(unit, size, rows)
      for (const budget of [{ epsilon: 20_000 }, { rho: 1e6 }]) {
        await using session = await open(of, { budget })
        const r = await session.release(
          {
            line: of.linearRegression('y', ['x', 'w']),
            origin: of.linearRegression('y', ['x', 'w'], { intercept: false }),
            some: of.linearRegression('y', ['z']),
            grouped: of.groupBy('g').linearRegression('y', { years: 'x', w: 'w' }),
          },
          budget,
        )
        expect(r.line.entries.map(({ label }) => label)).toEqual(['intercept', 'x', 'w'])
        for (const [answer, truth] of [
          [r.line, line],
          [r.origin, origin],
          [r.some, withNull],
        ] as const) {
          expect(far(answer.entries, truth)).toBeLessThan(0.1)
          answer.entries.forEach((_, i) => {
            const [low, high] = answer.interval(i, { confidence: almost })
            expect(low).toBeLessThanOrEqual(truth[i] ?? 0)
            expect(high).toBeGreaterThanOrEqual(truth[i] ?? 0)
            expect(high - low).toBeLessThan(1)
          })
        }
        const even = rows.filter(({ g }) => g === 'a')
        const truth = leastSquares(
          even.map(({ x, w }) => [1, x, w]),
          even.map(({ y }) => y),
        )
        const answer = r.grouped.rows[0]?.answer
        if (answer?.kind !== 'vector') throw new Error('not a vector')
        expect(answer.entries.map(({ label }) => label)).toEqual(['intercept', 'years', 'w'])
        expect(far(answer.entries, truth)).toBeLessThan(0.1)
        expect(String(r.grouped)).toContain('± ∞')
        const empty = r.grouped.rows[2]?.answer
        expect(empty?.kind === 'vector' && empty.accuracy({ confidence: 0.9 })).toBe(
          Number.POSITIVE_INFINITY,
        )
      }
    },
  )

  it('has a ridge that is measured in half widths of the bounds', async () => {
    const ridge = 0.05
    const rootOf = (n: number) => Math.sqrt(ridge * n)
    const means = {
      x: rows.reduce((s, { x }) => s + x, 0) / 600,
      w: rows.reduce((s, { w }) => s + w, 0) / 600,
      y: ys.reduce((s, y) => s + y, 0) / 600,
    }
    // Two rows more that ask for slopes of 0: x in units of 8, w of 2.
    const truth = leastSquares(
      [
        ...rows.map(({ x, w }) => [x - means.x, w - means.w]),
        [8 * rootOf(600), 0],
        [0, 2 * rootOf(600)],
      ],
      [...ys.map((y) => y - means.y), 0, 0],
    )
    const of = people('row', 600, rows)
    await using session = await open(of, { budget: { epsilon: 1e6 } })
    const answer = await session.release(of.linearRegression('y', ['x', 'w'], { ridge }), {
      epsilon: 1e6,
    })
    expect(answer.entries[1]?.value).toBeCloseTo(truth[0] ?? 0, 3)
    expect(answer.entries[2]?.value).toBeCloseTo(truth[1] ?? 0, 3)
    const [low, high] = answer.interval(1, { confidence: almost })
    expect(low).toBeLessThan(truth[0] ?? 0)
    expect(high).toBeGreaterThan(truth[0] ?? 0)
  })

  it('knows nothing where a predictor never varies, or two say the same', async () => {
    const same = rows.map((row) => ({ ...row, x: 3, w: row.y > 0 ? 1 : 2 }))
    const of = people('row', undefined, same)
    await using session = await open(of, { budget: { epsilon: 10 } })
    const r = await session.release({
      flat: of.linearRegression('y', ['x'], { epsilon: 1 }),
      twins: of.linearRegression('y', { a: 'w', b: (row) => row.w.plus(0) }, { epsilon: 1 }),
    })
    for (const answer of [r.flat, r.twins]) {
      expect(answer.interval(1, { confidence: almost })).toEqual([
        Number.NEGATIVE_INFINITY,
        Number.POSITIVE_INFINITY,
      ])
      expect(answer.entries.every(({ value }) => Number.isFinite(value))).toBe(true)
    }
  })

  it('predicts on its line, within what the line may be', async () => {
    const of = people('row', undefined, rows)
    await using session = await open(of, { budget: { epsilon: 200 } })
    const answer = await session.release(of.linearRegression('y', ['x', 'w'], { epsilon: 100 }))
    const [a = 0, b = 0, c = 0] = answer.entries.map(({ value }) => value)
    const there = answer.predict({ x: 10, w: 1 })
    expect(there.value).toBeCloseTo(a + 10 * b + c, 9)
    const [low, high] = there.interval({ confidence: almost })
    const truth = (line[0] ?? 0) + 10 * (line[1] ?? 0) + (line[2] ?? 0)
    expect(low).toBeLessThan(truth)
    expect(high).toBeGreaterThan(truth)
    // Near the middle of the rows the line is known better than its constant is.
    const middle = answer.predict({ x: 8, w: 2 }).accuracy({ confidence: 0.95 })
    const [below, above] = answer.interval(0, { confidence: 0.95 })
    expect(middle).toBeLessThan((above - below) / 2)
    expect(() => answer.predict({ x: 1 })).toThrow(/w is missing/)
    expect(() => answer.predict({ x: 1, w: 1, v: 1 })).toThrow(/v is not a predictor/)
    expect(() => answer.predict({ x: Number.NaN, w: 1 })).toThrow(/finite/)
  })

  it('certifies, is written whole, and says its accuracy before', async () => {
    const of = people('row', undefined, rows)
    await using session = await open(of, { budget: { epsilon: 10 } })
    const plan = { fit: of.linearRegression('y', { years: 'x' }, { epsilon: 5 }) }
    const [fit] = (await session.explain(plan)).questions
    expect(fit?.question).toContain('linearRegression(y, [years = x])')
    expect(fit?.accuracy).toMatchObject({ per: 'number of values' })
    const r = await session.release(plan)
    expect(verifyCertificate(JSON.parse(JSON.stringify(r.certificate())))).toMatchObject({
      valid: true,
    })
    const data = JSON.parse(JSON.stringify(r.fit))
    expect(data).toMatchObject({
      kind: 'vector',
      entries: [{ label: 'intercept' }, { label: 'years' }],
    })
    expect(BigInt(data.exact.square)).toBe(r.fit.exact['square'])
    expect(String(r.fit)).toMatch(
      /^intercept: .* ± .*\nyears: .* ± .*\nerrors of .*conservative.* all coefficients at once$/,
    )
    expect(() => r.fit.interval(2, { confidence: 0.95 })).toThrow(/0 to 1/)
    const sides = [0, 1].map((i) => {
      const [low, high] = r.fit.interval(i, { confidence: 0.95 })
      return (high - low) / 2
    })
    expect(r.fit.accuracy({ confidence: 0.95 })).toBeCloseTo(Math.max(...sides), 12)
  })

  it('is as sharp as is said: the slope to 1/200 of the widths on 10,000 rows at epsilon 1', async () => {
    for (const [n, share] of [
      [10_000, 1 / 200],
      [100_000, 1 / 2000],
    ] as const) {
      // Values at a quarter and three quarters of the bounds: the standard deviation is a quarter of the width.
      const made = Array.from({ length: n }, (_, i) => ({
        x: i % 2 === 0 ? 4 : 12,
        y: (i % 3) - 1,
      }))
      const of = people('row', undefined, made)
      await using session = await open(of, { budget: { epsilon: 10 } })
      const widths: number[] = []
      for (let i = 0; i < 5; i++) {
        const answer = await session.release(of.linearRegression('y', ['x'], { epsilon: 1 }))
        const [low, high] = answer.interval(1, { confidence: 0.95 })
        widths.push((high - low) / 2)
      }
      const median = widths.sort((a, b) => a - b)[2] ?? 0
      expect(median).toBeLessThan(share)
      expect(median).toBeGreaterThan(0.7 * share)
    }
  })
})
