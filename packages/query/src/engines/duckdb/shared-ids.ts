/** Whether ids of several files are written alike, so that one person is one unit in all of them (S17). */
import { DitherError } from '@dither/core'
import type { Schema } from '../../schema/schema.ts'
import type { SourceTable } from './relation-sql.ts'
import type { SourceType } from './scan-sql.ts'

/**
 * Refuses files in which equal ids of one person would be two texts, as `7.0` and the number 7, or a date
 * and what a CSV says of it. Reads the types that files declare, never a row. [bounding.proof.md]
 *
 * @param tables whose ids are shared
 * @throws DitherError "invalid_parameter" naming the column, never a type (S15)
 */
export function checkSharedIds(
  { privacyUnit, columns }: Schema,
  tables: readonly SourceTable[],
): void {
  if (privacyUnit.kind !== 'id') return
  const { column } = privacyUnit
  if (columns[column]?.type === 'integer') return // each is read as the whole number that it says
  const ways = new Set(
    tables.flatMap((table) => {
      const from = table.columns.get(column)
      return from === undefined ? [] : writingsOf(from)
    }),
  )
  if (ways.size <= 1 || alike.some((all) => [...ways].every((way) => all.includes(way)))) return
  throw new DitherError(
    'invalid_parameter',
    `the ids in ${column} are of one kind in one file and of another elsewhere, so that one person may be two units`,
    {
      parameter: column,
      rule: 'S17',
      wayOut: `If they are whole numbers, declare ${column} as integer in the schema; else give the column one type in all files, or say units: 'disjoint' if nobody is in two`,
    },
  )
}

type Writing = 'letters' | 'digits' | 'decimal' | 'boolean' | 'time'

/** Numbers are written one way. A text is an id letter for letter, and whole numbers are mostly written as digits. */
const alike: readonly (readonly Writing[])[] = [
  ['digits', 'decimal'],
  ['letters', 'digits'],
]

/** How ids of a type are written; nothing for a type that has none. */
function writingsOf({ physical, type }: SourceType): readonly Writing[] {
  switch (physical) {
    case 'text':
      return ['letters']
    case 'integer':
    case 'wide':
      return ['digits']
    case 'number':
      return [type.endsWith(',0)') ? 'digits' : 'decimal']
    case 'boolean':
    case 'time':
      return [physical]
    case 'clock':
    case 'other':
      return []
  }
}
