/** The promises of facts and of totality, on random functions, parts, bins and lookups. */
import { describe, expect, it } from 'vitest'
import { compile, type Row } from '../../expression/evaluate.ts'
import type { Expression, Value } from '../../expression/expression.ts'
import type { Facts } from '../../expression/facts.ts'
import { factsOf } from '../../expression/facts-of.ts'
import { printExpression } from '../../expression/print-expression.ts'
import { readExpression } from '../../expression/read-expression.ts'
import { scanCell } from '../../schema/cell.ts'
import { defineSchema } from '../../schema/define-schema.ts'
import { temporals } from '../../schema/temporal.ts'
import { hostileCells } from './hostile-cells.ts'
import { oneOf, type Pick, randomCall, randomMoment, randomNumber } from './random-expression.ts'

const { columns } = defineSchema({
  dataset: 'd',
  privacyUnit: 'row',
  columns: {
    x: { type: 'number' },
    n: { type: 'integer', lower: -5, upper: 9 },
    free: { type: 'text' },
    list: { type: 'category', categories: ['a', 'b', 'B', '1', "it's"] },
    yes: { type: 'boolean', nullable: true },
    day: { type: 'date' },
    born: { type: 'date', lower: '1950-06-01', upper: '1950-09-15' },
    clock: { type: 'time' },
    dawn: { type: 'time', lower: '05:10', upper: '05:40:30' },
    at: { type: 'timestamp' },
    seen: { type: 'timestamp', lower: '2024-02-29T10:00', upper: '2024-02-29T13:30' },
  },
})

function seeded(): Pick {
  let state = 11
  return (n) => {
    state = (state + 0x6d2b79f5) | 0
    let bits = Math.imul(state ^ (state >>> 15), 1 | state)
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits
    return Math.floor((((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32) * n)
  }
}

const pick = seeded()
const kinds = ['number', 'number', 'text', 'boolean', ...temporals] as const
const expressions = Array.from({ length: 3000 }, () =>
  randomCall(pick, columns, oneOf(pick, kinds), 2),
)
const cell = (): unknown =>
  oneOf(pick, [
    oneOf(pick, hostileCells),
    String(randomNumber(pick)),
    randomMoment(pick, oneOf(pick, temporals)),
    null,
  ])
const rows: Row[] = Array.from({ length: 40 }, () =>
  Object.fromEntries(
    Object.entries(columns).map(([name, column]) => [name, scanCell(column, cell())]),
  ),
)

function covers(facts: Facts, value: Value): boolean {
  if (value === null) return facts.nullable
  if (facts.type === 'number')
    return (
      typeof value === 'number' &&
      value >= facts.lower &&
      value <= facts.upper &&
      !Object.is(value, -0) &&
      (!facts.integral || Number.isInteger(value) || !Number.isFinite(value))
    )
  if (facts.type === 'text')
    return typeof value === 'string' && (facts.values?.includes(value) ?? true)
  return typeof value === facts.type
}

function uncovered(twin: (facts: Facts) => Facts): Expression | undefined {
  return expressions.find((expression) => {
    const facts = twin(factsOf(expression, columns))
    const value = compile(expression)
    return !rows.every((row) => covers(facts, value(row)))
  })
}

describe('functions, parts of moments, bins and lookups', () => {
  it('have values within their facts, on every row', () => {
    const found = uncovered((facts) => facts)
    expect(found === undefined ? '' : printExpression(found)).toBe('')
  })

  const twins: Record<string, (facts: Facts) => Facts> = {
    'never NULL': (facts) => (facts.type === 'null' ? facts : { ...facts, nullable: false }),
    'always whole': (facts) => (facts.type === 'number' ? { ...facts, integral: true } : facts),
    'an upper end too low': (facts) =>
      facts.type === 'number' ? { ...facts, upper: facts.upper - 1e-9 } : facts,
    'a lower end too high': (facts) =>
      facts.type === 'number' ? { ...facts, lower: facts.lower + 1e-9 } : facts,
    'a text missing from the list': (facts) =>
      facts.type === 'text' && facts.values !== undefined
        ? { ...facts, values: facts.values.slice(1) }
        : facts,
  }
  it.each(Object.entries(twins))('would be caught with %s', (_, twin) => {
    expect(uncovered(twin)).toBeDefined()
  })

  it('have a value that is not NaN, and raise nothing, whatever stands in the columns', () => {
    const wild: readonly Value[] = [
      ...[0, -1, 0.5, 2 ** 53, 1e300, -1e300, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
      ...['', 'a', '\u{1f600}', 'x'.repeat(70_000), '2024-02-29', true, false, null],
    ]
    for (const expression of expressions) {
      const value = compile(expression)
      for (let i = 0; i < 10; i += 1) {
        const row = Object.fromEntries(
          Object.keys(columns).map((name) => [name, oneOf(pick, wild)]),
        )
        expect(value(row)).not.toBeNaN()
      }
    }
  })

  it('survive JSON, and print alike only where they are alike', () => {
    const texts = new Map<string, string>()
    for (const expression of expressions) {
      expect(readExpression(JSON.parse(JSON.stringify(expression)), 'e')).toEqual(expression)
      const shape = JSON.stringify(expression)
      const text = printExpression(expression)
      expect(texts.get(text) ?? shape).toBe(shape)
      texts.set(text, shape)
    }
  })
})

describe('a text that grows', () => {
  const of = (name: 'concat' | 'replace', ...operands: Expression[]): Expression => ({
    kind: 'call',
    name,
    operands,
  })
  const free: Expression = { kind: 'column', name: 'free' }
  const literal = (value: string): Expression => ({ kind: 'literal', value })

  it('ends at 65,536 bytes in UTF-8: beyond, it is NULL', () => {
    const value = compile(of('concat', free, literal('!')))
    expect(value({ free: 'é'.repeat(32_768) })).toBe(`${'é'.repeat(32_768)}!`)
    expect(value({ free: `${'é'.repeat(32_768)}a` })).toBeNull()
    let doubling: Expression = free
    for (let i = 0; i < 8; i += 1) doubling = of('concat', doubling, doubling)
    expect(compile(doubling)({ free: 'x'.repeat(1000) })).toBeNull()
    expect(
      compile(of('replace', free, literal('x'), literal('yy')))({ free: 'x'.repeat(65_537) }),
    ).toBeNull()
  })
})
