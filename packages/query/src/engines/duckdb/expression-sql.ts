/**
 * Expressions in DuckDB's SQL, with exactly the values that `evaluate` gives, except that 0 may carry
 * a sign, which no later operator can see. Numbers are DOUBLE and never NaN, texts VARCHAR, conditions
 * BOOLEAN. Every operator stands in parentheses, and nothing can raise: casts are tried, divisors
 * guarded, and doubles overflow to infinities.
 */
import { DitherError } from '@dither/core'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import type { Expression } from '../../expression/expression.ts'
import { type Facts, factsOfColumn } from '../../expression/facts.ts'
import type { FunctionName } from '../../expression/functions/functions.ts'
import { meaningOf } from '../../expression/meaning-of.ts'
import { printExpression } from '../../expression/print-expression.ts'
import { didYouMean } from '../../schema/did-you-mean.ts'
import type { Column } from '../../schema/schema.ts'
import { digitiseSql } from './cell-sql.ts'
import { functionSql } from './function-sql.ts'
import { pairsSql } from './pairs-sql.ts'
import {
  booleanFromNumberSql,
  booleanFromTextSql,
  clampSql,
  notNanSql,
  numberFromBooleanSql,
  numberFromTextSql,
  roundHalfUpSql,
  textFromBooleanSql,
  textFromNumberSql,
} from './parse-sql.ts'
import { sqlName, sqlNull, sqlNumber, sqlText, sqlValue } from './sql.ts'
import {
  convertSql,
  datePartSql,
  elapsedSql,
  startOfSql,
  temporalFromTextSql,
} from './temporal-sql.ts'

/** SQL for one value, and what is known about it. */
export interface SqlValue {
  readonly sql: string
  readonly facts: Facts
  /**
   * The number of parts once every column is replaced by what it was derived from, as the engine's
   * optimiser may do; what is written three times counts three times.
   */
  readonly parts: number
  /** Whether NaN may stand for NULL: arithmetic carries NaN on, so that one guard at its end is enough. */
  readonly nan: boolean
  /** Tables of public pairs to join to the FROM that the value stands over: one row each at most (S17). */
  readonly joins?: readonly string[]
}

/** A column that expressions may name, and the alias that holds its value in the query around. */
export interface ScopeColumn {
  readonly column: Column
  readonly alias: string
  readonly parts: number
}

export type Scope = ReadonlyMap<string, ScopeColumn>

/** A plan that grows beyond this would exhaust the optimiser's memory before any row is read. */
const mostParts = 300_000

/** @throws DitherError as `factsOf`; "unsupported" if the statement would be too large */
export function expressionSql(expression: Expression, scope: Scope): SqlValue {
  return withoutNan(openSql(expression, scope))
}

/** `expressionSql` for who takes NaN for NULL, as a step on the lattice does. */
export function openSql(expression: Expression, scope: Scope): SqlValue {
  if (expression.kind === 'column') {
    const { column, alias, parts } = columnIn(expression.name, scope)
    return { sql: sqlName(alias), facts: factsOfColumn(column), parts, nan: false }
  }
  const meaning = meaningOf(expression)
  const operands = meaning.operands.map((operand) => openSql(operand, scope))
  const facts = meaning.facts(
    ...operands.map(({ facts }, index) => ({ facts, text: () => textOf(meaning.operands[index]) })),
  )
  const joins = operands.flatMap((operand) => operand.joins ?? [])
  const more = joins.length === 0 ? {} : { joins }
  if (expression.kind === 'arithmetic') {
    const [x, y] = operands
    const written = arithmeticSql(expression.operator, typed(x, 'number'), typed(y, 'number'))
    return { ...written, facts, parts: checkParts(written.parts), ...more }
  }
  if (expression.kind === 'lookup') return lookupSql(expression, operands[0], facts, joins)
  const { sql, parts } = write(expression, operands.map(withoutNan), facts)
  return { sql, facts, parts: checkParts(parts), nan: false, ...more }
}

/** The joins of several values over one FROM, each once. */
export function joinsOf(values: readonly SqlValue[]): string {
  return [...new Set(values.flatMap(({ joins }) => joins ?? []))].join('')
}

/** A value out of a public table that is joined: its keys are unique, so every row stays one row. */
function lookupSql(
  { keys, values }: Extract<Expression, { kind: 'lookup' }>,
  of: SqlValue | undefined,
  facts: Facts,
  joins: readonly string[],
): SqlValue {
  const [first] = keys
  const type = facts.type === 'null' ? 'text' : facts.type
  if (first === undefined) return { sql: sqlNull[type], facts, parts: 1, nan: false }
  const x = typed(of === undefined ? of : withoutNan(of), typeOfValue(first))
  const table = pairsSql(keys, values, [typeOfValue(first), type])
  const digest = bytesToHex(sha256(new TextEncoder().encode(`${x.sql}\n${table}`)))
  const alias = sqlName(`lookup ${digest.slice(0, 32)}`)
  const join = ` LEFT JOIN (${table}) AS ${alias}("key", "value") ON (${x.sql} = ${alias}."key")`
  const parts = checkParts(1 + x.parts)
  return { sql: `${alias}."value"`, facts, parts, nan: false, joins: [...joins, join] }
}

