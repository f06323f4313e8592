/** Whether totals can be those of a table with this schema: what no honest owner's fail. */
import { DitherError } from '@dither/core'
import { scanCell } from '../../schema/cell.ts'
import { didYouMean } from '../../schema/did-you-mean.ts'
import type { Column, Schema } from '../../schema/schema.ts'
import type { ColumnTotals, Group, Totals } from './totals.ts'

/** A summed column as the schema has it. */
export interface SummedColumn {
  readonly name: string
  readonly lower: bigint
  readonly upper: bigint
  readonly nullable: boolean
}

/**
 * Refuses what is not asserted of any table: it is a mistake, of which the message says the column and the
 * rule, and nothing of the totals (S15).
 *
 * @throws DitherError "unknown_column", "wrong_type", "missing_bound", "invalid_parameter"; "unreadable_source"
 *   where numbers contradict each other or the schema
 */
export function summedColumns(totals: Totals, schema: Schema): readonly SummedColumn[] {
  const keys = totals.keys.map((name) => columnNamed(name, schema))
  const summed = totals.sums.map((name) => summedColumn(name, columnNamed(name, schema)))
  if (schema.publicSize !== undefined && totals.units === undefined)
    throw new DitherError('invalid_parameter', 'units is missing, must be given', {
      parameter: 'units',
      rule: 'S3',
      wayOut: 'The schema has a public size: say how many units the table has',
    })
  const seen = new Set<string>()
  for (const group of totals.groups) {
    if (group.keys.some((value, i) => keys[i] === undefined || scanCell(keys[i], value) !== value))
      throw contradiction('keys', 'a key is none of the values that the schema lets it have')
    const key = JSON.stringify(group.keys)
    if (seen.has(key)) throw contradiction('keys', 'two totals have the same keys')
    seen.add(key)
    checkUnits(group, schema)
    if (totals.units !== undefined && (group.units ?? group.rows) > totals.units)
      throw contradiction('units', 'a group has more units than the table')
    for (const [i, column] of summed.entries())
      checkColumn(column, group.values[i], group.rows, totals.squares.includes(column.name))
  }
  return Object.freeze(summed)
}

function columnNamed(name: string, { columns }: Schema): Column {
  const column = Object.hasOwn(columns, name) ? columns[name] : undefined
  if (column !== undefined) return column
  throw new DitherError('unknown_column', `${name} is not a column of the schema`, {
    parameter: name,
    wayOut: didYouMean(name, Object.keys(columns)),
  })
}

function summedColumn(name: string, column: Column): SummedColumn {
  if (column.type !== 'integer')
    throw new DitherError('wrong_type', `${name} is of type ${column.type}, must be integer`, {
      parameter: name,
      rule: 'S8',
      wayOut: 'Give sums in the smallest unit, such as cents, and declare an integer',
    })
  const { lower, upper, nullable } = column
  if (!Number.isSafeInteger(lower) || !Number.isSafeInteger(upper))
    throw new DitherError('missing_bound', `${name} has no whole numbers as bounds`, {
      parameter: name,
      rule: 'S8',
      wayOut: 'Give lower and upper in the schema',
    })
  return { name, lower: BigInt(lower ?? 0), upper: BigInt(upper ?? 0), nullable }
}

function checkUnits({ rows, units }: Group, { privacyUnit }: Schema): void {
  if (rows < 0n) throw contradiction('rows', 'a number of rows is negative')
  if (privacyUnit.kind !== 'id') {
    if (units !== undefined && units !== rows)
      throw contradiction('units', 'rows are the units, but there are not as many')
    return
  }
  if (units === undefined)
    throw new DitherError('invalid_parameter', 'totals[].units is missing, must be given', {
      parameter: 'totals[].units',
      rule: 'S4',
      wayOut: 'Say how many distinct units each group has',
    })
  if (units < 0n || units > rows || rows > units * BigInt(privacyUnit.maxRows))
    throw contradiction('units', 'rows and units do not keep to the limits of the privacy unit')
}

function checkColumn(
  { name, lower, upper, nullable }: SummedColumn,
  totals: ColumnTotals | undefined,
  rows: bigint,
  squared: boolean,
): void {
  if (totals === undefined) throw new RangeError('a total lacks a column')
  const { count, sum, square } = totals
  if (count < 0n || count > rows || (!nullable && count !== rows))
    throw contradiction(name, `the number of values of ${name} does not fit its rows`)
  if (sum < count * lower || sum > count * upper)
    throw contradiction(name, `a sum of ${name} lies outside what its bounds allow`)
  // Every value lies between the bounds, so (x - lower)(upper - x) >= 0; and by Cauchy and Schwarz.
  if (
    squared &&
    (sum * sum > count * square || square > (lower + upper) * sum - count * lower * upper)
  )
    throw contradiction(name, `a sum of squares of ${name} does not fit its sum and bounds`)
}

function contradiction(parameter: string, message: string): DitherError {
  return new DitherError('unreadable_source', message, {
    parameter,
    wayOut: 'Compute the totals again, of values clamped and units bounded as the schema says',
  })
}
