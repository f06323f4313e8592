/** What a covariance or a correlation is as a question. */
import type { Columns } from '../../expression/facts-of.ts'
import { type Fields, fieldsOf } from '../../schema/fields.ts'
import type { Aggregate, Bounded } from '../plan.ts'
import { boundsOf, printBounded, readBounded } from './bounded.ts'

type Pair = Extract<Aggregate, { kind: 'covariance' | 'correlation' }>

export function readPair(kind: Pair['kind'], fields: Fields, path: string): Pair {
  const side = (name: 'left' | 'right'): Bounded => {
    const place = `${path}.${name}`
    const known = ['of', 'lower', 'upper']
    return readBounded(fieldsOf(fields.get(name), place, known, 'invalid_parameter'), place)
  }
  return Object.freeze({ kind, left: side('left'), right: side('right') })
}

/** @throws DitherError "missing_bound", "wrong_type", "invalid_parameter" */
export function checkPair({ kind, left, right }: Pair, columns: Columns): void {
  for (const side of [left, right]) boundsOf({ ...side, kind }, columns)
}

export function printPair({ kind, left, right }: Pair): string {
  return `${kind}(${printBounded(left)}, ${printBounded(right)})`
}
