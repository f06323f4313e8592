/** What a matrix of covariances or correlations is as a question. */
import type { Columns } from '../../expression/facts-of.ts'
import type { Fields } from '../../schema/fields.ts'
import type { MatrixAggregate } from '../plan.ts'
import { checkLabelled, printLabelled, readLabelledList } from './labelled.ts'

export function readMatrix(
  kind: MatrixAggregate['kind'],
  fields: Fields,
  path: string,
): MatrixAggregate {
  const of = readLabelledList(fields.get('of'), `${path}.of`)
  const against = fields.has('against')
    ? { against: readLabelledList(fields.get('against'), `${path}.against`) }
    : {}
  return Object.freeze({ kind, of, ...against })
}

/** @throws DitherError "missing_bound", "wrong_type", "invalid_parameter" */
export function checkMatrix({ kind, of, against = [] }: MatrixAggregate, columns: Columns): void {
  checkLabelled([...of, ...against], kind, columns)
}

export function printMatrix({ kind, of, against }: MatrixAggregate): string {
  const other = against === undefined ? '' : `, [${printLabelled(against)}]`
  return `${kind}([${printLabelled(of)}]${other})`
}