function withoutNan(value: SqlValue): SqlValue {
  if (!value.nan) return value
  const parts = checkParts(1 + 2 * value.parts)
  return { ...value, sql: notNanSql(value.sql), parts, nan: false }
}

/** @throws DitherError "unsupported" */
export function checkParts(parts: number): number {
  if (parts <= mostParts) return parts
  throw new DitherError('unsupported', 'the question is too large for one statement', {
    parameter: 'expression',
    wayOut: 'Ask with fewer nested clamps, divisions and bins',
  })
}

type Written = Pick<SqlValue, 'sql' | 'parts'>

type Compound = Exclude<Expression, { kind: 'column' | 'arithmetic' | 'lookup' }>

function write(expression: Compound, operands: readonly SqlValue[], facts: Facts): Written {
  const parts = 1 + operands.reduce((sum, operand) => sum + operand.parts, 0)
  const [x, y] = operands
  switch (expression.kind) {
    case 'literal':
      return { sql: expression.value === null ? 'NULL' : sqlValue(expression.value), parts }
    case 'compare': {
      const type = typeOfEither(x, y)
      return { sql: `(${typed(x, type).sql} ${expression.operator} ${typed(y, type).sql})`, parts }
    }
    case 'logic': {
      const operator = expression.operator === 'and' ? 'AND' : 'OR'
      return { sql: `(${typed(x, 'boolean').sql} ${operator} ${typed(y, 'boolean').sql})`, parts }
    }
    case 'not':
      return { sql: `(NOT ${typed(x, 'boolean').sql})`, parts }
    case 'isNull':
      return { sql: `(${typed(x, typeOfEither(x, x)).sql} IS NULL)`, parts }
    case 'isIn':
      return isInSql(
        x,
        expression.values.filter((value) => value !== null),
        parts,
      )
    case 'case':
      return { sql: caseSql(operands, facts), parts }
    case 'cast':
      return castSql(x, expression.to)
    case 'clamp': {
      const number = typed(x, 'number')
      return {
        sql: clampSql(number.sql, expression.lower, expression.upper),
        parts: 1 + 3 * number.parts,
      }
    }
    case 'impute': {
      if (expression.value === null) return { sql: typed(x, 'text').sql, parts }
      const type = typeOfValue(expression.value)
      return { sql: `COALESCE(${typed(x, type).sql}, ${sqlValue(expression.value)})`, parts }
    }
    case 'moment':
      return { sql: sqlNumber(facts.type === 'number' ? facts.lower : 0), parts }
    case 'datePart':
      return { sql: datePartSql(expression.part, expression.type, typed(x, 'number').sql), parts }
    case 'startOf':
      return { sql: startOfSql(expression.unit, expression.type, typed(x, 'number').sql), parts }
    case 'elapsed': {
      const [from, to] = [typed(y, 'number').sql, typed(x, 'number').sql]
      return { sql: elapsedSql(expression.unit, expression.type, to, from), parts }
    }
    case 'convert':
      return {
        sql: convertSql(expression.from, expression.to, typed(x, 'number').sql),
        parts: 1 + 2 * parts,
      }
    case 'call':
      return callSql(expression.name, operands, facts)
    case 'like':
      return {
        sql: `(${typed(x, 'text').sql} LIKE ${sqlText(expression.pattern)} ESCAPE '\\')`,
        parts,
      }
    case 'digitise': {
      const number = typed(x, 'number')
      const { edges } = expression
      return { sql: digitiseSql(edges, number.sql), parts: 1 + (edges.length + 2) * number.parts }
    }
  }
}

/** A bare NULL takes the type that the others have, or that the function wants. */
function callSql(name: FunctionName, operands: readonly SqlValue[], facts: Facts): Written {
  if (name === 'power') return powerSql(operands)
  const { written, write } = functionSql[name]
  const known = operands.find((operand) => operand.facts.type !== 'null')?.facts.type
  const type = known === undefined || known === 'null' ? null : known
  const wanted = type ?? (facts.type === 'null' || facts.type === 'boolean' ? 'text' : facts.type)
  const parts = operands.reduce((sum, operand) => sum + operand.parts, 0)
  return {
    sql: write(
      ...operands.map((operand, index) => {
        const place = name === 'substring' ? (index === 0 ? 'text' : 'number') : wanted
        return typed(operand, name === 'length' ? 'text' : place).sql
      }),
    ),
    parts: 1 + written * parts,
  }
}

/** The same products in the same order. */
function powerSql([base, exponent]: readonly SqlValue[]): Written {
  const x = typed(base, 'number')
  const times = exponent?.facts.type === 'number' ? exponent.facts.lower : 0
  if (times === 0)
    return {
      sql: `(CASE WHEN (${x.sql} IS NOT NULL) THEN ${sqlNumber(1)} END)`,
      parts: 1 + x.parts,
    }
  let sql = x.sql
  for (let i = 2; i <= times; i += 1) sql = `(${sql} * ${x.sql})`
  return { sql, parts: times * (1 + x.parts) }
}

