/**
 * The grammar of cells and casts, in SQL (S14). Each takes SQL that can be repeated: a column's name,
 * best of all. Every cast is tried, never forced, and only after the pattern has matched.
 */
import { grammar } from '../../schema/grammar.ts'
import { sqlNumber, sqlText } from './sql.ts'

function matches(text: string, pattern: string): string {
  return `regexp_full_match(${text}, ${sqlText(` *(${pattern}) *`)})`
}

/** Spaces around a number are DuckDB's to skip; anything else it would take is kept out by the pattern. */
export function numberFromTextSql(text: string): string {
  const readable = matches(text, `${grammar.number}|${grammar.infinity}`)
  return `(CASE WHEN ${readable} THEN TRY_CAST(${text} AS DOUBLE) END)`
}

export function booleanFromTextSql(text: string): string {
  const [yes, no] = [matches(text, grammar.true), matches(text, grammar.false)]
  return `(CASE WHEN ${yes} THEN TRUE WHEN ${no} THEN FALSE END)`
}

export function numberFromBooleanSql(boolean: string): string {
  return `CAST(${boolean} AS DOUBLE)`
}

export function booleanFromNumberSql(number: string): string {
  return `(CASE WHEN (${number} = ${sqlNumber(1)}) THEN TRUE WHEN (${number} = ${sqlNumber(0)}) THEN FALSE END)`
}

/** Whole numbers of size at most 2^53, as digits. */
export function textFromNumberSql(number: string): string {
  return `CAST(${wholeFromNumberSql(number)} AS VARCHAR)`
}

/** A BIGINT for whole numbers of size at most 2^53, where doubles and integers are one to one. */
export function wholeFromNumberSql(number: string): string {
  const [least, most] = [sqlNumber(-9007199254740992), sqlNumber(9007199254740992)]
  return `(CASE WHEN ((${number} BETWEEN ${least} AND ${most}) AND (${number} = floor(${number}))) THEN TRY_CAST(${number} AS BIGINT) END)`
}

export function textFromBooleanSql(boolean: string): string {
  return `(CASE WHEN ${boolean} THEN 'true' WHEN (NOT ${boolean}) THEN 'false' END)`
}

/** floor(x + 0.5), in doubles. */
export function roundHalfUpSql(number: string): string {
  return `floor((${number} + ${sqlNumber(0.5)}))`
}

/** DuckDB has NaN equal to itself. */
export function notNanSql(number: string): string {
  return `(CASE WHEN (${number} <> CAST('NaN' AS DOUBLE)) THEN ${number} END)`
}

export function clampSql(
  number: string,
  lower: number | undefined,
  upper: number | undefined,
): string {
  if (lower === undefined && upper === undefined) return number
  const above =
    upper === undefined ? '' : ` WHEN (${number} > ${sqlNumber(upper)}) THEN ${sqlNumber(upper)}`
  const below =
    lower === undefined ? '' : ` WHEN (${number} < ${sqlNumber(lower)}) THEN ${sqlNumber(lower)}`
  return `(CASE${above}${below} ELSE ${number} END)`
}
