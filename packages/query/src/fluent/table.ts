/** The fluent face: a table to ask questions of. Describing is pure and touches no data. */
import { DitherError } from '@dither/core'
import type { Source } from '../engines/engine.ts'
import type { Expression } from '../expression/expression.ts'
import { columnsOfRelation } from '../plan/columns-of-relation.ts'
import type { GroupKey, Relation } from '../plan/plan.ts'
import type { Partition, PartPlan, PartPlans } from '../release/partition/partition.ts'
import type { Described } from '../release/statistic.ts'
import type { Schema } from '../schema/schema.ts'
import type { ColumnKinds, SchemaOf } from '../schema/schema-input.ts'
import { type Limits, withLimits } from '../schema/with-limits.ts'
import {
  type ChosenColumns,
  type Joined,
  type JoinOptions,
  joinedRelation,
  type PublicRow,
} from './join.ts'
import { type Key, type Keys, readKey } from './key.ts'
import { type AskLimits, type LimitQuestions, limitQuestions } from './limits.ts'
import { type AskParts, partition } from './partition.ts'
import { type PerUnit, type UnitColumns, unitColumns } from './per-unit.ts'
import {
  type AskPrivateKeys,
  type PrivateKey,
  type PrivatelyGroupedTable,
  privatelyGrouped,
} from './private-keys.ts'
import type { Asker } from './questions/asker.ts'
import { type Questions, questions } from './questions/questions.ts'
import { rowOf } from './row-of.ts'
import type { BaseExpression, BooleanExpression, KindOf, Row } from './terms.ts'
import { type United, unitedRelation } from './union.ts'

/** A described table. Its methods describe other tables, or questions to release. */
export interface Table<Columns extends ColumnKinds = ColumnKinds>
  extends Described,
    Questions<Columns, 'scalar', 'bins'> {
  readonly kind: 'table'
  readonly from: Relation
  /** The rows for which a condition is true, not NULL. */
  filter(condition: BooleanExpression | ((row: Row<Columns>) => BooleanExpression)): Table<Columns>
  /**
   * New or replaced columns; each sees the columns of this table.
   *
   * @typeParam New the columns, for the compiler to know
   */
  derive<const New extends Derivations<Columns>>(columns: New): Table<Derived<Columns, New>>
  /**
   * Adds what a public table says of a key, NULL where it says nothing. The rows of the table become part of
   * the plan, at most 100,000; of their values the bounds, or the list, are known, and need not be given again.
   *
   * @throws DitherError "invalid_parameter" where a key stands twice
   */
  join<
    Public extends PublicRow,
    const Chosen extends ChosenColumns<Public> = ChosenColumns<Public>,
  >(
    rows: readonly Public[],
    options: JoinOptions<Columns, Public, Chosen>,
  ): Table<Joined<Columns, Public, Chosen>>
  /**
   * One row a privacy unit, whose columns are made of all its rows in this table: what a customer spent, how
   * often one came. Afterwards a unit has one row, so that the noise is that of one row. Only where the privacy
   * unit has an id.
   *
   * @typeParam New the columns, for the compiler to know
   */
  perUnit<const New extends UnitColumns<Columns>>(columns: New): Table<PerUnit<New>>
  /**
   * The same rows with other limits on what one unit brings; what is beyond them is left out. For a unit
   * with an id.
   */
  withLimits(limits: Limits): Table<Columns>
  /**
   * Two questions, `rows` and `groups`, to be put into a plan: how many rows, and how many groups, do most
   * units have? `table.withLimits(limitsOf(answers))` then uses the answers, which are charged like others.
   */
  contributionLimits(options?: AskLimits<Columns>): LimitQuestions
  /**
   * All rows of this table and of another view of the same one; a row that is in both is there twice, and costs
   * twice where a row is the privacy unit. Columns that only one of them has are left out.
   *
   * @typeParam Other the other's columns, for the compiler to know
   */
  union<Other extends ColumnKinds>(other: Table<Other>): Table<United<Columns, Other>>
  /**
   * One answer a group. A category, a boolean, an integer with at most 1000 values between its
   * bounds, or anything else with the values listed; rows with another value, or NULL, are left out.
   */
  groupBy(
    first: Keys<Columns>['key'],
    ...more: readonly Keys<Columns>['key'][]
  ): GroupedTable<Columns>
  /**
   * One answer a group, where the values of the keys are not public: names of towns, what people wrote. Which
   * values are released is chosen by how many privacy units have them, at a price of its own, `{ epsilon, delta }`,
   * once for all questions about these groups in one release; a value that one unit alone has is released with
   * probability at most delta. Rows where a key is missing are left out.
   */
  groupByPrivateKeys(
    keys: PrivateKey<Columns> | readonly [PrivateKey<Columns>, ...PrivateKey<Columns>[]],
    choice: AskPrivateKeys,
  ): PrivatelyGroupedTable<Columns>
  /**
   * Cuts the table by a key as `groupBy` takes, and asks each part a plan of its own: the same of all, or one
   * by the key's value as text. A member of a plan: `{ byEduc: people.partition('educ', part => part.count()) }`.
   *
   * Where a row is the privacy unit, it costs what the dearest part costs, or the dearest two where the number of rows is public;
   * where the unit has an id, what all parts cost, unless it has one row here (`perUnit`).
   */
  partition<const P extends PartPlan>(
    key: Keys<Columns>['key'],
    plan: (part: Table<Columns>) => P,
  ): Partition<Readonly<Record<string, P>>>
  partition<const Plans extends Readonly<Record<string, (part: Table<Columns>) => PartPlan>>>(
    key: Keys<Columns>['key'],
    plans: Plans,
  ): Partition<{ readonly [Value in keyof Plans]: ReturnType<Plans[Value]> }>
}

