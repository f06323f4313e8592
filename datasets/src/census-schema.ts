/** What is public about the simulated census. */

import { defineSchema, type SchemaOf } from '@dither/query'

/** The columns and their kinds, for the compiler. */
export type CensusKinds = {
  readonly age: 'integer'
  readonly sex: 'category'
  readonly educ: 'integer'
  readonly race: 'category'
  readonly income: 'number'
  readonly married: 'boolean'
}

export type CensusVisitsKinds = CensusKinds & {
  readonly pid: 'text'
}

const columns = {
  age: { type: 'integer', lower: 0, upper: 100 },
  sex: { type: 'category', categories: ['0', '1'] },
  educ: { type: 'integer', lower: 1, upper: 16 },
  race: { type: 'category', categories: ['1', '2', '3', '4', '5', '6'] },
  income: { type: 'number', lower: 0, upper: 500_000 },
  married: { type: 'boolean' },
} as const

/**
 * For `censusRows`: a person is a row.
 *
 * @param options.publicRows declares that number of rows public, which makes the relation change-one
 */
export function censusSchema(
  options: { readonly publicRows?: number } = {},
): SchemaOf<CensusKinds> {
  return defineSchema({
    dataset: 'census',
    privacyUnit: 'row',
    ...(options.publicRows === undefined ? {} : { rows: { public: options.publicRows } }),
    columns,
  })
}

/**
 * For `censusVisits`: a person is all rows with one `pid`.
 *
 * @param options.maxGroups how many groups or bins one person may touch; 4 unless said
 */
export function censusVisitsSchema(
  options: { readonly maxGroups?: number } = {},
): SchemaOf<CensusVisitsKinds> {
  return defineSchema({
    dataset: 'census-visits',
    privacyUnit: { column: 'pid', maxRows: 4, maxGroups: options.maxGroups ?? 4 },
    columns: { pid: { type: 'text' }, ...columns },
  })
}
