/** Errors of the fluent face, in the words of --stats. */

import { DitherError } from '@dither/core'
import type { Column } from '@dither/query'
import type { StatItem } from './parse-stats.ts'
import { type Point, quoted, syntaxError } from './scan.ts'
import { hasSeveralColumns } from './statistics.ts'

/** @param columns of the schema, by name */
export function inWordsOfStats(
  error: unknown,
  item: StatItem,
  columns: Readonly<Record<string, Column>>,
): unknown {
  if (!(error instanceof DitherError)) return error
  const { message, detail } = error
  const { parameter = '' } = detail
  if (error.code === 'missing_bound') return missingBound(error, item)
  if (parameter === 'budget.delta') {
    return syntaxError(
      '--stats',
      item.at,
      `Gaussian noise of ${item.name} needs a delta or a rho`,
      'Add delta=1e-6, or use rho=0.1 in place of epsilon',
    )
  }
  if (parameter === '--stats' || error.code === 'unknown_column') return error
  const { wayOut = '' } = detail
  const rule = message.endsWith(`. ${wayOut}`) ? message.slice(0, -wayOut.length - 2) : message
  const bare = rule.replace(/\b(options|aggregate|budget|goal)\./g, '')
  const [, percentile] = /^at is (\d+), /.exec(bare) ?? []
  if (error.code === 'invalid_parameter' && bare.endsWith(' are not public'))
    return listThem(bare, item)
  const way =
    percentile !== undefined && Number(percentile) <= 100
      ? `The ${percentile}th percentile is at ${Number(percentile) / 100}`
      : ((error.code === 'wrong_type' ? counting(bare, item, columns) : undefined) ?? wayOut)
  return new DitherError(error.code, `--stats, character ${item.at + 1}: ${bare}`, {
    ...detail,
    parameter: '--stats',
    ...(way === '' ? {} : { wayOut: way }),
  })
}

/** Of values that no schema lists. */
function listThem(bare: string, { at, statistic, numbers }: StatItem): DitherError {
  const [, named = ''] = /^the values of (.*) are not public$/.exec(bare) ?? []
  const column = quoted(named)
  const asked =
    statistic === 'contingencyTable'
      ? `${column} values=[a, b, c]`
      : `${statistic}(${[column, ...numbers, 'values=[a, b, c]'].join(', ')})`
  return syntaxError(
    '--stats',
    at,
    bare,
    `List them, as in ${asked}; where they are not known, --stats "count()" --group-by ${column} --private-keys finds some`,
  )
}

/** Of a column that has no numbers: how its values are counted. */
function counting(
  message: string,
  item: StatItem,
  columns: Readonly<Record<string, Column>>,
): string | undefined {
  const named = item.columns.flat().find(({ text }) => message.startsWith(`${text} is a `))
  if (named === undefined) return undefined
  const name = quoted(named.text)
  switch (columns[named.text]?.type) {
    case 'category':
      return `Count it: histogram(${name})`
    case 'boolean':
      return `Count it: histogram(${name}); the share of true is its bin over the sum of both`
    case 'text':
      return `Count the values that you name: histogram(${name}, values=[a, b])`
    default:
      return undefined
  }
}

function missingBound(error: DitherError, item: StatItem): DitherError {
  const { statistic, lower, upper, name } = item
  const columns = item.columns.flat().map(({ text }) => text)
  if (hasSeveralColumns(statistic)) {
    const list = (bound: number): string => `[${columns.map(() => bound).join(', ')}]`
    const what = error.message.split('. ')[0] ?? ''
    return new DitherError('missing_bound', what, {
      ...error.detail,
      wayOut: `Write lower and upper into the schema, or say those of ${columns.join(', ')}: ${name.replace(/\)$/, '')}, lower=${list(0)}, upper=${list(100)})`,
    })
  }
  const none = lower === undefined && upper === undefined
  const what = none ? 'no bounds' : lower === undefined ? 'no lower bound' : 'no upper bound'
  const column = columns[0] ?? ''
  const inside = [quoted(column), ...item.numbers].join(', ')
  const text = (point: Point): string => (typeof point === 'number' ? String(point) : point.text)
  const bounds = `lower=${text(lower ?? 0)}, upper=${text(upper ?? 100)}`
  return new DitherError('missing_bound', `${column} has ${what}`, {
    ...error.detail,
    wayOut: `Write lower and upper into the schema, or ${statistic}(${inside}, ${bounds}); bounds(${quoted(column)}) finds some, at a price`,
  })
}
