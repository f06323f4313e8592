import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Domain, domains, isMember, isSubdomain } from './domain.ts'
import { isMetricOn, type Metric, neighboursOf } from './metric.ts'

const integers = fc
  .tuple(fc.option(fc.bigInt(-9n, 0n)), fc.option(fc.bigInt(0n, 9n)))
  .map(([lower, upper]) =>
    domains.integer({
      ...(lower === null ? {} : { lower }),
      ...(upper === null ? {} : { upper }),
    }),
  )
const simple: fc.Arbitrary<Domain> = fc.oneof(
  integers,
  fc.integer({ min: -3, max: 3 }).map(domains.grid),
  fc.tuple(integers, fc.integer({ min: 0, max: 3 })).map(([of, n]) => domains.vector(of, n)),
  integers.map((of) => domains.vector(of)),
  fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 2 }).map(domains.vectors),
  integers.map((x) => domains.table({ x })),
)
const value: fc.Arbitrary<unknown> = fc.oneof(
  fc.bigInt(-12n, 12n),
  fc.integer({ min: -99, max: 99 }).map((n) => n / 8),
  fc.array(fc.bigInt(-12n, 12n), { maxLength: 3 }),
  fc.array(fc.array(fc.bigInt(), { maxLength: 2 }), { maxLength: 2 }),
  fc.array(fc.record({ x: fc.bigInt(-12n, 12n), y: fc.bigInt() }), { maxLength: 2 }),
  fc.anything(),
)

describe('domains', () => {
  it('hold their members and nothing else', () => {
    const ages = domains.integer({ lower: 0n, upper: 120n })
    expect(isMember(ages, 120n)).toBe(true)
    expect(isMember(ages, 121n)).toBe(false)
    expect(isMember(ages, 5)).toBe(false)
    expect(isMember(domains.grid(-2), 0.75)).toBe(true)
    expect(isMember(domains.grid(-2), 0.7)).toBe(false)
    expect(isMember(domains.grid(-2), Number.NaN)).toBe(false)
    expect(isMember(domains.vector(ages, 2), [1n])).toBe(false)
    expect(isMember(domains.vectors([1, 2]), [[1n], [2n, 3n]])).toBe(true)
    expect(isMember(domains.table({ age: ages }), [{ age: 3n, name: 'x' }])).toBe(true)
    expect(isMember(domains.table({ age: ages }), [{ name: 'x' }])).toBe(false)
  })

  it('are part of each other only if their members are', () => {
    fc.assert(
      fc.property(simple, simple, value, (first, second, x) => {
        if (isSubdomain(first, second) && isMember(first, x)) expect(isMember(second, x)).toBe(true)
      }),
      { numRuns: 2000 },
    )
    expect(isSubdomain(domains.integer({ lower: 0n }), domains.integer())).toBe(true)
    expect(isSubdomain(domains.integer(), domains.integer({ lower: 0n }))).toBe(false)
    expect(isSubdomain(domains.grid(1), domains.grid(0))).toBe(true)
  })

  it('refuse bounds, exponents and lengths that make no sense', () => {
    expect(() => domains.integer({ lower: 1n, upper: 0n })).toThrow(/at most upper/)
    expect(() => domains.grid(0.5)).toThrow(/whole number/)
    expect(() => domains.vectors([-1])).toThrow(/at least 0/)
  })

  it('have their own metrics', () => {
    const metrics: Metric[] = [
      'add-remove',
      'change-one',
      'absolute',
      'l1',
      'l2',
      'lInfinity',
      'joint',
    ]
    const on = (domain: Domain) => metrics.filter((metric) => isMetricOn(metric, domain))
    expect(on(domains.table({}))).toEqual(['add-remove', 'change-one'])
    expect(on(domains.integer())).toEqual(['absolute'])
    expect(on(domains.vector(domains.grid(0)))).toEqual(['l1', 'l2', 'lInfinity'])
    expect(on(domains.vectors([1]))).toEqual(['joint'])
    expect(metrics.map(neighboursOf)).toEqual([
      'add-remove',
      'change-one',
      ...Array.from({ length: 5 }, () => 'unstated'),
    ])
  })
})
