/** An expression out of data from elsewhere: its shape is checked, its types are not yet. */
import { type Fields, fieldsOf, join, wrong } from '../schema/fields.ts'
import { type Temporal, temporals } from '../schema/temporal.ts'
import type { Value } from '../schema/value.ts'
import { branch } from './case.ts'
import { dateParts, timeUnits } from './date-part.ts'
import type { Expression } from './expression.ts'
import { expressionLimits, tooLarge } from './facts-of.ts'
import { functionNames } from './functions/functions.ts'

const fieldsByKind: Readonly<Record<Expression['kind'], readonly string[]>> = {
  column: ['kind', 'name'],
  literal: ['kind', 'value'],
  arithmetic: ['kind', 'operator', 'left', 'right'],
  compare: ['kind', 'operator', 'left', 'right'],
  logic: ['kind', 'operator', 'left', 'right'],
  not: ['kind', 'of'],
  isNull: ['kind', 'of'],
  isIn: ['kind', 'of', 'values'],
  case: ['kind', 'branches', 'otherwise'],
  cast: ['kind', 'of', 'to'],
  clamp: ['kind', 'of', 'lower', 'upper'],
  impute: ['kind', 'of', 'value'],
  moment: ['kind', 'type', 'text'],
  datePart: ['kind', 'part', 'of', 'type'],
  startOf: ['kind', 'unit', 'of', 'type'],
  elapsed: ['kind', 'unit', 'of', 'since', 'type'],
  convert: ['kind', 'of', 'from', 'to'],
  call: ['kind', 'name', 'operands'],
  like: ['kind', 'of', 'pattern'],
  digitise: ['kind', 'of', 'edges'],
  lookup: ['kind', 'of', 'keys', 'values', 'type'],
}
const kinds = Object.keys(fieldsByKind) as Expression['kind'][]

/**
 * Reads an expression as a plan in JSON holds it, into frozen data with nothing else in it.
 *
 * @throws DitherError "invalid_parameter" naming the path, "unsupported" if it is too large
 */
export function readExpression(value: unknown, path: string): Expression {
  let parts = 0
  const visit = (value: unknown, path: string, depth: number): Expression => {
    parts += 1
    if (parts > expressionLimits.parts || depth > expressionLimits.depth) throw tooLarge()
    const kind = oneOf(
      fieldsOf(value, path, undefined, code).get('kind'),
      kinds,
      join(path, 'kind'),
    )
    const fields = fieldsOf(value, path, fieldsByKind[kind], code)
    const inner = (value: unknown, path: string): Expression => visit(value, path, depth + 1)
    return Object.freeze(read(kind, fields, path, inner))
  }
  return visit(value, path, 1)
}

const code = 'invalid_parameter'

