/** Sets of values, as frozen data. */
import { exactDouble, multiply } from '@dither/math'
import { wrongParameter } from './parameter.ts'
import { twoTo } from './significant.ts'

/** What a transformation accepts or returns. Made by `domains`. */
export type Domain = IntegerDomain | GridDomain | VectorDomain | VectorsDomain | TableDomain

/** Whole numbers, as bigint; bounds belong to it. */
export interface IntegerDomain {
  readonly kind: 'integer'
  readonly lower?: bigint
  readonly upper?: bigint
}

/** Doubles that are exact multiples of 2^exponent. */
export interface GridDomain {
  readonly kind: 'grid'
  readonly exponent: number
}

/** Lists of one length, which is public; any length if it is left out. */
export interface VectorDomain<
  Entry extends IntegerDomain | GridDomain = IntegerDomain | GridDomain,
> {
  readonly kind: 'vector'
  readonly of: Entry
  readonly length?: number
}

/** Several integer vectors, of public lengths: what joint noise is added to. */
export interface VectorsDomain {
  readonly kind: 'vectors'
  readonly lengths: readonly number[]
}

/** Tables: any number of rows, each with these columns and, maybe, others. */
export interface TableDomain {
  readonly kind: 'table'
  readonly columns: Readonly<Record<string, IntegerDomain | GridDomain>>
}

/** A row of a table. */
export type Row = Readonly<Record<string, unknown>>

/** The values of a domain. */
export type Member<D extends Domain> = D extends IntegerDomain
  ? bigint
  : D extends GridDomain
    ? number
    : D extends VectorDomain<infer Entry>
      ? readonly Member<Entry>[]
      : D extends VectorsDomain
        ? readonly (readonly bigint[])[]
        : readonly Row[]

/** The constructors of domains. */
export const domains: {
  /** Whole numbers, within bounds if they are given. */
  readonly integer: (bounds?: { readonly lower?: bigint; readonly upper?: bigint }) => IntegerDomain
  /** Multiples of 2^exponent. */
  readonly grid: (exponent: number) => GridDomain
  /** Lists of such numbers, of one length if it is given. */
  readonly vector: <Entry extends IntegerDomain | GridDomain>(
    of: Entry,
    length?: number,
  ) => VectorDomain<Entry>
  /** Several integer vectors of these lengths. */
  readonly vectors: (lengths: readonly number[]) => VectorsDomain
  /** Tables with these columns. */
  readonly table: (columns: Readonly<Record<string, IntegerDomain | GridDomain>>) => TableDomain
} = Object.freeze({
  integer: ({ lower, upper }: { readonly lower?: bigint; readonly upper?: bigint } = {}) => {
    if (lower !== undefined && upper !== undefined && lower > upper)
      throw wrongParameter('lower', lower, `must be at most upper, ${upper}`)
    return Object.freeze({
      kind: 'integer',
      ...(lower === undefined ? {} : { lower }),
      ...(upper === undefined ? {} : { upper }),
    })
  },
  grid: (exponent: number) => {
    if (!Number.isInteger(exponent) || exponent < -1074 || exponent > 1023)
      throw wrongParameter('exponent', exponent, 'must be a whole number from -1074 to 1023')
    return Object.freeze({ kind: 'grid', exponent })
  },
  vector: <Entry extends IntegerDomain | GridDomain>(of: Entry, length?: number) =>
    Object.freeze({
      kind: 'vector',
      of,
      ...(length === undefined ? {} : { length: size(length) }),
    }),
  vectors: (lengths: readonly number[]) =>
    Object.freeze({ kind: 'vectors', lengths: Object.freeze(lengths.map(size)) }),
  table: (columns: Readonly<Record<string, IntegerDomain | GridDomain>>) =>
    Object.freeze({ kind: 'table', columns: Object.freeze({ ...columns }) }),
})

/** True if the value belongs to the domain. */
export function isMember<D extends Domain>(domain: D, value: unknown): value is Member<D> {
  return belongs(domain, value)
}

/** True if every value of the first belongs to the second. */
export function isSubdomain(first: Domain, second: Domain): boolean {
  if (first.kind === 'integer' && second.kind === 'integer')
    return (
      (second.lower === undefined || (first.lower ?? second.lower - 1n) >= second.lower) &&
      (second.upper === undefined || (first.upper ?? second.upper + 1n) <= second.upper)
    )
  if (first.kind === 'grid' && second.kind === 'grid') return first.exponent >= second.exponent
  if (first.kind === 'vector' && second.kind === 'vector')
    return (
      isSubdomain(first.of, second.of) &&
      (second.length === undefined || first.length === second.length)
    )
  if (first.kind === 'vectors' && second.kind === 'vectors')
    return (
      first.lengths.length === second.lengths.length &&
      first.lengths.every((length, j) => length === second.lengths[j])
    )
  if (first.kind === 'table' && second.kind === 'table') {
    const { columns } = first
    return Object.entries(second.columns).every(([name, wanted]) => {
      const given = columns[name]
      return given !== undefined && isSubdomain(given, wanted)
    })
  }
  return false
}

function belongs(domain: Domain, value: unknown): boolean {
  switch (domain.kind) {
    case 'integer':
      return (
        typeof value === 'bigint' &&
        (domain.lower === undefined || value >= domain.lower) &&
        (domain.upper === undefined || value <= domain.upper)
      )
    case 'grid':
      return (
        typeof value === 'number' &&
        Number.isFinite(value) &&
        multiply(exactDouble(value), twoTo(-domain.exponent)).denominator === 1n
      )
    case 'vector':
      return (
        Array.isArray(value) &&
        (domain.length === undefined || value.length === domain.length) &&
        value.every((entry) => belongs(domain.of, entry))
      )
    case 'vectors':
      return (
        Array.isArray(value) &&
        value.length === domain.lengths.length &&
        domain.lengths.every((length, j) =>
          belongs({ kind: 'vector', of: { kind: 'integer' }, length }, value[j]),
        )
      )
    case 'table':
      return Array.isArray(value) && value.every((row) => isRow(domain, row))
    default:
      return unknownKind(domain)
  }
}

function isRow(domain: TableDomain, row: unknown): boolean {
  if (typeof row !== 'object' || row === null) return false
  const cells = new Map<string, unknown>(Object.entries(row))
  return Object.entries(domain.columns).every(([name, of]) => belongs(of, cells.get(name)))
}

function size(length: number): number {
  if (Number.isSafeInteger(length) && length >= 0) return length
  throw wrongParameter('length', length, 'must be a whole number, at least 0')
}

function unknownKind(_domain: never): never {
  throw wrongParameter('domain', 'unknown', 'must be made by `domains`')
}
