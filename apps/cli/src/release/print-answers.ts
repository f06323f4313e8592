/** Released answers for people: values, what the noise may have done to them, and what they cost. */

import type { Loss } from '@dither/core'
import {
  formatInterval,
  formatNumber,
  partText,
  terminalHistogram,
  terminalPlot,
} from '@dither/plot'
import {
  type Released,
  type ReleasedCell,
  type ReleasedScalar,
  type ReleasedTable,
  valueText,
} from '@dither/query'
import { isNothing } from '../cost.ts'
import { fittingTable } from '../text-table.ts'
import { entriesText } from './print-entries.ts'
import { hasOutside, hasRanks, type PrintOptions, percent, valueCells } from './print-options.ts'

/** All answers, by name: single values in one table, then pictures and lists, then groups. */
export function printAnswers(
  answers: Readonly<Record<string, Released>>,
  options: PrintOptions,
): string {
  const scalars: string[][] = []
  const pictures: string[] = []
  for (const [name, answer] of Object.entries(answers)) {
    if (answer.kind === 'scalar')
      scalars.push([name, ...scalarCells(answer, options), costOfPart(answer.loss)])
    else if (answer.kind === 'table') pictures.push(tableText(name, answer, options))
    else
      pictures.push(
        `${headed(name, wordsOf(answer, options), options)}\n\n${cellText(answer, options, '  ')}`,
      )
  }
  const heading = ['answer', 'value', 'error', `${percent(options)} interval`, 'cost']
  const table = fittingTable([heading, ...scalars], 'lrrll', options.style.width - 2)
  return [
    ...(scalars.length === 0 ? [] : [table.map((line) => `  ${line}`.trimEnd()).join('\n')]),
    ...pictures,
    ...keysCost(answers),
  ]
    .map((text) => `${text}\n`)
    .join('\n')
}

/** What choosing private keys cost: the answers' own costs and this add up. */
function keysCost(answers: Readonly<Record<string, Released>>): string[] {
  const costs = Object.values(answers).flatMap((answer) =>
    answer.kind === 'table' && answer.chosenKeys !== undefined
      ? [`  choice of keys   ${partText(answer.chosenKeys.loss)}, once`]
      : [],
  )
  return [...new Set(costs)]
}

/** The name and what is said of the answer, on one line where they fit. */
function headed(name: string, words: readonly string[], { style }: PrintOptions): string {
  const line = ['', name, ...words].join('   ').slice(1)
  return line.length <= style.width ? line : [name, ...words].map((one) => `  ${one}`).join('\n')
}

/** How far off it may be, and its price. */
function wordsOf(answer: Exclude<ReleasedCell, ReleasedScalar>, options: PrintOptions): string[] {
  if (isNothing(answer.loss)) return ['public, free']
  const { confidence, style } = options
  const plusMinus = style.unicode ? '±' : '+/-'
  const cost = costOfPart(answer.loss)
  const error = (): string => {
    const most = answer.accuracy({ confidence })
    return `${plusMinus} ${formatInterval(0, [-most, most]).split(' ± ')[1] ?? 'unknown'}`
  }
  switch (answer.kind) {
    case 'bins':
      return [`each bin ${error()}`, `${cost} for all bins together`]
    case 'cdf':
      return [`each share ${error()} or less`, `${cost} for the whole curve`]
    case 'vector': {
      const more: string[] = []
      if (hasRanks(answer)) {
        const rows = formatNumber(Math.ceil(answer.rankAccuracy({ confidence })))
        more.push(
          'names' in answer
            ? `each has at most ${rows} rows fewer than the true one at its place`
            : `each rank ${plusMinus} ${rows} rows`,
        )
      }
      if (hasOutside(answer)) {
        const rows = formatNumber(Math.ceil(answer.outside({ confidence })))
        more.push(`at most ${rows} rows outside`)
      }
      return [...more, `${cost} for all values together`]
    }
    case 'matrix':
      return [`${cost} for all values together`]
  }
}

function costOfPart(loss: Loss): string {
  return isNothing(loss) ? 'free' : partText(loss)
}

/** The value, ± its accuracy, and its interval; of a chosen one, by how many rows its rank is off. */
function scalarCells(answer: ReleasedScalar, options: PrintOptions): string[] {
  const { confidence, style } = options
  const { unit } = answer
  if (isNothing(answer.loss)) return [formatNumber(answer.value), 'public', '']
  const interval = answer.interval({ confidence })
  if (answer.rankAccuracy === undefined) return valueCells(answer.value, interval, options, unit)
  const rows = formatNumber(Math.ceil(answer.rankAccuracy({ confidence })))
  const text = (value: number): string => {
    if (unit !== undefined) return valueText(value, unit)
    return Number.isInteger(value) ? formatNumber(value) : String(Number(value.toPrecision(6)))
  }
  const [low, high] = interval.map(text)
  return [
    text(answer.value),
    `rank ${style.unicode ? '±' : '+/-'} ${rows} rows`,
    `${low} to ${high}`,
  ]
}

/** Named values as a list, all else as a picture. */
function cellText(
  answer: Exclude<ReleasedCell, ReleasedScalar>,
  options: PrintOptions,
  indent: string,
): string {
  if (answer.kind === 'vector') return entriesText(answer, options, indent)
  const { style, confidence } = options
  const how = { ...style, width: style.width - indent.length, confidence }
  const bars = answer.kind === 'bins' && answer.bins.every(({ parts = [] }) => parts.length < 2)
  const drawn = bars
    ? terminalHistogram(answer, how)
    : terminalPlot(answer, { ...how, simultaneous: false })
  return drawn.replace(/^/gm, indent).replace(/ +$/gm, '')
}

function tableText(name: string, answer: ReleasedTable, options: PrintOptions): string {
  const cost = `${costOfPart(answer.chosenKeys?.ownLoss ?? answer.loss)} for all groups together`
  const heading = `${headed(`${name} in each group`, [cost], options)}\n`
  const keys = Object.keys(answer.rows[0]?.keys ?? {})
  const most = answer.rows[0]?.answer.kind === 'scalar' ? mostLines : mostPictures
  const rows = answer.rows.slice(0, most)
  const scalars = rows.flatMap((row) =>
    row.answer.kind === 'scalar'
      ? [[...keys.map((key) => String(row.keys[key])), ...scalarCells(row.answer, options)]]
      : [],
  )
  const head = [...keys, 'value', 'error', `${percent(options)} interval`]
  const align = `${'l'.repeat(keys.length)}rrl`
  const table = fittingTable([head, ...scalars], align, options.style.width - 2, keys.length).map(
    (line) => `  ${line}`.trimEnd(),
  )
  const pictures = rows.flatMap(({ keys: key, answer: cell }) =>
    cell.kind === 'scalar'
      ? []
      : [
          `  ${keys.map((name) => `${name} ${key[name]}`).join(', ')}\n${cellText(cell, options, '    ')}`,
        ],
  )
  const none = answer.rows.length === 0 ? ['  no key that enough people have'] : []
  const shown = scalars.length > 0 ? [table.join('\n')] : none
  const more = answer.rows.length - rows.length
  const rest = more === 0 ? [] : [`  and ${formatNumber(more)} more: --csv has all`]
  return [heading, ...shown, pictures.join('\n\n'), ...rest].filter(Boolean).join('\n')
}

/** Groups that a screen shows: of one value each, and of lists and pictures. */
const mostLines = 50
const mostPictures = 20
