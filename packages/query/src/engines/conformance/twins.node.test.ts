/** A suite that never caught anything proves nothing: each of these broken engines must fail a case. */
import { afterAll, describe, expect, it } from 'vitest'
import { dataFile } from '../duckdb/data-file.ts'
import { duckdbEngine } from '../duckdb/duckdb-engine.ts'
import { hardenedDuckdb } from '../duckdb/hardened.ts'
import { nodeFiles } from '../duckdb/node.ts'
import { planSql } from '../duckdb/plan-sql.ts'
import { sourceTable } from '../duckdb/source-table.ts'
import type { Engine, EngineAnswer, Source } from '../engine.ts'
import { engineConformance, type MakeSource } from './engine-conformance.ts'
import { csvOf } from './random-case.ts'
import { tableFiles } from './table-files.ts'

const node = nodeFiles()
const files = tableFiles()
afterAll(() => files.remove())

type Rewrite = (sql: string) => string
const same = (answer: EngineAnswer): EngineAnswer => answer

/** DuckDB over CSV with another statement, or another answer. */
function twin(rewrite: Rewrite, change = same): MakeSource {
  return async (table): Promise<Source> => ({
    engine: 'twin',
    async open(schema): Promise<Engine> {
      const file = dataFile(files.file('twin.csv', csvOf(table)), node)
      const limits = { memoryLimit: '1GB', threads: 2, tempDirectory: files.directory }
      const database = await hardenedDuckdb(file, limits, node)
      const source = await sourceTable(
        file,
        { table: undefined, file: 'twin.csv' },
        schema,
        database,
        node,
      )
      const engine = duckdbEngine(database, source, (plan, from) => rewrite(planSql(plan, from)))
      return { ...engine, run: async (plan) => change(await engine.run(plan)) }
    },
  })
}

const cut =
  /\(\(\(("\w+") \/\/ (CAST\("\w+" AS HUGEINT\))\) \* (CAST\(.*? AS HUGEINT\))\) \+ \(\(\("\w+" % CAST\("\w+" AS HUGEINT\)\) \* CAST\(.*? AS HUGEINT\)\) \/\/ CAST\("\w+" AS HUGEINT\)\)\)/g

