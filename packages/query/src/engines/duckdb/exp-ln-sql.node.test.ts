/** e^x and ln x: the same bits in SQL and JavaScript, and near the truth. */
import { exactDouble, expInterval, lnInterval, toNumber } from '@dither/math'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exp, ln } from '../../expression/functions/exp-ln.ts'
import { expSql, lnSql } from './exp-ln-sql.ts'
import { sqlNumber } from './sql.ts'

const any = fc.double({ noNaN: true })
const near = fc.oneof(
  fc.double({ noNaN: true, min: -750, max: 715 }),
  fc.double({ noNaN: true, min: 0.4, max: 2.5 }),
)
const around2 = fc
  .tuple(
    fc.integer({ min: -1074, max: 1023 }),
    fc.constantFrom(1, 1 + 2 ** -52, 1 - 2 ** -53, Math.SQRT2, Math.SQRT1_2),
  )
  .map(([k, m]) => m * 2 ** k)

async function inSql(sql: string, numbers: readonly number[]): Promise<unknown[]> {
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const rows = numbers.map((x, i) => `(${i}, ${sqlNumber(x)})`).join(', ')
  const result = await connection.runAndReadAll(
    `SELECT ${sql} FROM (VALUES ${rows}) AS t(i, x) ORDER BY i`,
  )
  connection.closeSync()
  instance.closeSync()
  return result.getRows().map(([value]) => value)
}

describe('exp and ln', () => {
  const numbers = [
    ...[0, 1, -1, 709.782712893384, 709.7827128933841, -745.13, -745.2, -745.3, 5e-324, 2 ** -1022],
    ...[Number.MAX_VALUE, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Math.SQRT2],
    ...fc.sample(any, { numRuns: 1000, seed: 1 }),
    ...fc.sample(near, { numRuns: 4000, seed: 2 }),
    ...fc.sample(around2, { numRuns: 3000, seed: 3 }),
  ].map((x) => x + 0)

  it('have the same bits in SQL', async () => {
    expect(await inSql(expSql('x'), numbers)).toEqual(numbers.map(exp))
    expect(await inSql(lnSql('x'), numbers)).toEqual(numbers.map((x) => (x > 0 ? ln(x) + 0 : null)))
  })

  it('are within a relative 1e-13 of certified intervals', () => {
    for (const x of numbers.slice(0, 3000)) {
      if (Math.abs(x) < 700) {
        const { low } = expInterval(exactDouble(x), 80)
        const truth = toNumber(low)
        expect(Math.abs(exp(x) - truth)).toBeLessThanOrEqual(truth * 1e-13)
      }
      if (x > 0 && Number.isFinite(x)) {
        const truth = toNumber(lnInterval(exactDouble(x), 120).low)
        expect(Math.abs(ln(x) - truth)).toBeLessThanOrEqual(Math.abs(truth) * 1e-13)
      }
    }
  })
})
