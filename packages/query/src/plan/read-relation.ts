/** A relation out of data from elsewhere. */
import { DitherError } from '@dither/core'
import type { Expression } from '../expression/expression.ts'
import { listAt, oneOf, readExpression } from '../expression/read-expression.ts'
import { fieldsOf, join, nameIn, wrong } from '../schema/fields.ts'
import type { Relation } from './plan.ts'
import { readUnitColumn } from './unit-columns.ts'

/** How many steps a relation may have, in all its branches. */
const longestRelation = 1000
const code = 'invalid_parameter'

/** @throws DitherError "invalid_parameter" naming the path; "unsupported" if it is too long */
export function readRelation(value: unknown): Relation {
  let steps = 0
  return relationAt(value, 'from')

  function relationAt(from: unknown, start: string): Relation {
    const above: ((input: Relation) => Relation)[] = []
    let path = start
    for (let inner = from; ; path = `${path}.input`) {
      steps += 1
      if (steps > longestRelation + 1)
        throw new DitherError('unsupported', `from has more than ${longestRelation} steps`, {
          parameter: 'from',
          wayOut: 'Join filters with and, derive several columns in one step',
        })
      const kind = oneOf(
        fieldsOf(inner, path, undefined, code).get('kind'),
        ['scan', 'filter', 'derive', 'perUnit', 'union'],
        `${path}.kind`,
      )
      const put = (base: Relation): Relation =>
        above.reduceRight<Relation>((input, step) => step(input), Object.freeze(base))
      if (kind === 'scan') {
        fieldsOf(inner, path, ['kind'], code)
        return put({ kind })
      }
      if (kind === 'union') {
        const list = fieldsOf(inner, path, ['kind', 'inputs'], code).get('inputs')
        const inputs = listAt(list, `${path}.inputs`, relationAt)
        if (inputs.length < 2)
          throw wrong(`${path}.inputs`, inputs.length, 'must be at least two', undefined, code)
        return put({ kind, inputs })
      }
      const last = kind === 'filter' ? 'condition' : 'columns'
      const fields = fieldsOf(inner, path, ['kind', 'input', last], code)
      const at = `${path}.${last}`
      if (kind === 'filter') {
        const condition = readExpression(fields.get(last), at)
        above.push((input) => Object.freeze({ kind, input, condition }))
      } else if (kind === 'derive') {
        const columns: Readonly<Record<string, Expression>> = byName(
          fields.get(last),
          at,
          readExpression,
        )
        above.push((input) => Object.freeze({ kind, input, columns }))
      } else {
        const columns = byName(fields.get(last), at, readUnitColumn)
        if (Object.keys(columns).length === 0)
          throw wrong(at, undefined, 'must hold at least one column', undefined, code)
        above.push((input) => Object.freeze({ kind, input, columns }))
      }
      inner = fields.get('input')
    }
  }
}

function byName<T>(
  value: unknown,
  path: string,
  read: (value: unknown, path: string) => T,
): Readonly<Record<string, T>> {
  const entries = [...fieldsOf(value, path, undefined, code)]
  const columns: Record<string, T> = Object.create(null)
  for (const [name, column] of entries.sort(([a], [b]) => (a < b ? -1 : 1)))
    columns[nameIn(name, join(path, name), code)] = read(column, join(path, name))
  return Object.freeze(columns)
}
