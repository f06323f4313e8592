/** Released answers as plain data, for --json. */

import type { ChosenKeys, Released, ReleasedBins, ReleasedCell } from '@dither/query'
import { lossData } from '../cost.ts'
import { hasOutside, hasRanks } from './print-options.ts'

/** Answers by name; `accuracy` and `interval` are at the confidence that was asked for. */
export function answersData(
  answers: Readonly<Record<string, Released>>,
  confidence: number,
): Readonly<Record<string, object>> {
  return Object.fromEntries(
    Object.entries(answers).map(([name, answer]) => [
      name,
      {
        ...answerData(answer, confidence),
        ...(answer.covers === undefined ? {} : { covers: answer.covers }),
        cost: lossData(answer.loss),
      },
    ]),
  )
}

function answerData(answer: Released, confidence: number): object {
  return answer.kind === 'table'
    ? {
        kind: 'table',
        ...(answer.chosenKeys === undefined ? {} : { chosenKeys: keysData(answer.chosenKeys) }),
        rows: answer.rows.map((row) => ({ keys: row.keys, ...cellData(row.answer, confidence) })),
      }
    : cellData(answer, confidence)
}

/** Which keys are not shown, and which part of the cost their choice is. */
function keysData({ loss, ownLoss, ...facts }: ChosenKeys): object {
  return { ...facts, cost: lossData(loss), ownCost: lossData(ownLoss) }
}

function cellData(answer: ReleasedCell, confidence: number): object {
  switch (answer.kind) {
    case 'scalar':
      return {
        kind: 'scalar',
        value: answer.value,
        ...wordsOf(answer),
        accuracy: answer.accuracy({ confidence }),
        interval: answer.interval({ confidence }),
        ...(answer.rankAccuracy === undefined
          ? {}
          : { rankAccuracy: answer.rankAccuracy({ confidence }) }),
      }
    case 'bins':
      return binsData(answer, confidence)
    case 'vector':
      return {
        kind: 'vector',
        accuracy: answer.accuracy({ confidence }),
        ...wordsOf(answer),
        ...(hasRanks(answer) ? { rankAccuracy: answer.rankAccuracy({ confidence }) } : {}),
        ...(hasOutside(answer) ? { outside: answer.outside({ confidence }) } : {}),
        entries: answer.entries.map(({ label, value, text }, index) => ({
          label,
          value,
          ...wordsOf({ text }),
          interval: answer.interval(index, { confidence }),
        })),
      }
    case 'cdf':
      return {
        kind: 'cdf',
        accuracy: answer.accuracy({ confidence }),
        ...wordsOf(answer),
        points: answer.points.map(({ x, text, value }, index) => ({
          x,
          ...wordsOf({ text }),
          value,
          interval: answer.interval(index, { confidence }),
        })),
      }
    case 'matrix': {
      const { rows, columns, values, raw } = answer
      return {
        kind: 'matrix',
        accuracy: answer.accuracy({ confidence }),
        rows,
        columns,
        values,
        raw,
        intervals: rows.map((_, i) => columns.map((_, j) => answer.interval(i, j, { confidence }))),
      }
    }
  }
}

/** What a number is, and how it reads, where it stands for a date or a time. */
function wordsOf({ unit, text }: Words): Words {
  return { ...(unit === undefined ? {} : { unit }), ...(text === undefined ? {} : { text }) }
}

interface Words {
  readonly unit?: string | undefined
  readonly text?: string | undefined
}

function binsData(answer: ReleasedBins, confidence: number): object {
  return {
    kind: 'bins',
    accuracy: answer.accuracy({ confidence }),
    ...('axes' in answer ? { axes: answer.axes } : {}),
    bins: answer.bins.map(({ label, parts, lower, upper, value }, index) => ({
      label,
      ...(parts === undefined ? {} : { parts }),
      ...(lower === undefined ? {} : { lower }),
      ...(upper === undefined ? {} : { upper }),
      value,
      interval: answer.interval(index, { confidence }),
    })),
  }
}

/** JSON in which a bigint is its digits. */
export function jsonText(data: unknown): string {
  return `${JSON.stringify(data, (_, value) => (typeof value === 'bigint' ? String(value) : value), 2)}\n`
}
