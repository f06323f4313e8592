import type { Neighbours } from '@dither/core'
import type { Schema } from './schema.ts'

/** The one relation of a dataset (S1): change-one when the number of units is public. */
export function neighboursOf(schema: Schema): Exclude<Neighbours, 'unstated'> {
  return schema.publicSize === undefined ? 'add-remove' : 'change-one'
}
