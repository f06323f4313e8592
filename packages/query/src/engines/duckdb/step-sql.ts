/** Steps on the lattice in SQL: `latticeStep`, with the clamps and imputations before it folded in. */
import type { Expression } from '../../expression/expression.ts'
import type { Lattice, LatticeColumn } from '../../plan/bounded-plan.ts'
import type { Column } from '../../schema/schema.ts'
import { latticeStep, powerOfTwo } from '../lattice-step.ts'
import { sqlInteger, sqlNumber } from './sql.ts'

/** clamp(step(x), low, high), and what stands where x is NULL or NaN. */
export interface Folded {
  readonly low: number
  readonly high: number
  readonly missing: number | null
}

/**
 * Folds clamp and impute into the step. Every operation of `latticeStep` is monotone, hence
 * step(clamp(x, a, b)) = clamp(step(x), step(a), step(b)), exactly: one comparison of integers in
 * place of two of doubles, which cost DuckDB three times as much (0.19 against 0.30 s for 20 M rows).
 */
export function fold({ of, lattice, nullable }: LatticeColumn): {
  inner: Expression
  folded: Folded
} {
  let inner = of
  let folded: Folded = { low: lattice.low, high: lattice.high, missing: nullable ? null : 0 }
  for (;;) {
    if (inner.kind === 'clamp') {
      folded = clampInto(folded, lattice, inner.lower, inner.upper)
      inner = inner.of
    } else if (inner.kind === 'impute' && typeof inner.value === 'number') {
      folded = { ...folded, missing: stepInto(folded, lattice, inner.value) }
      inner = inner.of
    } else return { inner, folded }
  }
}

/** Folds what a scan does to a parsed numeric cell. */
export function foldScan(column: Column, lattice: Lattice, outer: Folded): Folded | undefined {
  if (column.type !== 'number' && column.type !== 'integer') return undefined
  const lower = column.lower ?? Number.NEGATIVE_INFINITY
  const upper = column.upper ?? Number.POSITIVE_INFINITY
  const folded = clampInto(outer, lattice, lower, upper)
  return column.impute === null
    ? folded
    : { ...folded, missing: stepInto(outer, lattice, column.impute) }
}

function clampInto(folded: Folded, lattice: Lattice, lower: number, upper: number): Folded {
  return {
    ...folded,
    low: stepInto(folded, lattice, lower),
    high: stepInto(folded, lattice, upper),
  }
}

function stepInto({ low, high }: Folded, lattice: Lattice, x: number): number {
  return Math.min(Math.max(latticeStep(lattice, x), low), high)
}

/** floor((x - origin) * 2^exponent + 0.5) as BIGINT; NULL where that does not fit, or x is NULL or NaN. */
export function flooredSql({ origin, exponent }: Lattice, x: string): string {
  const centred = origin === 0 ? x : `(${x} - ${sqlNumber(origin)})`
  const scaled = exponent === 0 ? centred : `(${centred} * ${sqlNumber(powerOfTwo(exponent))})`
  return `TRY_CAST(floor((${scaled} + ${sqlNumber(0.5)})) AS BIGINT)`
}

/**
 * The step as BIGINT, from `flooredSql` under the alias `floored` and the value under `x`.
 *
 * What lies between comes first, in one comparison, and most rows end there: 21 ns a row with the sum, against 28
 * by the bounds first.
 */
export function stepSql(lattice: Lattice, folded: Folded, floored: string, x: string): string {
  const [low, high] = [sqlInteger(folded.low), sqlInteger(folded.high)]
  const missing = folded.missing === null ? 'NULL' : sqlInteger(folded.missing)
  return `(CASE WHEN (${floored} BETWEEN ${low} AND ${high}) THEN ${floored} WHEN (${floored} > ${high}) THEN ${high} WHEN (${floored} < ${low}) THEN ${low} WHEN ((${x} IS NULL) OR (${x} = CAST('NaN' AS DOUBLE))) THEN ${missing} WHEN (${x} > ${sqlNumber(lattice.origin)}) THEN ${high} ELSE ${low} END)`
}

/** Whether `wholeStepSql` gives the same step for a BIGINT as doubles do. */
export function isWhole({ origin, exponent }: Lattice): boolean {
  return exponent === 0 && Number.isInteger(origin) && Math.abs(origin) <= 2251799813685248
}

/**
 * The step of a BIGINT x, in integers: x - origin, between low and high.
 *
 * The double arithmetic of `latticeStep` says the same. Within [origin + low, origin + high], which lies
 * inside 2^51 + 2^31, every operation is exact; outside, the double is monotone, and clamps alike.
 */
export function wholeStepSql({ origin }: Lattice, folded: Folded, x: string): string {
  const [low, high] = [sqlInteger(folded.low), sqlInteger(folded.high)]
  const [least, most] = [sqlInteger(origin + folded.low), sqlInteger(origin + folded.high)]
  const missing = folded.missing === null ? 'NULL' : sqlInteger(folded.missing)
  return `(CASE WHEN (${x} BETWEEN ${least} AND ${most}) THEN (${x} - ${sqlInteger(origin)}) WHEN (${x} > ${most}) THEN ${high} WHEN (${x} < ${least}) THEN ${low} ELSE ${missing} END)`
}
