/**
 * Private questions about tables: schema, expression, plan, proof, engines, release, and the fluent
 * face. Drivers are on subpaths: `@dither/query/memory`, `@dither/query/duckdb`.
 */

// Schema: what is public about a table
export { parseCell, scanCell } from './schema/cell.ts'
export { checkSchema, defineSchema } from './schema/define-schema.ts'
export { grammar } from './schema/grammar.ts'
export { neighboursOf } from './schema/neighbours-of.ts'
export type {
  BooleanColumn,
  CategoryColumn,
  Column,
  NumericColumn,
  PrivacyUnit,
  Schema,
  TextColumn,
} from './schema/schema.ts'
export type {
  BooleanInput,
  CategoryInput,
  ColumnInput,
  ColumnKind,
  ColumnKinds,
  KindsIn,
  NumericInput,
  SchemaInput,
  SchemaOf,
  TextInput,
  UnitInput,
} from './schema/schema-input.ts'
export type { Value } from './schema/value.ts'
