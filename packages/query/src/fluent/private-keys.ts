/** Groups whose keys are private: those that enough units have are found out, and answered. */
import type { GroupKey, PrivateKeys, Relation } from '../plan/plan.ts'
import { readPrivateKeys } from '../plan/private-keys.ts'
import type { Described } from '../release/statistic.ts'
import type { ColumnKinds } from '../schema/schema-input.ts'
import type { Decimal } from './ask.ts'
import { type Names, type Of, readOf } from './key.ts'
import type { Asker } from './questions/asker.ts'
import { type CountQuestions, countQuestions } from './questions/counts.ts'
import { type PairQuestions, pairQuestions } from './questions/pairs.ts'
import { type RegressionQuestions, regressionQuestions } from './questions/regressions.ts'
import { type ValueQuestions, valueQuestions } from './questions/values.ts'
import type { Row } from './terms.ts'

/** A column of texts, truths, whole numbers, dates or times; or an expression with a name. */
export type PrivateKey<Kinds extends ColumnKinds> =
  | Names<Kinds, 'text' | 'category' | 'boolean' | 'integer' | 'date' | 'time' | 'timestamp'>['all']
  | { readonly name: string; readonly of: Of<Kinds> }

/** What choosing the keys may cost, and how it is done. */
export interface AskPrivateKeys {
  readonly epsilon: Decimal
  /** A key that one unit alone has is shown with at most this probability: far below one in the number of units. */
  readonly delta: Decimal
  /** `optimal` where one unit reaches few keys, else `gaussian`, unless said. */
  readonly mechanism?: PrivateKeys['mechanism']
  /** Keys of fewer units are never released; 1 unless said. */
  readonly leastUnits?: number
}

/** A table cut by keys that no schema lists: those that are chosen are answered, sorted; rows without a key are left out. */
export interface PrivatelyGroupedTable<Columns extends ColumnKinds = ColumnKinds>
  extends Described,
    Omit<CountQuestions<Columns, 'table'>, 'countDistinct'>,
    ValueQuestions<Columns, 'table'>,
    PairQuestions<Columns, 'table'>,
    RegressionQuestions<Columns, 'table'> {
  readonly kind: 'privatelyGroupedTable'
  readonly from: Relation
  readonly keys: readonly GroupKey[]
  readonly privateKeys: PrivateKeys
}

/** The table of those keys, which have no values that are listed. */
export function privatelyGrouped<Kinds extends ColumnKinds>(
  asker: Asker<Kinds>,
  keys: PrivateKey<Kinds> | readonly PrivateKey<Kinds>[],
  choice: AskPrivateKeys,
): PrivatelyGroupedTable<Kinds> {
  const listed = isList(keys) ? keys : [keys]
  const groupBy = Object.freeze(listed.map((key) => keyOf(key, asker.row)))
  const privateKeys = readPrivateKeys(choice, 'keys')
  const here: Asker<Kinds> = { ...asker, groupBy, privateKeys }
  const { countDistinct: _, ...counts } = countQuestions<Kinds, 'table'>(here)
  const { source, schema, from } = asker
  return Object.freeze({
    kind: 'privatelyGroupedTable',
    source,
    schema,
    from,
    keys: groupBy,
    privateKeys,
    ...counts,
    ...valueQuestions<Kinds, 'table'>(here),
    ...pairQuestions<Kinds, 'table'>(here),
    ...regressionQuestions<Kinds, 'table'>(here),
  })
}

function keyOf<Kinds extends ColumnKinds>(key: PrivateKey<Kinds>, row: Row<Kinds>): GroupKey {
  const { name, of } = typeof key === 'string' ? { name: key, of: key } : key
  return Object.freeze({ name, of: readOf(of, row), values: Object.freeze([]) })
}

function isList<Kinds extends ColumnKinds>(
  keys: PrivateKey<Kinds> | readonly PrivateKey<Kinds>[],
): keys is readonly PrivateKey<Kinds>[] {
  return Array.isArray(keys)
}
