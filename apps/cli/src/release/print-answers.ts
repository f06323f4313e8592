/** Released answers for people: values, what the noise may have done to them, and what they cost. */

import type { Loss } from '@dither/core'
import { digitsFor, formatNumber, type TerminalStyle, terminalHistogram } from '@dither/plot'
import type {
  Released,
  ReleasedBins,
  ReleasedCell,
  ReleasedScalar,
  ReleasedTable,
} from '@dither/query'
import { isNothing, partText } from '../cost.ts'
import { textTable } from '../text-table.ts'
import { entriesText, type ReleasedEntries } from './print-entries.ts'

export interface PrintOptions {
  readonly style: TerminalStyle
  readonly confidence: number
}

/** All answers, by name: single values in one table, then histograms, then tables. */
export function printAnswers(
  answers: Readonly<Record<string, Released>>,
  options: PrintOptions,
): string {
  const scalars: string[][] = []
  const pictures: string[] = []
  for (const [name, answer] of Object.entries(answers)) {
    switch (answer.kind) {
      case 'scalar':
        scalars.push([name, ...scalarCells(answer, options), costOfPart(answer.loss)])
        break
      case 'bins':
        pictures.push(
          `  ${name}   ${costOf(answer, options)}\n\n${binsText(answer, options, '  ')}`,
        )
        break
      case 'vector':
      case 'matrix':
      case 'cdf':
        pictures.push(`  ${name}   ${entriesCost(answer)}\n\n${entriesText(answer, options, '  ')}`)
        break
      case 'table':
        pictures.push(tableText(name, answer, options))
        break
    }
  }
  const heading = ['answer', 'value', 'error', `${percent(options)} interval`, 'cost']
  const table = textTable([heading, ...scalars], 'lrrll').map((line) => `  ${line}\n`)
  return [
    ...(scalars.length === 0 ? [] : [table.join('')]),
    ...pictures.map((text) => `${text}\n`),
  ].join('\n')
}

function costOfPart(loss: Loss): string {
  return isNothing(loss) ? 'free' : partText(loss)
}

/** The value, ± its accuracy, and its interval, to the digits that the error leaves meaning in. */
function scalarCells(answer: ReleasedScalar, { confidence, style }: PrintOptions): string[] {
  const error = answer.accuracy({ confidence })
  if (isNothing(answer.loss)) return [formatNumber(answer.value), 'public', '']
  const [low, high] = answer.interval({ confidence })
  const whole = Number.isInteger(answer.value) && Number.isInteger(error)
  const digits = whole ? 0 : digitsFor(error)
  const number = (value: number): string => formatNumber(value, digits)
  return [
    number(answer.value),
    `${style.unicode ? '±' : '+/-'} ${number(error)}`,
    `${number(low)} to ${number(high)}`,
  ]
}

function binsText(
  answer: ReleasedBins,
  { style, confidence }: PrintOptions,
  indent: string,
): string {
  const drawn = terminalHistogram(answer, {
    ...style,
    width: style.width - indent.length,
    confidence,
  })
  return drawn.replace(/^/gm, indent).replace(/ +$/gm, '')
}

function costOf(answer: ReleasedBins, { confidence, style }: PrintOptions): string {
  if (isNothing(answer.loss)) return 'public, free'
  const error = formatNumber(answer.accuracy({ confidence }))
  return `each bin ${style.unicode ? '±' : '+/-'} ${error}   ${costOfPart(answer.loss)} for all bins together`
}

function tableText(name: string, answer: ReleasedTable, options: PrintOptions): string {
  const heading = `  ${name} in each group   ${costOfPart(answer.loss)} for all groups together\n`
  const keys = Object.keys(answer.rows[0]?.keys ?? {})
  const scalars = answer.rows.flatMap((row) =>
    row.answer.kind === 'scalar'
      ? [[...keys.map((key) => String(row.keys[key])), ...scalarCells(row.answer, options)]]
      : [],
  )
  const head = [...keys, 'value', 'error', `${percent(options)} interval`]
  const table = textTable([head, ...scalars], `${'l'.repeat(keys.length)}rrl`).map(
    (line) => `  ${line}`,
  )
  const pictures = answer.rows.flatMap(({ keys: key, answer }) => {
    const picture = cellPicture(answer, options, '    ')
    return picture === undefined
      ? []
      : [`  ${keys.map((name) => `${name} ${key[name]}`).join(', ')}\n${picture}`]
  })
  return [heading, ...(scalars.length > 0 ? [table.join('\n')] : []), ...pictures].join('\n')
}

function cellPicture(
  answer: ReleasedCell,
  options: PrintOptions,
  indent: string,
): string | undefined {
  switch (answer.kind) {
    case 'scalar':
      return undefined
    case 'bins':
      return binsText(answer, options, indent)
    default:
      return entriesText(answer, options, indent)
  }
}

function entriesCost({ loss }: ReleasedEntries): string {
  return isNothing(loss) ? 'public, free' : `${costOfPart(loss)} for all values together`
}

function percent({ confidence }: PrintOptions): string {
  return `${Number((confidence * 100).toFixed(6))} %`
}
