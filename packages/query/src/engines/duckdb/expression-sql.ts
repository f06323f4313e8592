/**
 * Expressions in DuckDB's SQL, with exactly the values that `evaluate` gives, except that 0 may carry
 * a sign, which no later operator can see. Numbers are DOUBLE and never NaN, texts VARCHAR, conditions
 * BOOLEAN. Every operator stands in parentheses, and nothing can raise: casts are tried, divisors
 * guarded, and doubles overflow to infinities.
 */
import { DitherError } from '@dither/core'
import type { Expression } from '../../expression/expression.ts'
import { type Facts, factsOfColumn } from '../../expression/facts.ts'
import { meaningOf } from '../../expression/meaning-of.ts'
import { printExpression } from '../../expression/print-expression.ts'
import { didYouMean } from '../../schema/did-you-mean.ts'
import type { Column } from '../../schema/schema.ts'
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
import { sqlName, sqlNull, sqlNumber, sqlValue } from './sql.ts'

/** SQL for one value, and what is known about it. */
export interface SqlValue {
  readonly sql: string
  readonly facts: Facts
  /**
   * The number of parts once every column is replaced by what it was derived from, as the engine's
   * optimiser may do; what is written three times counts three times.
   */
  readonly parts: number
}

/** A column that expressions may name, and the alias that holds its value in the query around. */
export interface ScopeColumn {
  readonly column: Column
  readonly alias: string
  readonly parts: number
}

export type Scope = ReadonlyMap<string, ScopeColumn>

/** A plan that grows beyond this would exhaust the optimiser's memory before any row is read. */
const mostParts = 1_000_000

/** @throws DitherError as `factsOf`; "unsupported" if the statement would be too large */
export function expressionSql(expression: Expression, scope: Scope): SqlValue {
  if (expression.kind === 'column') {
    const { column, alias, parts } = columnIn(expression.name, scope)
    return { sql: sqlName(alias), facts: factsOfColumn(column), parts }
  }
  const meaning = meaningOf(expression)
  const operands = meaning.operands.map((operand) => expressionSql(operand, scope))
  const facts = meaning.facts(
    ...operands.map(({ facts }, index) => ({ facts, text: () => textOf(meaning.operands[index]) })),
  )
  const written = write(expression, operands, facts)
  return { sql: written.sql, facts, parts: checkParts(written.parts) }
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

function write(expression: Expression, operands: readonly SqlValue[], facts: Facts): Written {
  const parts = 1 + operands.reduce((sum, operand) => sum + operand.parts, 0)
  const [x, y] = operands
  switch (expression.kind) {
    case 'literal':
      return { sql: expression.value === null ? 'NULL' : sqlValue(expression.value), parts }
    case 'arithmetic':
      return arithmeticSql(expression.operator, as(x, 'number'), as(y, 'number'))
    case 'compare': {
      const type = typeOfEither(x, y)
      return { sql: `(${as(x, type).sql} ${expression.operator} ${as(y, type).sql})`, parts }
    }
    case 'logic': {
      const operator = expression.operator === 'and' ? 'AND' : 'OR'
      return { sql: `(${as(x, 'boolean').sql} ${operator} ${as(y, 'boolean').sql})`, parts }
    }
    case 'not':
      return { sql: `(NOT ${as(x, 'boolean').sql})`, parts }
    case 'isNull':
      return { sql: `(${as(x, typeOfEither(x, x)).sql} IS NULL)`, parts }
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
      const number = as(x, 'number')
      return {
        sql: clampSql(number.sql, expression.lower, expression.upper),
        parts: 1 + 3 * number.parts,
      }
    }
    case 'impute': {
      if (expression.value === null) return { sql: as(x, 'text').sql, parts }
      const type = typeOfValue(expression.value)
      return { sql: `COALESCE(${as(x, type).sql}, ${sqlValue(expression.value)})`, parts }
    }
    case 'column':
      return { sql: sqlName(expression.name), parts }
  }
}

/** x / 0 and NaN are NULL; the guards are left out where the facts exclude both. */
function arithmeticSql(operator: '+' | '-' | '*' | '/', x: SqlValue, y: SqlValue): Written {
  const plain = `(${x.sql} ${operator} ${y.sql})`
  const parts = 1 + x.parts + y.parts
  const guarded = operator === '/' && !excludesZero(y.facts)
  const sql = guarded ? `(CASE WHEN (${y.sql} <> ${sqlNumber(0)}) THEN ${plain} END)` : plain
  const guardedParts = guarded ? parts + y.parts : parts
  if (isBounded(x.facts) && isBounded(y.facts)) return { sql, parts: guardedParts }
  return { sql: notNanSql(sql), parts: 1 + 2 * guardedParts }
}

function isInSql(
  x: SqlValue | undefined,
  values: readonly (number | string | boolean)[],
  parts: number,
): Written {
  const first = values[0]
  if (first === undefined) return { sql: sqlNull.boolean, parts }
  const list = values.map(sqlValue).join(', ')
  return { sql: `(${as(x, typeOfValue(first)).sql} IN (${list}))`, parts: parts + values.length }
}

function caseSql(operands: readonly SqlValue[], facts: Facts): string {
  const type = facts.type === 'null' ? 'text' : facts.type
  const otherwise = operands.at(-1)
  const branches: string[] = []
  for (let i = 0; i + 1 < operands.length; i += 2)
    branches.push(`WHEN ${as(operands[i], 'boolean').sql} THEN ${as(operands[i + 1], type).sql}`)
  return `(CASE ${branches.join(' ')} ELSE ${as(otherwise, type).sql} END)`
}

function castSql(x: SqlValue | undefined, to: 'number' | 'integer' | 'text' | 'boolean'): Written {
  if (x === undefined || x.facts.type === 'null')
    return { sql: sqlNull[to === 'integer' ? 'number' : to], parts: 1 }
  const from = x.facts.type
  switch (to) {
    case 'number':
      return numberSql(x, from)
    case 'integer': {
      const number = numberSql(x, from)
      return { sql: roundHalfUpSql(number.sql), parts: 1 + number.parts }
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
function as(value: SqlValue | undefined, type: 'number' | 'text' | 'boolean'): SqlValue {
  if (value !== undefined && value.facts.type === type) return value
  const facts: Facts = { type: 'null', nullable: true }
  return { sql: sqlNull[type], facts, parts: 1 }
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
