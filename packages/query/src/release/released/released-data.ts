/** Released answers as plain JSON data, and as text. */
import type { Event } from '@dither/core'
import { type LossData, lossData } from '../certificate.ts'
import type { ChosenKeys } from '../private-keys/released-keys.ts'
import { type CdfData, cdfData, cdfText } from './cdf-data.ts'
import type {
  Bin,
  Released,
  ReleasedBins,
  ReleasedCell,
  ReleasedContingencyTable,
  ReleasedScalar,
  ReleasedTable,
} from './released.ts'
import { withError } from './value-text.ts'
import { type ValueUnit, valueWithError } from './value-unit.ts'
import {
  digits,
  type MatrixData,
  matrixData,
  matrixText,
  type VectorData,
  vectorData,
  vectorText,
} from './vector-data.ts'

/** The confidence of the errors in data and text. */
const confidence = 0.95

/** An answer as JSON data: its values, their error at 95 %, and what its whole question cost. */
export type ReleasedData = (CellData | TableData) & {
  readonly cost: LossData
  readonly event: Event
  /** What the errors are about, and what they leave out. */
  readonly covers?: string
}

/** An answer of one group, or of all rows, as JSON data. */
export type CellData = ScalarData | BinsData | VectorData | MatrixData | CdfData

/** One noisy value as JSON data. */
export interface ScalarData {
  readonly kind: 'scalar'
  readonly value: number
  /** What value, accuracy and interval are, where they stand for dates or times. */
  readonly unit?: ValueUnit
  /** The value as people read it, where it has a unit: "2026-03-01". */
  readonly text?: string
  readonly confidence: number
  readonly accuracy: number
  readonly interval: readonly [low: number, high: number]
  /** Of a quantile: how many rows its rank may be off. */
  readonly rankAccuracy?: number
  /** The noisy integers, as digits. */
  readonly exact: Readonly<Record<string, string>>
}

/** A histogram as JSON data; the accuracy is that of each bin, not of all at once. */
export interface BinsData {
  readonly kind: 'bins'
  readonly confidence: number
  readonly accuracy: number
  readonly bins: readonly (Omit<Bin, 'exact'> & {
    readonly exact?: string
    readonly interval: readonly [low: number, high: number]
  })[]
}

/** A table as JSON data. */
export interface TableData {
  readonly kind: 'table'
  /** Where the keys are private: which are not shown, and what the choice cost. */
  readonly chosenKeys?: ChosenKeys
  readonly rows: readonly {
    readonly keys: Readonly<Record<string, string | number | boolean>>
    readonly answer: CellData
  }[]
}

/** What every answer can be written as. */
export interface Written {
  /** What `JSON.stringify` writes: value, error at 95 %, cost; big integers are digits in text. */
  toJSON(): ReleasedData
  /** "9.02 ± 0.56", at 95 %; a histogram has a line a bin, a vector or matrix a line an entry, a table a line a group. */
  toString(): string
}

type BareOf<Answer> = Answer extends Written ? Omit<Answer, keyof Written> : never
type Cell = BareOf<ReleasedCell>
type Bare = Cell | Omit<ReleasedTable, keyof Written>

function releasedData(released: Bare): ReleasedData {
  const { covers } = released
  const cost = {
    cost: lossData(released.loss),
    event: released.event,
    ...(covers === undefined ? {} : { covers }),
  }
  if (released.kind !== 'table') return { ...cellData(released), ...cost }
  const rows = released.rows.map(({ keys, answer }) => ({ keys, answer: cellData(answer) }))
  const { chosenKeys } = released
  return { kind: 'table', ...(chosenKeys === undefined ? {} : { chosenKeys }), rows, ...cost }
}

function releasedText(released: Bare): string {
  switch (released.kind) {
    case 'scalar':
      if (released.rankAccuracy !== undefined)
        return `${released.text ?? released.value}, its rank ± ${Math.ceil(released.rankAccuracy({ confidence }))} rows`
      return valueWithError(released.value, released.accuracy({ confidence }), released.unit)
    case 'bins': {
      const accuracy = released.accuracy({ confidence })
      return released.bins
        .map((bin) => `${bin.label}: ${withError(bin.value, accuracy)}`)
        .join('\n')
    }
    case 'vector':
      return vectorText(released, confidence)
    case 'matrix':
      return matrixText(released, confidence)
    case 'cdf':
      return cdfText(released, confidence)
    case 'table':
      return released.rows.map(({ keys, answer }) => namedText(keysText(keys), answer)).join('\n')
  }
}

/** An answer after its name: on one line, or on lines of its own. */
export function namedText(name: string, answer: Bare): string {
  const text = releasedText(answer)
  return answer.kind === 'scalar' ? `${name}: ${text}` : `${name}\n${text.replace(/^/gm, '  ')}`
}

/** The answer with its `toJSON` and `toString`, frozen. */
export function written<B extends Bare>(bare: B): B & Written {
  const answer = Object.assign(bare, {
    toJSON: () => releasedData(bare),
    toString: () => releasedText(bare),
  })
  Object.freeze(answer)
  return answer
}

/** The answer, and what its errors are about. */
export function covering<Answer extends Released>(answer: Answer, covers: string): Answer {
  if (!hasMargins(answer)) return written({ ...answer, covers })
  const margin = (names: readonly string[]) => covering(answer.margin(names), covers)
  return written({ ...answer, margin, covers })
}

function hasMargins(answer: Released): answer is ReleasedContingencyTable {
  return answer.kind === 'bins' && 'margin' in answer
}

function cellData(cell: Cell): CellData {
  switch (cell.kind) {
    case 'scalar':
      return scalarData(cell)
    case 'bins':
      return binsData(cell)
    case 'vector':
      return vectorData(cell, confidence)
    case 'matrix':
      return matrixData(cell, confidence)
    case 'cdf':
      return cdfData(cell, confidence)
  }
}

function scalarData(cell: BareOf<ReleasedScalar>): ScalarData {
  return {
    kind: 'scalar',
    value: cell.value,
    ...(cell.unit === undefined ? {} : { unit: cell.unit }),
    ...(cell.text === undefined ? {} : { text: cell.text }),
    confidence,
    accuracy: cell.accuracy({ confidence }),
    interval: cell.interval({ confidence }),
    ...(cell.rankAccuracy === undefined ? {} : { rankAccuracy: cell.rankAccuracy({ confidence }) }),
    exact: digits(cell.exact),
  }
}

function binsData(cell: BareOf<ReleasedBins>): BinsData {
  const bins = cell.bins.map(({ exact, ...bin }, i) => ({
    ...bin,
    ...(exact === undefined ? {} : { exact: String(exact) }),
    interval: cell.interval(i, { confidence }),
  }))
  return { kind: 'bins', confidence, accuracy: cell.accuracy({ confidence }), bins }
}

function keysText(keys: Readonly<Record<string, string | number | boolean>>): string {
  return Object.entries(keys)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ')
}
