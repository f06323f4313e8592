/** Expressions in SQL and in JavaScript, value by value, to the last bit. */
import type { DuckDBConnection } from '@duckdb/node-api'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compile } from '../../expression/evaluate.ts'
import type { Expression, Value } from '../../expression/expression.ts'
import { factsOf } from '../../expression/facts-of.ts'
import { printExpression } from '../../expression/print-expression.ts'
import { scanCell } from '../../schema/cell.ts'
import { defineSchema } from '../../schema/define-schema.ts'
import { type Temporal, temporalFromText, temporals } from '../../schema/temporal.ts'
import { hostileCells } from '../conformance/hostile-cells.ts'
import {
  oneOf,
  type Pick,
  randomCall,
  randomExpression,
  randomMoment,
  randomNumber,
} from '../conformance/random-expression.ts'
import { expressionSql, joinsOf, type Scope } from './expression-sql.ts'
import { sqlName, sqlText, sqlValue } from './sql.ts'
import { temporalFromTextSql } from './temporal-sql.ts'

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
    at: { type: 'timestamp' },
    seen: {
      type: 'timestamp',
      lower: '2024-02-29T10:00',
      upper: '2024-02-29T13:30',
      nullable: true,
    },
  },
})
const names = Object.keys(columns)
const sqlTypes: Readonly<Record<string, string>> = {
  free: 'VARCHAR',
  list: 'VARCHAR',
  yes: 'BOOLEAN',
}
const scope: Scope = new Map(
  Object.entries(columns).map(([name, column]) => [name, { column, alias: name, parts: 1 }]),
)

let connection: DuckDBConnection
let close: () => void
let rows: Readonly<Record<string, Value>>[]

beforeAll(async () => {
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const instance = await DuckDBInstance.create(':memory:')
  connection = await instance.connect()
  close = () => {
    connection.closeSync()
    instance.closeSync()
  }
  const pick = seeded()
  rows = Array.from({ length: 300 }, () =>
    Object.fromEntries(
      Object.entries(columns).map(([name, column]) => [name, scanCell(column, cell(pick))]),
    ),
  )
  const types = names.map((name) => `${sqlName(name)} ${sqlTypes[name] ?? 'DOUBLE'}`)
  await connection.run(`CREATE TABLE t (i INTEGER, ${types.join(', ')})`)
  const values = rows.map((row, i) => {
    const cells = names.map((name) => {
      const value = row[name] ?? null
      return value === null ? 'NULL' : sqlValue(value)
    })
    return `(${i}, ${cells.join(', ')})`
  })
  await connection.run(`INSERT INTO t VALUES ${values.join(', ')}`)
})
afterAll(() => close())

function seeded(): Pick {
  let state = 7
  return (n) => {
    state = (state + 0x6d2b79f5) | 0
    let bits = Math.imul(state ^ (state >>> 15), 1 | state)
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits
    return Math.floor((((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32) * n)
  }
}

function cell(pick: Pick): string | null {
  const kind = pick(4)
  if (kind === 0) return oneOf(pick, hostileCells)
  if (kind === 1) return String(randomNumber(pick))
  return kind === 2 ? randomMoment(pick, oneOf(pick, temporals)) : oneOf(pick, ['a', 'true', null])
}

async function valuesInSql(expression: Expression): Promise<unknown[]> {
  const value = expressionSql(expression, scope)
  const statement = `SELECT ${value.sql} FROM t${joinsOf([value])} ORDER BY i`
  const result = await connection.runAndReadAll(statement)
  return result.getRows().map(([found]) => (typeof found === 'number' ? found + 0 : found))
}

const types = ['number', 'text', 'boolean', ...temporals] as const

describe('an expression in SQL', () => {
  it('has the value that the reference has, on every row, within its facts', async () => {
    const kinds = new Map<string, number>()
    const visit = (part: unknown): void => {
      if (typeof part !== 'object' || part === null) return
      if ('kind' in part && typeof part.kind === 'string') {
        const name = 'name' in part && part.kind === 'call' ? String(part.name) : part.kind
        kinds.set(name, (kinds.get(name) ?? 0) + 1)
      }
      for (const inner of Object.values(part)) visit(inner)
    }
    const pick = seeded()
    for (let run = 0; run < 1200; run += 1) {
      const type = oneOf(pick, [...types, 'number', 'text'] as const)
      const make = run % 4 === 0 ? randomExpression : randomCall
      const expression = make(pick, columns, type, 2)
      visit(expression)
      const wanted = rows.map(compile(expression))
      expect(await valuesInSql(expression), printExpression(expression)).toEqual(wanted)
      const facts = factsOf(expression, columns)
      for (const value of wanted) {
        if (value === null) expect(facts.nullable).toBe(true)
        else if (facts.type === 'number') {
          expect(value).toBeGreaterThanOrEqual(facts.lower)
          expect(value).toBeLessThanOrEqual(facts.upper)
          if (facts.integral && Number.isFinite(value)) expect(value).toSatisfy(Number.isInteger)
        } else if (facts.type === 'text' && facts.values !== undefined)
          expect(facts.values).toContain(value)
      }
    }
    expect(kinds.size).toBeGreaterThanOrEqual(40)
    for (const [kind, times] of kinds) expect(times, kind).toBeGreaterThan(1)
  })
})

describe('the grammar of moments in SQL', () => {
  const moment = fc
    .tuple(
      fc.constantFrom('', ' ', '\t'),
      fc.constantFrom(
        '2024-02-29',
        '1900-02-29',
        '0001-01-01',
        '9999-12-31',
        '2023-04-31',
        '0000-01-01',
      ),
      fc.constantFrom('', 'T', ' ', 't'),
      fc.constantFrom('', '00:00', '23:59:59', '12:34:56.7', '23:59:59.999999999', '24:00', '7:00'),
      fc.constantFrom('', 'Z', '+00', '-23:59', '+0530', '+1:00', '+24:00', ' UTC'),
      fc.constantFrom('', ' ', '\n'),
    )
    .map((parts) => parts.join(''))
  const any = fc.oneof(
    moment,
    fc.stringMatching(/^[0-9]{4}-[01][0-9]-[0-3][0-9]$/),
    fc.stringMatching(/^[0-2][0-9]:[0-6][0-9](:[0-6][0-9]([.][0-9]{0,10})?)?$/),
    fc.stringMatching(
      /^(19|20)[0-9]{2}-[01][0-9]-[0-3][0-9][T ][012][0-9]:[0-5][0-9][+-][012][0-9]$/,
    ),
    fc.string({ unit: 'binary', maxLength: 8 }),
  )
  it.each(temporals)('reads a %s as JavaScript does', async (type: Temporal) => {
    const texts = [...hostileCells, ...fc.sample(any, { numRuns: 6000, seed: 5 })]
    const literals = texts.map((text, i) => `(${i}, ${sqlText(text)})`).join(', ')
    const result = await connection.runAndReadAll(
      `SELECT ${temporalFromTextSql(type, 'x')} FROM (VALUES ${literals}) AS v(i, x) ORDER BY i`,
    )
    const wanted = texts.map((text) => temporalFromText(type, text))
    expect(result.getRows().map(([value]) => value)).toEqual(wanted)
    expect(wanted.filter((value) => value !== null).length).toBeGreaterThan(300)
    expect(wanted.filter((value) => value === null).length).toBeGreaterThan(300)
  })
})
