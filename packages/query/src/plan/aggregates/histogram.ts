/** What a histogram is as a question. */
import { DitherError } from '@dither/core'
import type { Expression } from '../../expression/expression.ts'
import { type Columns, typeOf } from '../../expression/facts-of.ts'
import { checkFinite, printValue } from '../../expression/literal.ts'
import { wrongType } from '../../expression/meaning.ts'
import { printExpression } from '../../expression/print-expression.ts'
import { keyAt, listAt, numberAt, oneOf } from '../../expression/read-expression.ts'
import { fieldsOf } from '../../schema/fields.ts'
import type { Aggregate, Bins } from '../plan.ts'
import { checkValues } from './values.ts'

type Histogram = Extract<Aggregate, { kind: 'histogram' }>

/** @returns the number of bins, those besides counted */
export function checkBins(of: Expression, bins: Bins, columns: Columns): number {
  const type = typeOf(of, columns)
  const what = `histogram of ${printExpression(of)}`
  if (bins.kind === 'values') {
    checkValues(what, of, bins.values, columns)
    return bins.values.length + 1
  }
  if (type !== 'number')
    throw wrongType(printExpression(of), type, 'a number, to be cut by edges', 'List values')
  const rule = (text: string): DitherError =>
    new DitherError('invalid_parameter', `edges of ${what} ${text}`, {
      parameter: 'edges',
      wayOut: 'Values outside the edges have bins of their own',
    })
  if (bins.edges.length < 2) throw rule('must be at least two')
  for (const [i, edge] of bins.edges.entries()) {
    checkFinite(`edges[${i}]`, edge)
    const before = bins.edges[i - 1]
    if (before !== undefined && before >= edge)
      throw rule(`must increase, but ${edge} follows ${before}`)
  }
  return bins.edges.length + 2
}

export function readBins(value: unknown, path: string): Bins {
  const kind = oneOf(
    fieldsOf(value, path, undefined, 'invalid_parameter').get('kind'),
    ['edges', 'values'],
    `${path}.kind`,
  )
  const list = fieldsOf(value, path, ['kind', kind], 'invalid_parameter').get(kind)
  return Object.freeze(
    kind === 'edges'
      ? { kind, edges: listAt(list, `${path}.edges`, numberAt) }
      : { kind, values: listAt(list, `${path}.values`, keyAt) },
  )
}

export function printHistogram({ of, bins }: Histogram): string {
  return `histogram(${printExpression(of)}) ${printBins(bins)}`
}

export function printBins(bins: Bins): string {
  const list = bins.kind === 'edges' ? bins.edges : bins.values
  return `by ${bins.kind} (${list.map(printValue).join(', ')})`
}
