/** Every named function in DuckDB's SQL: the value of its rule, to the last bit. */
import type { FunctionName } from '../../expression/functions/functions.ts'
import { longestBytes } from '../../expression/functions/text-functions.ts'
import { expSql, lnSql } from './exp-ln-sql.ts'
import { roundHalfUpSql } from './parse-sql.ts'
import { sqlNumber } from './sql.ts'

/** How a function is written, and how often it writes its operands. */
export interface FunctionSql {
  readonly written: number
  write(...operands: readonly string[]): string
}

const letters = 'abcdefghijklmnopqrstuvwxyz'

function plain(name: string): FunctionSql {
  return { written: 1, write: (...operands) => `${name}(${operands.join(', ')})` }
}

/** NULL where a text has more bytes than may be put together. */
function short(texts: readonly string[], then: string): string {
  const conditions = texts.map((text) => `(strlen(${text}) <= ${longestBytes})`)
  return `(CASE WHEN (${conditions.join(' AND ')}) THEN ${then} END)`
}

/** DuckDB's LEAST and GREATEST skip NULL. */
function extreme(name: 'LEAST' | 'GREATEST'): FunctionSql {
  return {
    written: 2,
    write: (...operands) =>
      `(CASE WHEN (${operands.map((x) => `(${x} IS NOT NULL)`).join(' AND ')}) THEN ${name}(${operands.join(', ')}) END)`,
  }
}

const zero = sqlNumber(0)

/** `power` is written by its exponent, in `expressionSql`. */
export const functionSql: Readonly<Record<Exclude<FunctionName, 'power'>, FunctionSql>> =
  Object.freeze({
    lower: {
      written: 1,
      write: (x) => `translate(${x}, '${letters.toUpperCase()}', '${letters}')`,
    },
    upper: {
      written: 1,
      write: (x) => `translate(${x}, '${letters}', '${letters.toUpperCase()}')`,
    },
    trim: { written: 1, write: (x) => `trim(${x}, ' ')` },
    length: { written: 1, write: (x) => `CAST(length(${x}) AS DOUBLE)` },
    substring: {
      written: 1,
      write: (x, start, length) =>
        `substr(${[x, ...[start, length].filter((n) => n !== undefined).map((n) => `CAST(${n} AS BIGINT)`)].join(', ')})`,
    },
    concat: { written: 2, write: (...texts) => short(texts, `(${texts.join(' || ')})`) },
    startsWith: plain('starts_with'),
    endsWith: plain('ends_with'),
    contains: plain('contains'),
    replace: {
      written: 3,
      write: (x = '', search = '', replacement = '') =>
        short(
          [x],
          `(CASE WHEN (${search} = '') THEN ${x} ELSE replace(${x}, ${search}, ${replacement}) END)`,
        ),
    },
    abs: plain('abs'),
    sign: { written: 1, write: (x) => `CAST(sign(${x}) AS DOUBLE)` },
    floor: plain('floor'),
    ceiling: plain('ceil'),
    round: { written: 3, write: (x = '') => roundHalfUpSql(x) },
    truncate: plain('trunc'),
    modulo: {
      written: 4,
      write: (x, y) =>
        `(CASE WHEN ((${y} <> ${zero}) AND (abs(${x}) < ${sqlNumber(Number.POSITIVE_INFINITY)})) THEN (${x} % ${y}) END)`,
    },
    sqrt: { written: 2, write: (x) => `(CASE WHEN (${x} >= ${zero}) THEN sqrt(${x}) END)` },
    exp: { written: 3, write: (x = '') => expSql(x) },
    ln: { written: 3, write: (x = '') => lnSql(x) },
    least: extreme('LEAST'),
    greatest: extreme('GREATEST'),
    coalesce: { written: 1, write: (...operands) => `COALESCE(${operands.join(', ')})` },
    nullIf: { written: 2, write: (x, y) => `(CASE WHEN (${x} = ${y}) THEN NULL ELSE ${x} END)` },
  })