/** By name, the rewriting, and words in the title of a case that must notice. */
const twins: readonly [string, string, Rewrite, ((answer: EngineAnswer) => EngineAnswer)?][] = [
  [
    'rank() in place of row_number(), with ties',
    'first maxGroups cells',
    (sql) =>
      sql.replace(
        /row_number\(\) OVER \(PARTITION BY "unit" ORDER BY .*?, "cell"\)/g,
        'rank() OVER (PARTITION BY "unit" ORDER BY 0)',
      ),
  ],
  [
    'keys that are put together without marking what stands between them',
    'only put together',
    (sql) =>
      sql.replace(
        /replace\(replace\((CAST\("y\d" AS VARCHAR\)), '[^']*', '[^']*'\), '[^']*', '[^']*'\)/g,
        '$1',
      ),
  ],
  [
    'one group too many',
    'first maxGroups cells',
    (sql) => sql.replace(/\("rank" <= (CAST\('\d+' AS BIGINT\))\)/g, '("rank" <= ($1 + 1))'),
  ],
  [
    'an order by cell in place of the hash',
    'another key',
    (sql) => sql.replace(/ORDER BY substr\(.*?, 16\), /g, 'ORDER BY '),
  ],
  ['a hash that ignores the key', 'another key', (sql) => sql.replaceAll("'01' ||", "'02' ||")],
  [
    'rounding down in place of toward zero',
    'cut toward zero',
    (sql) =>
      sql.replace(cut, 'CAST(floor(CAST(($1 * $3) AS DOUBLE) / CAST($2 AS DOUBLE)) AS HUGEINT)'),
  ],
  [
    'rounding to the nearest',
    'cut toward zero',
    (sql) =>
      sql.replace(cut, 'CAST(round(CAST(($1 * $3) AS DOUBLE) / CAST($2 AS DOUBLE)) AS HUGEINT)'),
  ],
  [
    'a quotient without its remainder',
    'cut toward zero',
    (sql) => sql.replace(cut, '(($1 // $2) * $3)'),
  ],
  [
    'no cut of products',
    'cut by the share of the pairs',
    (sql) => sql.replace(/\(CASE WHEN \("c0" <= .*?\) THEN "p0" ELSE .*? END\) AS/g, '"p0" AS'),
  ],
  [
    'products that are cut by the count of one column',
    'cut by the share of the pairs',
    (sql) => sql.replace(/\(CASE WHEN \("c0" .*? AS "p0"/g, (cut) => cut.replaceAll('"c0"', '"m"')),
  ],
  [
    'a count of products that counts rows where one value is missing',
    'where both have a value',
    (sql) => sql.replaceAll('count(("s0" * "s1"))', 'count(*)'),
  ],
  ['no cut of sums', 'cut toward zero', (sql) => sql.replace(cut, '$1')],
  [
    'no cut of counts',
    'cut toward zero',
    (sql) => sql.replace(/LEAST\("n0", .*?\) AS "n0"/g, '"n0" AS "n0"'),
  ],
  [
    'sum and count that are cut apart, by the share of rows',
    'are cut alike',
    (sql) =>
      sql
        .replace(
          /\(CASE WHEN \("n0" <= (.*?)\) THEN ("\w+") ELSE .*? END\)/g,
          '(($2 * LEAST("m", $1)) // "m")',
        )
        .replace(/LEAST\("n0", (.*?)\) AS "n0"/g, '(("n0" * LEAST("m", $1)) // "m") AS "n0"'),
  ],
  [
    'maxRows + 1 rows',
    'exactly maxRows',
    (sql) => sql.replace(/LEAST\("m", (CAST\('\d+' AS BIGINT\))\)/g, 'LEAST("m", ($1 + 1))'),
  ],
  [
    'a cut at m = maxRows',
    'exactly maxRows',
    (sql) =>
      sql.replace(
        /LEAST\("m", (CAST\('\d+' AS BIGINT\))\)/g,
        '(CASE WHEN ("m" < $1) THEN "m" ELSE ($1 - 1) END)',
      ),
  ],
  [
    'a unit whose id is NULL',
    'without a unit id',
    (sql) => sql.replace('("unit" IS NOT NULL)', 'TRUE'),
  ],
  [
    'whole ids that pass through a double',
    'ids exactly, whatever their size',
    (sql) =>
      sql.replace(
        /THEN "unit" WHEN/g,
        'THEN CAST(TRY_CAST(CAST("unit" AS DOUBLE) AS HUGEINT) AS VARCHAR) WHEN',
      ),
  ],
  [
    'whole ids that are rounded',
    'ids exactly, whatever their size',
    (sql) =>
      sql.replace(
        /\(CASE WHEN regexp_full_match\("unit".*? END\) AS "unit"/g,
        'floor(TRY_CAST("unit" AS DECIMAL(38,5)) + 0.5) AS "unit"',
      ),
  ],
  [
    'text ids without regard to letter case',
    'ids letter for letter',
    (sql) => sql.replace(/THEN "unit" END\) AS "unit"/g, 'THEN lower("unit") END) AS "unit"'),
  ],
  [
    'text ids in which characters were lost',
    'ids letter for letter',
    (sql) => sql.replace(/\(NOT contains\("unit", chr\(65533\)\)\)/g, 'TRUE'),
  ],
  [
    'a cap that counts the cell itself',
    'used up in hash order',
    (sql) => sql.replace('AND 1 PRECEDING', 'AND CURRENT ROW'),
  ],
  [
    'a cap that is not used up by the cells before',
    'used up in hash order',
    (sql) => sql.replace(/ - "used"\)/, ')'),
  ],
  [
    'a cap by all rows of the cells before, in place of those that count',
    'used up in hash order',
    (sql) => sql.replace(/sum\(LEAST\("m", (.*?)\)\) OVER/, 'sum("m") OVER'),
  ],
  [
    'cells without a row left that still count a unit',
    'used up in hash order',
    (sql) =>
      sql
        .replace(/\("used" < CAST\('\d+' AS HUGEINT\)\)/, '("used" IS NOT NULL)')
        .replace(/\((CAST\('4' AS HUGEINT\)) - "used"\)/, 'GREATEST(0, ($1 - "used"))'),
  ],
  [
    'sums that are cut by maxRows where the cap leaves fewer',
    'by the rows that it leaves',
    (sql) => sql.replaceAll('"n0" <= "r"', '"n0" <= 5'),
  ],
  [
    'one distinct value too many',
    'first distinct values in hash order',
    (sql) => sql.replace(/\("rank" <= (CAST\('\d+' AS HUGEINT\))\)/g, '("rank" <= ($1 + 1))'),
  ],
  [
    'distinct values that are kept in each cell',
    'first distinct values in hash order',
    (sql) => sql.replace('PARTITION BY "unit" ORDER', 'PARTITION BY "unit", "cell" ORDER'),
  ],
  [
    'distinct values in their own order',
    'first distinct values in hash order',
    (sql) => sql.replace(/ORDER BY substr\(.*?, 16\), /g, 'ORDER BY '),
  ],
  [
    'a value that each unit brings anew',
    'first distinct values in hash order',
    (sql) => sql.replace('count(DISTINCT "d")', 'count("d")'),
  ],
  [
    '0 and -0 as two values',
    '0 and -0 are one',
    (sql) => sql.replace(`("d" + CAST('0' AS DOUBLE))`, '"d"'),
  ],
  [
    'the lattice of another cell',
    'a lattice of its own',
    (sql) => sql.replace('"p"."cell" = "l0"."cell"', '0 = "l0"."cell"'),
  ],
  ['no rest bin', 'all else goes to', (sql) => sql.replaceAll('ELSE 3 END', 'ELSE NULL END')],
  [
    'a missing value that counts nowhere',
    'no value is NULL',
    (sql) =>
      sql
        .replaceAll("THEN CAST('0' AS BIGINT) WHEN", 'THEN NULL WHEN')
        .replace('count(*), sum("s0")', 'count("s0"), sum("s0")'),
  ],
  [
    'a sum that is clamped, in place of its steps',
    'before they are added',
    (sql) =>
      sql.replace(
        /\(CASE WHEN \("f0" BETWEEN .*? ELSE CAST\('-?\d+' AS BIGINT\) END\) AS "s0"/g,
        '"f0" AS "s0"',
      ),
  ],
  [
    'a step that is cut off, not rounded',
    'floor((x - origin)',
    (sql) => sql.replaceAll("+ CAST('0.5' AS DOUBLE))) AS BIGINT)", ')) AS BIGINT)'),
  ],
  [
    'a last bin that is open',
    'the last one closed',
    (sql) => sql.replace(`"a0" > CAST('3' AS DOUBLE)`, `"a0" >= CAST('3' AS DOUBLE)`),
  ],
  [
    'bins closed above',
    'half open',
    (sql) => sql.replace(/"a0" < CAST\('([12])' AS DOUBLE\)/g, `"a0" <= CAST('$1' AS DOUBLE)`),
  ],
  [
    'a guessed bin that is not corrected',
    'many nearly even bins',
    (sql) => sql.replace(/\(\("g0" - CAST\(.*? AS INTEGER\)\) \+ CAST\(.*? AS INTEGER\)\)/, '"g0"'),
  ],
  [
    'a filter that keeps the unknown',
    'not what is unknown',
    (sql) => sql.replaceAll(', FALSE)', ', TRUE)'),
  ],
  [
    'untouched cells that are left out',
    'empty table',
    (sql) => sql,
    (answer) => ({ ...answer, cells: answer.cells.filter(({ rows }) => rows > 0n) }),
  ],
  [
    'units counted after the filter',
    'a public number of units',
    (sql) => sql,
    (answer) => ({
      ...answer,
      totalUnits: answer.cells.reduce((sum, { units }) => sum + units, 0n),
    }),
  ],
]

describe('the conformance cases', () => {
  it.each(twins)('notice %s', async (_, title, rewrite, change) => {
    const found = engineConformance().filter((example) => example.title.includes(title))
    expect(found).toHaveLength(1)
    for (const { run } of found) {
      await expect(
        run(
          twin((sql) => sql),
          1,
        ),
      ).resolves.toBeUndefined()
      await expect(run(twin(rewrite, change), 1)).rejects.toThrow('wanted')
    }
  })
})
