/** Literals and names as DuckDB writes them. Nothing else turns a value into SQL text. */
import { DitherError } from '@dither/core'
import type { Value } from '../../schema/value.ts'

/** A quoted identifier. */
export function sqlName(name: string): string {
  if (name.includes('\0'))
    throw new DitherError('unsupported', 'a name holds the character U+0000', {
      parameter: 'name',
      wayOut: 'Rename it',
    })
  return `"${name.replaceAll('"', '""')}"`
}

/** A text literal; U+0000 would end the statement, and is added by its code. */
export function sqlText(text: string): string {
  if (/\p{Surrogate}/u.test(text))
    throw new DitherError('invalid_parameter', 'a text holds half a character', {
      parameter: 'text',
      wayOut: 'Take away the unpaired surrogate',
    })
  const parts = text.split('\0').map((part) => `'${part.replaceAll("'", "''")}'`)
  return parts.length === 1 ? `${parts[0]}` : `(${parts.join(' || chr(0) || ')})`
}

/** A double, exactly: the shortest decimal of a double reads back as that double. */
export function sqlNumber(value: number): string {
  const digits = Number.isFinite(value) ? String(value + 0) : value > 0 ? 'inf' : '-inf'
  return `CAST('${digits}' AS DOUBLE)`
}

/** A 64-bit integer. */
export function sqlInteger(value: number | bigint): string {
  return `CAST('${BigInt(value)}' AS BIGINT)`
}

/** A 128-bit integer. */
export function sqlHuge(value: number | bigint): string {
  return `CAST('${BigInt(value)}' AS HUGEINT)`
}

export function sqlValue(value: Exclude<Value, null>): string {
  switch (typeof value) {
    case 'number':
      return sqlNumber(value)
    case 'string':
      return sqlText(value)
    case 'boolean':
      return value ? 'TRUE' : 'FALSE'
  }
}

/** A NULL of a type; a NULL without one is given to nobody. */
export const sqlNull: Readonly<Record<'number' | 'text' | 'boolean', string>> = Object.freeze({
  number: 'CAST(NULL AS DOUBLE)',
  text: 'CAST(NULL AS VARCHAR)',
  boolean: 'CAST(NULL AS BOOLEAN)',
})
