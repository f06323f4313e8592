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

/** `wholeFromText`; most texts are canonical already, and match the first pattern. */
export function wholeFromTextSql(text: string): string {
  const canonical = `regexp_full_match(${text}, '0|-?[1-9][0-9]*')`
  const digits = `regexp_replace(${text}, '^ *[+]?(-?)0*([0-9]+)([.]0*)? *$', '\\1\\2')`
  return `(CASE WHEN ${canonical} THEN ${text} WHEN ${matches(text, '[+-]?0+([.]0*)?')} THEN '0' WHEN ${matches(text, grammar.whole)} THEN ${digits} END)`
}

/** Whole numbers of size at most 2^53, as digits. */
export function textFromNumberSql(number: string): string {
  return `CAST(${wholeFromNumberSql(number, 2 ** 53)} AS VARCHAR)`
}

/** A BIGINT for whole numbers of size at most `most`, which is at most 2^53: there the two are one to one. */
export function wholeFromNumberSql(number: string, most: number): string {
  return `(CASE WHEN ((${number} BETWEEN ${sqlNumber(-most)} AND ${sqlNumber(most)}) AND (${number} = floor(${number}))) THEN TRY_CAST(${number} AS BIGINT) END)`
}

export function textFromBooleanSql(boolean: string): string {
  return `(CASE WHEN ${boolean} THEN 'true' WHEN (NOT ${boolean}) THEN 'false' END)`
}

/** `roundHalfUp`; the value is written three times. */
export function roundHalfUpSql(number: string): string {
  const [least, most] = [sqlNumber(-(2 ** 52)), sqlNumber(2 ** 52)]
  return `(CASE WHEN (${number} BETWEEN ${least} AND ${most}) THEN floor((${number} + ${sqlNumber(0.5)})) ELSE ${number} END)`
}

/** DuckDB has NaN equal to itself. */
export function notNanSql(number: string): string {
  return `(CASE WHEN (${number} <> CAST('NaN' AS DOUBLE)) THEN ${number} END)`
}

/** @param inside what stands for a number within the bounds; itself unless given */
export function clampSql(
  number: string,
  lower: number | undefined,
  upper: number | undefined,
  inside: string = number,
): string {
  if (lower === undefined && upper === undefined) return inside
  const above =
    upper === undefined ? '' : ` WHEN (${number} > ${sqlNumber(upper)}) THEN ${sqlNumber(upper)}`
  const below =
    lower === undefined ? '' : ` WHEN (${number} < ${sqlNumber(lower)}) THEN ${sqlNumber(lower)}`
  return `(CASE${above}${below} ELSE ${inside} END)`
}
