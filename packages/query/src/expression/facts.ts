/** What is known about the values of an expression before any row is seen. */
import type { Column } from '../schema/schema.ts'
import { type Temporal, temporalEnds } from '../schema/temporal.ts'

/** What is known about the values of an expression, by type. */
export type Facts = NumberFacts | TextFacts | BooleanFacts | NullFacts

/** Every value that is not NULL lies in [lower, upper]; `lower > upper` when all values are NULL. */
export interface NumberFacts {
  readonly type: 'number'
  /** -Infinity where nothing is known. */
  readonly lower: number
  readonly upper: number
  readonly nullable: boolean
  /** Whether every value is a whole number or infinite. */
  readonly integral: boolean
  /** What the number stands for, where it is a date, a time or a timestamp; whole then. */
  readonly temporal?: Temporal
}

/** The values are texts. */
export interface TextFacts {
  readonly type: 'text'
  /** The public list that every value is from, where there is one. */
  readonly values?: readonly string[]
  readonly nullable: boolean
}

/** The values are true or false. */
export interface BooleanFacts {
  readonly type: 'boolean'
  readonly nullable: boolean
}

/** The bare NULL, which takes the type that is asked of it. */
export interface NullFacts {
  readonly type: 'null'
  readonly nullable: true
}

/** No number at all: what a NULL is, as a number. */
export const noNumber: NumberFacts = Object.freeze({
  type: 'number',
  lower: Number.POSITIVE_INFINITY,
  upper: Number.NEGATIVE_INFINITY,
  nullable: true,
  integral: true,
})

export function isEmpty(facts: NumberFacts): boolean {
  return facts.lower > facts.upper
}

/** What the schema says about a column. */
export function factsOfColumn(column: Column): Facts {
  const { nullable } = column
  switch (column.type) {
    case 'number':
    case 'integer':
      return {
        type: 'number',
        lower: column.lower ?? Number.NEGATIVE_INFINITY,
        upper: column.upper ?? Number.POSITIVE_INFINITY,
        nullable,
        integral: column.type === 'integer',
      }
    case 'date':
    case 'timestamp':
      return {
        type: 'number',
        lower: column.lower ?? Number.NEGATIVE_INFINITY,
        upper: column.upper ?? Number.POSITIVE_INFINITY,
        nullable,
        integral: true,
        temporal: column.type,
      }
    case 'time':
      return {
        type: 'number',
        lower: column.lower ?? temporalEnds.time.first,
        upper: column.upper ?? temporalEnds.time.last,
        nullable,
        integral: true,
        temporal: column.type,
      }
    case 'category':
      return { type: 'text', values: column.categories, nullable }
    case 'boolean':
      return { type: 'boolean', nullable }
    case 'text':
      return { type: 'text', nullable }
  }
}

/** A derived column, as a schema would describe it; a range may be known on one side only. */
export function columnOfFacts(facts: Exclude<Facts, NullFacts>): Column {
  switch (facts.type) {
    case 'number': {
      const { lower, upper } = isEmpty(facts) ? { lower: 0, upper: 0 } : facts
      return Object.freeze({
        type: facts.temporal ?? (facts.integral ? 'integer' : 'number'),
        ...(lower === Number.NEGATIVE_INFINITY ? {} : { lower }),
        ...(upper === Number.POSITIVE_INFINITY ? {} : { upper }),
        nullable: facts.nullable,
        impute: null,
      })
    }
    case 'text':
      return facts.values === undefined || facts.values.length === 0
        ? Object.freeze({ type: 'text', nullable: true, impute: null })
        : Object.freeze({
            type: 'category',
            categories: facts.values,
            nullable: facts.nullable,
            impute: null,
          })
    case 'boolean':
      return Object.freeze({ type: 'boolean', nullable: facts.nullable, impute: null })
  }
}

/** Whether two numbers stand for the same kind of thing; one that is always NULL stands for any. */
export function sameMeasure(left: NumberFacts, right: NumberFacts): boolean {
  return isEmpty(left) || isEmpty(right) || left.temporal === right.temporal
}

/** What either of two numbers of the same measure stands for; one that is always NULL has no say. */
export function measureOfEither(left: NumberFacts, right: NumberFacts): Temporal | undefined {
  if (!isEmpty(left)) return left.temporal
  return isEmpty(right) ? (left.temporal ?? right.temporal) : right.temporal
}

/** What facts are of, in an error's words. */
export function kindOfFacts(facts: Facts): string {
  return facts.type === 'number' ? (facts.temporal ?? 'number') : facts.type
}

/** The facts of a value that comes from either of two, or nothing where their types differ. */
export function either(left: Facts, right: Facts): Facts | undefined {
  const nullable = left.nullable || right.nullable
  if (left.type === 'null') return right.type === 'null' ? right : { ...right, nullable }
  if (right.type === 'null') return { ...left, nullable }
  if (left.type === 'number' && right.type === 'number') {
    if (!sameMeasure(left, right)) return undefined
    const temporal = measureOfEither(left, right)
    return {
      type: 'number',
      lower: Math.min(left.lower, right.lower),
      upper: Math.max(left.upper, right.upper),
      nullable,
      integral: left.integral && right.integral,
      ...(temporal === undefined ? {} : { temporal }),
    }
  }
  if (left.type === 'text' && right.type === 'text')
    return left.values === undefined || right.values === undefined
      ? { type: 'text', nullable }
      : { type: 'text', values: [...new Set([...left.values, ...right.values])], nullable }
  return left.type === right.type ? { ...left, nullable } : undefined
}