/** x / 0 is NULL, by a guard where the facts do not exclude it; NaN needs an infinite operand. */
function arithmeticSql(
  operator: '+' | '-' | '*' | '/',
  x: SqlValue,
  y: SqlValue,
): Written & { readonly nan: boolean } {
  const nan = x.nan || y.nan || !isBounded(x.facts) || !isBounded(y.facts)
  const sql = `(${x.sql} ${operator} ${y.sql})`
  const parts = 1 + x.parts + y.parts
  if (operator !== '/' || excludesZero(y.facts)) return { sql, parts, nan }
  const guarded = `(CASE WHEN (${y.sql} <> ${sqlNumber(0)}) THEN ${sql} END)`
  return { sql: guarded, parts: parts + y.parts, nan }
}

function isInSql(
  x: SqlValue | undefined,
  values: readonly (number | string | boolean)[],
  parts: number,
): Written {
  const first = values[0]
  if (first === undefined) return { sql: sqlNull.boolean, parts }
  const list = values.map(sqlValue).join(', ')
  return { sql: `(${typed(x, typeOfValue(first)).sql} IN (${list}))`, parts: parts + values.length }
}

function caseSql(operands: readonly SqlValue[], facts: Facts): string {
  const type = facts.type === 'null' ? 'text' : facts.type
  const otherwise = operands.at(-1)
  const branches: string[] = []
  for (let i = 0; i + 1 < operands.length; i += 2)
    branches.push(
      `WHEN ${typed(operands[i], 'boolean').sql} THEN ${typed(operands[i + 1], type).sql}`,
    )
  return `(CASE ${branches.join(' ')} ELSE ${typed(otherwise, type).sql} END)`
}

function castSql(
  x: SqlValue | undefined,
  to: Extract<Expression, { kind: 'cast' }>['to'],
): Written {
  if (x === undefined || x.facts.type === 'null')
    return { sql: sqlNull[to === 'text' || to === 'boolean' ? to : 'number'], parts: 1 }
  const from = x.facts.type
  switch (to) {
    case 'date':
    case 'time':
    case 'timestamp':
      return { sql: temporalFromTextSql(to, x.sql), parts: 1 + 9 * x.parts }
    case 'number':
      return numberSql(x, from)
    case 'integer': {
      const number = numberSql(x, from)
      if (isIntegral(x.facts)) return number
      return { sql: roundHalfUpSql(number.sql), parts: 1 + 3 * number.parts }
    }
    case 'boolean':
      if (from === 'boolean') return x
      return from === 'text'
        ? { sql: booleanFromTextSql(x.sql), parts: 1 + 2 * x.parts }
        : { sql: booleanFromNumberSql(x.sql), parts: 1 + 2 * x.parts }
    case 'text':
      if (from === 'text') return x
      return from === 'boolean'
        ? { sql: textFromBooleanSql(x.sql), parts: 1 + 2 * x.parts }
        : { sql: textFromNumberSql(x.sql), parts: 1 + 4 * x.parts }
  }
}

function numberSql(x: SqlValue, from: 'number' | 'text' | 'boolean'): Written {
  switch (from) {
    case 'number':
      return x
    case 'text':
      return { sql: numberFromTextSql(x.sql), parts: 1 + 2 * x.parts }
    case 'boolean':
      return { sql: numberFromBooleanSql(x.sql), parts: 1 + x.parts }
  }
}

/** A value in a place for this type: a bare NULL takes the type of the place. */
function typed(value: SqlValue | undefined, type: 'number' | 'text' | 'boolean'): SqlValue {
  if (value !== undefined && value.facts.type === type) return value
  const facts: Facts = { type: 'null', nullable: true }
  return { sql: sqlNull[type], facts, parts: 1, nan: false }
}

function typeOfEither(
  x: SqlValue | undefined,
  y: SqlValue | undefined,
): 'number' | 'text' | 'boolean' {
  for (const value of [x, y])
    if (value !== undefined && value.facts.type !== 'null') return value.facts.type
  return 'text'
}

function typeOfValue(value: number | string | boolean): 'number' | 'text' | 'boolean' {
  if (typeof value === 'number') return 'number'
  return typeof value === 'string' ? 'text' : 'boolean'
}

function isBounded(facts: Facts): boolean {
  return facts.type === 'number' && Number.isFinite(facts.lower) && Number.isFinite(facts.upper)
}

/** Whether rounding changes nothing. */
function isIntegral(facts: Facts): boolean {
  return facts.type === 'boolean' || (facts.type === 'number' && facts.integral)
}

function excludesZero(facts: Facts): boolean {
  return facts.type === 'number' && (facts.lower > 0 || facts.upper < 0)
}

function columnIn(name: string, scope: Scope): ScopeColumn {
  const found = scope.get(name)
  if (found !== undefined) return found
  throw new DitherError('unknown_column', `there is no column ${name}`, {
    parameter: name,
    wayOut: didYouMean(name, [...scope.keys()]),
  })
}

function textOf(expression: Expression | undefined): string {
  return expression === undefined ? '' : printExpression(expression)
}
