/** Columns of a table with one row a unit: exact functions of all rows of that unit. */
import { DitherError } from '@dither/core'
import type { Expression } from '../expression/expression.ts'
import { type Facts, isEmpty } from '../expression/facts.ts'
import { type Columns, factsOf } from '../expression/facts-of.ts'
import { wrongType } from '../expression/meaning.ts'
import { printExpression } from '../expression/print-expression.ts'
import { numberAt, oneOf, readExpression } from '../expression/read-expression.ts'
import { fieldsOf, join, positiveIntegerIn } from '../schema/fields.ts'

/** One column of `perUnit`: no order of rows, and no other unit, has a say in it. */
export type UnitColumn =
  /** The unit's rows, or those where `of` is not NULL; more than `upper` count as `upper`. */
  | { readonly kind: 'count'; readonly of?: Expression; readonly upper?: number }
  /** Its distinct values that are not NULL; more than `upper` count as `upper`. */
  | { readonly kind: 'countDistinct'; readonly of: Expression; readonly upper?: number }
  /** The sum of what is not NULL, clamped to [lower, upper]; 0, clamped, of nothing. */
  | {
      readonly kind: 'sum'
      readonly of: Expression
      readonly lower: number
      readonly upper: number
    }
  /** The least or greatest number that is not NULL; bounds are those of `of`, unless clamped. */
  | { readonly kind: 'min' | 'max'; readonly of: Expression }
  /** The value that all rows have where it is not NULL; NULL where they differ, or there is none. */
  | { readonly kind: 'only'; readonly of: Expression }

const code = 'invalid_parameter'
/** Bounds of a sum that are smaller, and not 0, have no lattice: 2^31 steps need 2^-1000 each (S8). */
const leastSum = 1e-290
const fieldsOfKind: Readonly<Record<UnitColumn['kind'], readonly string[]>> = {
  count: ['of', 'upper'],
  countDistinct: ['of', 'upper'],
  sum: ['of', 'lower', 'upper'],
  min: ['of'],
  max: ['of'],
  only: ['of'],
}
const kinds = Object.keys(fieldsOfKind) as UnitColumn['kind'][]

/** @throws DitherError "invalid_parameter" naming the path */
export function readUnitColumn(value: unknown, path: string): UnitColumn {
  const kind = oneOf(fieldsOf(value, path, undefined, code).get('kind'), kinds, join(path, 'kind'))
  const fields = fieldsOf(value, path, ['kind', ...fieldsOfKind[kind]], code)
  const of = () => readExpression(fields.get('of'), join(path, 'of'))
  const upper = () =>
    fields.has('upper') ? { upper: positiveIntegerIn(fields, path, 'upper') } : {}
  const bound = (side: 'lower' | 'upper') => numberAt(fields.get(side), join(path, side))
  switch (kind) {
    case 'count':
      return Object.freeze({ kind, ...(fields.has('of') ? { of: of() } : {}), ...upper() })
    case 'countDistinct':
      return Object.freeze({ kind, of: of(), ...upper() })
    case 'sum':
      return Object.freeze({ kind, of: of(), lower: bound('lower'), upper: bound('upper') })
    case 'min':
    case 'max':
    case 'only':
      return Object.freeze({ kind, of: of() })
  }
}

/** Such as `sum(amount) within [0, 1000]`. */
export function printUnitColumn(column: UnitColumn): string {
  const of = column.of === undefined ? 'rows' : printExpression(column.of)
  switch (column.kind) {
    case 'count':
      return `count(${of})${upTo(column.upper)}`
    case 'countDistinct':
      return `count(distinct ${of})${upTo(column.upper)}`
    case 'sum':
      return `sum(${of}) within [${column.lower}, ${column.upper}]`
    case 'min':
    case 'max':
    case 'only':
      return `${column.kind}(${of})`
  }
}

function upTo(upper: number | undefined): string {
  return upper === undefined ? '' : ` up to ${upper}`
}

/**
 * What is public about the column.
 *
 * @param before the columns that it reads
 * @throws DitherError "wrong_type", "unknown_column", "invalid_parameter"
 */
export function factsOfUnitColumn(column: UnitColumn, before: Columns): Facts {
  const facts = column.of === undefined ? undefined : factsOf(column.of, before)
  switch (column.kind) {
    case 'count':
    case 'countDistinct':
      return {
        type: 'number',
        lower: facts === undefined ? 1 : 0, // a unit without rows has no row here
        upper: column.upper ?? Number.POSITIVE_INFINITY,
        nullable: false,
        integral: true,
      }
    case 'sum': {
      const { lower, upper } = column
      if (!(Number.isFinite(lower) && Number.isFinite(upper) && lower <= upper))
        throw new DitherError(
          code,
          `the bounds of ${printUnitColumn(column)} must be finite and in order`,
          { parameter: 'lower', rule: 'S8', wayOut: 'Give lower <= upper' },
        )
      const most = Math.max(Math.abs(lower), Math.abs(upper))
      if (most > 0 && most < leastSum)
        throw new DitherError(
          code,
          `the bounds of ${printUnitColumn(column)} are too small to be told from 0`,
          { parameter: 'lower', rule: 'S8', wayOut: 'Measure the column in a smaller unit' },
        )
      const integral =
        numberFacts(column, facts).integral && Number.isInteger(lower) && Number.isInteger(upper)
      return { type: 'number', lower, upper, nullable: false, integral }
    }
    case 'min':
    case 'max':
      return numberFacts(column, facts)
    case 'only':
      return { ...(facts ?? numberFacts(column, facts)), nullable: true }
  }
}

function numberFacts(
  column: UnitColumn,
  facts: Facts | undefined,
): Extract<Facts, { type: 'number' }> {
  if (facts?.type === 'number' && !(column.kind === 'sum' && facts.temporal !== undefined))
    return isEmpty(facts) ? { ...facts, nullable: true } : facts
  throw wrongType(printUnitColumn(column), facts?.type ?? 'null', 'of a number', 'Count it instead')
}
