/** What a table of counts over several axes is as a question. */
import { DitherError } from '@dither/core'
import type { Columns } from '../../expression/facts-of.ts'
import { printExpression } from '../../expression/print-expression.ts'
import { listAt, numberAt, readExpression } from '../../expression/read-expression.ts'
import { type Fields, fieldsOf, join, nameIn } from '../../schema/fields.ts'
import type { ContingencyAxis, ContingencyTable } from '../plan.ts'
import { checkBins, printBins, readBins } from './histogram.ts'

const code = 'invalid_parameter'
/** With more, the margins alone would be many thousands. */
const mostAxes = 12

export function readContingencyTable(fields: Fields, path: string): ContingencyTable {
  return Object.freeze({
    kind: 'contingencyTable',
    axes: listAt(fields.get('axes'), join(path, 'axes'), readAxis),
    margins: listAt(fields.get('margins'), join(path, 'margins'), (margin, place) =>
      listAt(margin, place, numberAt),
    ),
  })
}

function readAxis(value: unknown, path: string): ContingencyAxis {
  const fields = fieldsOf(value, path, ['name', 'of', 'bins'], code)
  return Object.freeze({
    name: nameIn(fields.get('name'), join(path, 'name'), code),
    of: readExpression(fields.get('of'), join(path, 'of')),
    bins: readBins(fields.get('bins'), join(path, 'bins')),
  })
}

/** @returns the number of cells */
export function checkContingencyTable(
  { axes, margins }: ContingencyTable,
  columns: Columns,
): number {
  const wrong = (text: string, parameter: string, wayOut: string): DitherError =>
    new DitherError(code, text, { parameter: `aggregate.${parameter}`, wayOut })
  if (axes.length === 0 || axes.length > mostAxes)
    throw wrong(
      `axes are ${axes.length}, must be from 1 to ${mostAxes}`,
      'axes',
      'Ask several tables',
    )
  for (const [i, { name }] of axes.entries())
    if (axes.findIndex((other) => other.name === name) !== i)
      throw wrong(`axes has ${name} twice`, `axes[${i}].name`, 'Give one of them another name')
  const seen = new Set<string>()
  for (const [i, margin] of margins.entries()) {
    const inOrder = margin.every((at, j) => Number.isInteger(at) && at > (margin[j - 1] ?? -1))
    if (!inOrder || (margin.at(-1) ?? -1) >= axes.length || margin.length >= axes.length)
      throw wrong(
        `margins[${i}] must be places of some axes, but not of all, in increasing order`,
        `margins[${i}]`,
        'The whole table is always measured',
      )
    const key = margin.join()
    if (seen.has(key)) throw wrong(`margins has one twice`, `margins[${i}]`, 'List it once')
    seen.add(key)
  }
  return axes.reduce((cells, { of, bins }) => cells * checkBins(of, bins, columns), 1)
}

export function printContingencyTable({ axes, margins }: ContingencyTable): string {
  const shown = axes.map(({ name, of, bins }) => {
    const as = of.kind === 'column' && of.name === name ? '' : `${name} = `
    return `${as}${printExpression(of)} ${printBins(bins)}`
  })
  const names = margins.map((margin) => `(${margin.map((at) => axes[at]?.name).join(', ')})`)
  const besides = names.length === 0 ? '' : ` with margins ${names.join(', ')}`
  return `contingencyTable(${shown.join('; ')})${besides}`
}
