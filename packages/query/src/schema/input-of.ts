/** From a schema back to what makes it. Apart from YAML, so that what needs no YAML loads none. */
import type { Column, PrivacyUnit, Schema } from './schema.ts'
import type { ColumnInput, SchemaInput, UnitInput } from './schema-input.ts'
import { temporalText } from './temporal.ts'

/** The input that makes a schema, as plain data. Every default is written out. */
export function inputOf(schema: Schema): SchemaInput {
  const { privacyUnit, publicSize } = schema
  const size = privacyUnit.kind === 'id' ? 'units' : 'rows'
  return {
    version: schema.version,
    dataset: schema.dataset,
    privacyUnit: unitInput(privacyUnit),
    ...(publicSize === undefined ? {} : { [size]: { public: publicSize } }),
    columns: Object.fromEntries(
      Object.entries(schema.columns).map(([name, column]) => [name, columnInput(column)]),
    ),
  }
}

function unitInput(unit: PrivacyUnit): UnitInput {
  switch (unit.kind) {
    case 'row':
      return 'row'
    case 'rows':
      return { rows: unit.rows }
    case 'id':
      return {
        column: unit.column,
        maxRows: unit.maxRows,
        maxGroups: unit.maxGroups,
        ...(unit.maxRowsTotal === undefined ? {} : { maxRowsTotal: unit.maxRowsTotal }),
      }
  }
}

function columnInput(column: Column): ColumnInput {
  const kept = <T>(impute: T | null): { nullable: true } | { impute: T } =>
    impute === null ? { nullable: true } : { impute }
  switch (column.type) {
    case 'text':
      return { type: 'text' }
    case 'boolean':
      return { type: 'boolean', ...kept(column.impute) }
    case 'category':
      return { type: 'category', categories: column.categories, ...kept(column.impute) }
    case 'date':
    case 'time':
    case 'timestamp': {
      const { type, lower, upper, origin, impute } = column
      const text = (value: number): string => temporalText(type, value)
      return {
        type,
        ...(lower === undefined ? {} : { lower: text(lower) }),
        ...(upper === undefined ? {} : { upper: text(upper) }),
        ...(origin === undefined ? {} : { origin: text(origin) }),
        ...kept(impute === null ? null : text(impute)),
      }
    }
    case 'number':
    case 'integer': {
      const { nullable: _, impute, ...rest } = column
      return { ...rest, ...kept(impute) }
    }
  }
}
