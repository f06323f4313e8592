import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { BoundedPlan } from '../../plan/bounded-plan.ts'
import { defineSchema } from '../../schema/define-schema.ts'
import { constantUnit } from './constant-unit.ts'
import { enforcePublicSize } from './enforce-public-size.ts'
import { scaleSurplus } from './scale-surplus.ts'

const abs = (x: bigint) => (x < 0n ? -x : x)
const integer = fc.bigInt(-(2n ** 70n), 2n ** 70n)

describe('scaleSurplus', () => {
  test('never moves two integers further apart', () => {
    const size = fc.bigInt(0n, 50n)
    fc.assert(
      fc.property(integer, fc.bigInt(-9n, 9n), size, fc.bigInt(1n, 50n), (v, near, n, more) => {
        for (const w of [v + near, near]) {
          const moved = abs(scaleSurplus(v, n, n + more) - scaleSurplus(w, n, n + more))
          expect(moved).toBeLessThanOrEqual(abs(v - w))
        }
      }),
    )
  })

  test('rounds toward zero, as a mirror image; a twin that rounds down is another function', () => {
    const down = (v: bigint) => (v * 2n - (v < 0n ? 2n : 0n)) / 3n
    expect(scaleSurplus(-1n, 2n, 3n)).toBe(0n)
    expect(down(-1n)).toBe(-1n)
    fc.assert(
      fc.property(integer, (v) => {
        expect(scaleSurplus(-v, 2n, 3n)).toBe(-scaleSurplus(v, 2n, 3n))
      }),
    )
  })
})

describe('enforcePublicSize', () => {
  const vectors = fc.array(integer, { minLength: 3, maxLength: 3 })
  const sizes = fc.tuple(fc.bigInt(0n, 30n), fc.bigInt(0n, 30n))

  test('moves neighbours no further apart in any coordinate, whatever the true size', () => {
    fc.assert(
      fc.property(vectors, vectors, vectors, sizes, (x, y, constant, [size, units]) => {
        const [a = []] = enforcePublicSize([x], [constant], size, units)
        const [b = []] = enforcePublicSize([y], [constant], size, units)
        a.forEach((value, i) => {
          expect(abs(value - (b[i] ?? 0n))).toBeLessThanOrEqual(abs((x[i] ?? 0n) - (y[i] ?? 0n)))
        })
      }),
    )
  })

  test('changes nothing when the size is right', () => {
    expect(enforcePublicSize([[5n, -7n]], [[1n, 1n]], 10n, 10n)).toEqual([[5n, -7n]])
  })

  test('fills up with constants, or scales down, and is an ordinary answer in both cases', () => {
    expect(enforcePublicSize([[5n, 0n]], [[0n, 3n]], 10n, 8n)).toEqual([[5n, 6n]])
    expect(enforcePublicSize([[30n, -5n]], [[0n, 3n]], 10n, 15n)).toEqual([[20n, -3n]])
    expect(enforcePublicSize([[0n]], [[1n]], 4n, 0n)).toEqual([[4n]])
    expect(enforcePublicSize([[9n]], [[1n]], 0n, 9n)).toEqual([[0n]])
  })

  test('a twin that scales by a count of its own moves neighbours further apart', () => {
    // Rows that pass a filter: 10 in x, 9 in y. The true number of units, 12, is the same.
    const twin = (rows: bigint, sum: bigint) => scaleSurplus(sum, 6n, rows)
    const own = abs(twin(10n, 1000n) - twin(9n, 999n))
    expect(own).toBeGreaterThan(1n)
    const [x = [], y = []] = [1000n, 999n].map(
      (sum) => enforcePublicSize([[sum]], [[0n]], 6n, 12n)[0],
    )
    expect(abs((x[0] ?? 0n) - (y[0] ?? 0n))).toBeLessThanOrEqual(1n)
  })
})

describe('constantUnit', () => {
  const schema = defineSchema({
    dataset: 'people',
    privacyUnit: 'row',
    rows: { public: 10 },
    columns: {
      age: { type: 'integer', lower: 0, upper: 100, impute: 40 },
      wage: { type: 'number', lower: 0, upper: 10, nullable: true },
      job: { type: 'category', categories: ['a', 'b'] },
    },
  })
  const lattice = { origin: 50, exponent: 0, low: -50, high: 50 }
  const column = {
    of: { kind: 'column', name: 'age' },
    lattice,
    square: true,
    nullable: true,
  } as const
  const base: BoundedPlan = {
    schema,
    from: { kind: 'scan' },
    unit: { kind: 'row' },
    axes: [],
    columns: [column, { ...column, of: { kind: 'column', name: 'wage' } }],
  }

  test('is one row of impute values; NULL adds to no sum', () => {
    expect(constantUnit(base)).toEqual([
      {
        rows: 1n,
        units: 1n,
        columns: [
          { count: 1n, sum: -10n, square: 100n },
          { count: 0n, sum: 0n, square: 0n },
        ],
      },
    ])
  })

  test('goes through filters, derived columns and axes', () => {
    const older = {
      kind: 'compare',
      operator: '>',
      left: { kind: 'column', name: 'age' },
      right: { kind: 'literal', value: 50 },
    } as const
    const none = constantUnit({
      ...base,
      from: { kind: 'filter', input: base.from, condition: older },
    })
    expect(none[0]?.rows).toBe(0n)
    expect(none[0]?.columns[0]).toEqual({ count: 0n, sum: 0n, square: 0n })
    const derived = constantUnit({
      ...base,
      from: {
        kind: 'filter',
        condition: older,
        input: {
          kind: 'derive',
          input: base.from,
          columns: { age: { kind: 'literal', value: 80 } },
        },
      },
      axes: [
        {
          kind: 'values',
          of: { kind: 'column', name: 'job' },
          values: ['b', 'a'],
          rest: false,
        },
      ],
    })
    expect(derived.map(({ rows }) => rows)).toEqual([0n, 1n])
    expect(derived[1]?.columns[0]?.sum).toBe(30n)
  })
})