/** A table cut by public keys: every key is answered, whether or not rows have it (S12). */
export interface GroupedTable<Columns extends ColumnKinds = ColumnKinds>
  extends Described,
    Questions<Columns, 'table', 'table'> {
  readonly kind: 'groupedTable'
  readonly from: Relation
  readonly keys: readonly GroupKey[]
}

/** New columns by name, as expressions or functions of a row. */
export type Derivations<Columns extends ColumnKinds> = Readonly<
  Record<string, BaseExpression | ((row: Row<Columns>) => BaseExpression)>
>

/** The columns of a table after `derive`. */
export type Derived<Columns extends ColumnKinds, New extends Derivations<Columns>> = {
  readonly [Name in keyof Columns | keyof New]: Name extends keyof New
    ? KindOf<New[Name] extends (row: Row<Columns>) => infer Result ? Result : New[Name]>
    : Name extends keyof Columns
      ? Columns[Name]
      : never
}

/**
 * Describes a table: where its rows lie, and what is public about them.
 *
 * @throws DitherError "invalid_schema" if the schema was not made by a checker
 */
export function table<Columns extends ColumnKinds>(
  source: Source,
  schema: SchemaOf<Columns>,
): Table<Columns> {
  const { privacyUnit }: { readonly privacyUnit: unknown } = schema
  if (!Object.isFrozen(schema) || typeof privacyUnit !== 'object')
    throw new DitherError('invalid_schema', 'schema is as written, must be checked', {
      parameter: 'schema',
      wayOut: 'Pass it through defineSchema or readSchema',
    })
  return describe({ source, schema, from: Object.freeze({ kind: 'scan' }) })
}

interface Place {
  readonly source: Source
  readonly schema: Schema
  readonly from: Relation
}

function describe<Columns extends ColumnKinds>(place: Place): Table<Columns> {
  const columns = columnsOfRelation(place.from, place.schema)
  const row = rowOf<Columns>(columns)
  const then = <Kinds extends ColumnKinds>(from: Relation): Table<Kinds> =>
    describe<Kinds>({ ...place, from: Object.freeze(from) })
  const asker: Asker<Columns> = { ...place, columns, row, groupBy: [] }
  const perUnit = <const New extends UnitColumns<Columns>>(added: New): Table<PerUnit<New>> =>
    then<PerUnit<New>>({
      kind: 'perUnit',
      input: place.from,
      columns: unitColumns(added, row),
    })
  return Object.freeze({
    kind: 'table',
    ...place,
    ...questions<Columns, 'scalar', 'bins'>(asker),
    filter: (condition: BooleanExpression | ((row: Row<Columns>) => BooleanExpression)) =>
      then<Columns>({
        kind: 'filter',
        input: place.from,
        condition: (typeof condition === 'function' ? condition(row) : condition).expression,
      }),
    derive: <const New extends Derivations<Columns>>(added: New) => {
      const expressions: Record<string, Expression> = Object.create(null)
      for (const [name, of] of Object.entries(added))
        expressions[name] = (typeof of === 'function' ? of(row) : of).expression
      return then<Derived<Columns, New>>({
        kind: 'derive',
        input: place.from,
        columns: Object.freeze(expressions),
      })
    },
    partition: <Parts extends PartPlans>(key: Key<Columns>, plans: AskParts<Table<Columns>>) =>
      partition<Table<Columns>, Parts>(place, readKey(key, columns, row), plans, then<Columns>),
    join: <
      Public extends PublicRow,
      const Chosen extends ChosenColumns<Public> = ChosenColumns<Public>,
    >(
      rows: readonly Public[],
      options: JoinOptions<Columns, Public, Chosen>,
    ) => then<Joined<Columns, Public, Chosen>>(joinedRelation(place.from, columns, rows, options)),
    withLimits: (limits: Limits) =>
      describe<Columns>({ ...place, schema: withLimits(place.schema, limits) }),
    contributionLimits: (options: AskLimits<Columns> = {}) =>
      limitQuestions<Columns>({ perUnit }, options),
    perUnit,
    union: <Other extends ColumnKinds>(other: Table<Other>) =>
      then<United<Columns, Other>>(unitedRelation(place, other)),
    groupByPrivateKeys: (
      keys: PrivateKey<Columns> | readonly PrivateKey<Columns>[],
      choice: AskPrivateKeys,
    ) => privatelyGrouped<Columns>(asker, keys, choice),
    groupBy: (...keys: readonly [Key<Columns>, ...Key<Columns>[]]) => {
      const groupBy = Object.freeze(keys.map((key) => readKey(key, columns, row)))
      return Object.freeze({
        kind: 'groupedTable',
        ...place,
        keys: groupBy,
        ...questions<Columns, 'table', 'table'>({ ...asker, groupBy }),
      })
    },
  })
}
