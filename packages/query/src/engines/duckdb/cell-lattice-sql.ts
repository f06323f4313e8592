/** Steps of columns whose lattice differs by cell: `latticeStep`, with the lattice from a list (S8). */
import type { LatticeColumn } from '../../plan/bounded-plan.ts'
import { powerOfTwo } from '../lattice-step.ts'
import { sqlInteger, sqlName, sqlNumber } from './sql.ts'

/** A list of the lattices to join by "cell", and the step of the value under `x`. */
export function cellLatticeSql(
  { lattices = [], nullable }: LatticeColumn,
  index: number,
  x: string,
): { readonly join: string; readonly floored: string; readonly step: string } {
  const list = sqlName(`l${index}`)
  const rows = lattices.map(
    ({ origin, exponent, low, high }, cell) =>
      `(${cell}, ${sqlNumber(origin)}, ${sqlNumber(powerOfTwo(exponent))}, ${sqlInteger(low)}, ${sqlInteger(high)})`,
  )
  const of = (name: string): string => `${list}.${sqlName(name)}`
  const [low, high] = [of('low'), of('high')]
  const floored = `TRY_CAST(floor((((${x} - ${of('origin')}) * ${of('scale')}) + ${sqlNumber(0.5)})) AS BIGINT)`
  const missing = nullable ? 'NULL' : sqlInteger(0)
  return {
    join: ` LEFT JOIN (VALUES ${rows.join(', ')}) AS ${list}("cell", "origin", "scale", "low", "high") ON (${sqlName('p')}.${sqlName('cell')} = ${of('cell')})`,
    floored,
    step: `(CASE WHEN (${floored} > ${high}) THEN ${high} WHEN (${floored} >= ${low}) THEN ${floored} WHEN (${floored} < ${low}) THEN ${low} WHEN (${x} IS NULL) THEN ${missing} WHEN (${x} > ${of('origin')}) THEN ${high} ELSE ${low} END)`,
  }
}
