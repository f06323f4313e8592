/** Schemas as text: `@dither/query/yaml`. Apart, since a page that needs no YAML should load none. */

export { schemaJsonSchema } from './schema/json-schema.ts'
export { readSchema } from './schema/read-schema.ts'
export {
  readSmartNoiseMetadata,
  type SmartNoiseOptions,
  type SmartNoiseTable,
} from './schema/smart-noise.ts'
export { writeSchema } from './schema/write-schema.ts'
