/** Whether a source has the columns that its schema names (S15: by name alone). */
import { DitherError } from '@dither/core'
import type { Schema } from '../schema/schema.ts'

/** @throws DitherError "unknown_column" naming the schema's columns that are not in `names`, or are twice */
export function checkColumnNames(schema: Schema, names: readonly string[]): void {
  const missing = Object.keys(schema.columns).filter((name) => !names.includes(name))
  if (missing.length > 0)
    throw new DitherError(
      'unknown_column',
      `the source has no column ${missing.join(', ')}, which the schema names`,
      {
        parameter: `columns.${missing[0]}`,
        wayOut: 'Correct the name, in the schema or the source',
      },
    )
  const twice = Object.keys(schema.columns).find(
    (name) => names.indexOf(name) !== names.lastIndexOf(name),
  )
  if (twice !== undefined)
    throw new DitherError('unknown_column', `the source has two columns named ${twice}`, {
      parameter: `columns.${twice}`,
      wayOut: 'Rename one of them in the source',
    })
}
