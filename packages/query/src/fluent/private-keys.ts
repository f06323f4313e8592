/** Groups whose keys are private: those that enough units have are found out, and answered. */
import { compare, rational } from '@dither/math'
import { type Columns, factsOf } from '../expression/facts-of.ts'
import type { GroupKey, PrivateKeys, Relation } from '../plan/plan.ts'
import { listedKey, readPrivateKeys } from '../plan/private-keys.ts'
import type { Described } from '../release/statistic.ts'
import { wrong } from '../schema/fields.ts'
import type { ColumnKinds } from '../schema/schema-input.ts'
import type { Decimal } from './ask.ts'
import { type Names, type Of, readOf } from './key.ts'
import type { Asker } from './questions/asker.ts'
import type { CountQuestions } from './questions/counts.ts'
import type { PairQuestions } from './questions/pairs.ts'
import { questions } from './questions/questions.ts'
import type { RegressionQuestions } from './questions/regressions.ts'
import type { ValueQuestions } from './questions/values.ts'
import type { Row } from './terms.ts'

/** A column of texts, truths, whole numbers, dates or times; or an expression with a name. */
export type PrivateKey<Kinds extends ColumnKinds> =
  | Names<Kinds, 'text' | 'category' | 'boolean' | 'integer' | 'date' | 'time' | 'timestamp'>['all']
  | { readonly name: string; readonly of: Of<Kinds> }

/** What choosing the keys may cost, and how it is done. */
export interface AskPrivateKeys {
  readonly epsilon: Decimal
  /**
   * A key that one unit alone has is shown with at most this probability: far below one in the number of units.
   * More than 1/1000 is refused unless `allowLargeDelta`.
   */
  readonly delta: Decimal
  /** `optimal` where one unit reaches few keys, else `gaussian`, unless said. */
  readonly mechanism?: PrivateKeys['mechanism']
  /** Keys of fewer units are never released; 1 unless said. */
  readonly leastUnits?: number
  /** Takes a delta above 1/1000: of keys that one person alone has, so large a part is shown. */
  readonly allowLargeDelta?: boolean
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
  const { allowLargeDelta, ...chosenBy }: Partial<AskPrivateKeys> = choice ?? {}
  const privateKeys = readPrivateKeys(chosenBy, 'keys')
  if (!allowLargeDelta) refuseLargeDelta(privateKeys)
  refuseListed(groupBy, asker.columns)
  const here: Asker<Kinds> = { ...asker, groupBy, privateKeys }
  const { source, schema, from } = asker
  return Object.freeze({
    kind: 'privatelyGroupedTable',
    source,
    schema,
    from,
    keys: groupBy,
    privateKeys,
    ...questions<Kinds, 'table', 'table'>(here), // those that no type names say why they cannot be asked
  })
}

/**
 * With a delta of 1/1000 one in a thousand keys of one person may be shown: already that is no protection of
 * these, and more is mostly a slip, of an alpha or a confidence in its place.
 */
function refuseLargeDelta({ delta }: PrivateKeys): void {
  if (compare(rational(delta), rational('1/1000')) <= 0) return
  throw wrong(
    'keys.delta',
    delta,
    'must be at most 1/1000: so many of the keys that one unit alone has may be shown',
    'Give one such as 1e-9, or say allowLargeDelta',
    'invalid_parameter',
  )
}

/** Keys that the schema lists cost nothing; a mixture with others is chosen together with them. */
function refuseListed(keys: readonly GroupKey[], columns: Columns): void {
  const [first] = keys
  if (first !== undefined && keys.every(({ of }) => 'values' in factsOf(of, columns)))
    throw listedKey(first.name)
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
