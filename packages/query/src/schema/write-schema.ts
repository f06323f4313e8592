/** Schemas as YAML. */
import { Document, isMap, isScalar } from 'yaml'
import { inputOf } from './input-of.ts'
import type { Schema } from './schema.ts'

/** A schema as YAML that `readSchema` reads back, one column a line. */
export function writeSchema(schema: Schema): string {
  const document = new Document(inputOf(schema))
  const { contents } = document
  if (isMap(contents))
    for (const { key, value } of contents.items) {
      if (!isMap(value)) continue
      if (isScalar(key) && key.value === 'columns')
        for (const column of value.items) {
          if (isMap(column.value)) column.value.flow = true
        }
      else value.flow = true
    }
  return document.toString({ lineWidth: 0, flowCollectionPadding: true })
}