function read(
  kind: Expression['kind'],
  fields: Fields,
  path: string,
  inner: (value: unknown, path: string) => Expression,
): Expression {
  const at = <T>(key: string, reader: (value: unknown, path: string) => T): T =>
    reader(fields.get(key), join(path, key))
  const operator = <const T extends string>(allowed: readonly T[]): T =>
    oneOf(fields.get('operator'), allowed, join(path, 'operator'))
  const sides = (): { left: Expression; right: Expression } => ({
    left: at('left', inner),
    right: at('right', inner),
  })
  switch (kind) {
    case 'column':
      return { kind, name: at('name', textAt) }
    case 'literal':
      return { kind, value: at('value', valueAt) }
    case 'arithmetic':
      return { kind, operator: operator(['+', '-', '*', '/']), ...sides() }
    case 'compare':
      return { kind, operator: operator(['=', '<>', '<', '<=', '>', '>=']), ...sides() }
    case 'logic':
      return { kind, operator: operator(['and', 'or']), ...sides() }
    case 'not':
    case 'isNull':
      return { kind, of: at('of', inner) }
    case 'isIn': {
      const values = at('values', (value, where) => listAt(value, where, valueAt))
      return { kind, of: at('of', inner), values }
    }
    case 'case': {
      const branches = listAt(fields.get('branches'), join(path, 'branches'), (item, where) => {
        const parts = fieldsOf(item, where, ['when', 'then'], code)
        return branch(
          inner(parts.get('when'), join(where, 'when')),
          inner(parts.get('then'), join(where, 'then')),
        )
      })
      return { kind, branches, otherwise: at('otherwise', inner) }
    }
    case 'cast': {
      const to = at('to', (value, where) =>
        oneOf(value, ['number', 'integer', 'text', 'boolean', ...temporals], where),
      )
      return { kind, of: at('of', inner), to }
    }
    case 'clamp':
      return {
        kind,
        of: at('of', inner),
        lower: at('lower', numberAt),
        upper: at('upper', numberAt),
      }
    case 'impute':
      return { kind, of: at('of', inner), value: at('value', valueAt) }
    case 'moment': {
      const type = at('type', temporalAt)
      return { kind, type, text: at('text', textAt) }
    }
    case 'datePart': {
      const part = at('part', (value, where) => oneOf(value, dateParts, where))
      return { kind, part, of: at('of', inner), type: at('type', temporalAt) }
    }
    case 'startOf': {
      const unit = at('unit', (value, where) => oneOf(value, timeUnits, where))
      return { kind, unit, of: at('of', inner), type: at('type', temporalAt) }
    }
    case 'elapsed': {
      const units = ['day', 'hour', 'minute', 'second'] as const
      const unit = at('unit', (value, where) => oneOf(value, units, where))
      const [of, since] = [at('of', inner), at('since', inner)]
      return { kind, unit, of, since, type: at('type', temporalAt) }
    }
    case 'convert':
      return { kind, of: at('of', inner), from: at('from', temporalAt), to: at('to', temporalAt) }
    case 'call': {
      const name = at('name', (value, where) => oneOf(value, functionNames, where))
      return { kind, name, operands: at('operands', (list, where) => listAt(list, where, inner)) }
    }
    case 'like':
      return { kind, of: at('of', inner), pattern: at('pattern', textAt) }
    case 'digitise': {
      const edges = at('edges', (list, where) => listAt(list, where, numberAt))
      return { kind, of: at('of', inner), edges }
    }
    case 'lookup': {
      const keys = at('keys', (list, where) => listAt(list, where, keyAt))
      const values = at('values', (list, where) => listAt(list, where, valueAt))
      const type = fields.has('type') ? { type: at('type', temporalAt) } : {}
      return { kind, of: at('of', inner), keys, values, ...type }
    }
  }
}

/** @throws DitherError "invalid_parameter" */
export function oneOf<const T extends string>(
  value: unknown,
  allowed: readonly T[],
  path: string,
): T {
  const found = allowed.find((candidate) => candidate === value)
  if (found === undefined)
    throw wrong(path, value, `must be one of ${allowed.join(', ')}`, undefined, code)
  return found
}

/** @throws DitherError "invalid_parameter" */
export function listAt<T>(
  value: unknown,
  path: string,
  item: (value: unknown, path: string) => T,
): readonly T[] {
  if (!Array.isArray(value)) throw wrong(path, value, 'must be a list', undefined, code)
  return Object.freeze(Array.from(value, (each, index) => item(each, `${path}[${index}]`)))
}

function temporalAt(value: unknown, path: string): Temporal {
  return oneOf(value, temporals, path)
}

function textAt(value: unknown, path: string): string {
  if (typeof value === 'string') return value
  throw wrong(path, value, 'must be a text', undefined, code)
}

/** A finite number; -0 is 0. @throws DitherError "invalid_parameter" */
export function numberAt(value: unknown, path: string): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value + 0
  throw wrong(path, value, 'must be a finite number', undefined, code)
}

/** @throws DitherError "invalid_parameter" */
export function keyAt(value: unknown, path: string): number | string | boolean {
  if (typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') return numberAt(value, path)
  throw wrong(path, value, 'must be a number, a text, true or false', undefined, code)
}

function valueAt(value: unknown, path: string): Value {
  return value === null ? null : keyAt(value, path)
}
