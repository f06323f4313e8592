/** One operation, wherever keys and labels lead. */
import { DitherError } from '@dither/core'
import type { ReleasedBins, ReleasedScalar, ReleasedTable } from '../released/released.ts'
import {
  type BinFormula,
  type DerivedBins,
  type DerivedRow,
  type DerivedScalar,
  derivedBins,
  derivedScalar,
  derivedTable,
} from './derived.ts'
import { binFormulas, type Formula, formulaOf, zero } from './formula.ts'

export type Computed = ReleasedScalar | ReleasedBins | ReleasedTable
type Cell = number | ReleasedScalar | ReleasedBins

/** Of one or two operands; the second part is 0 where there is one. */
export type Operation = (left: Formula, right: Formula) => Formula

/** @throws DitherError "invalid_parameter" */
export function cellwise(operands: readonly (number | Computed)[], operation: Operation): Computed {
  for (const operand of operands) checkOperand(operand)
  if (operands.every((operand) => typeof operand === 'number'))
    throw wrong('all operands are public numbers', 'Give a released value among them')
  const tables = operands.filter(isTable)
  const [first] = tables
  const at = (row: number): DerivedScalar | DerivedBins =>
    cellOf(
      operands.map((operand) => cellAt(operand, row)),
      operation,
    )
  if (first === undefined) return at(0)
  for (const table of tables) checkSame('keys', keysOf(first), keysOf(table))
  return derivedTable(first.rows.map(({ keys }, row): DerivedRow => ({ keys, answer: at(row) })))
}

function cellAt(operand: number | Computed, row: number): Cell {
  if (!isTable(operand)) return operand
  const answer = operand.rows[row]?.answer ?? 0
  if (typeof answer === 'number' || answer.kind === 'scalar' || answer.kind === 'bins')
    return answer
  throw notNumbers(answer.kind)
}

function cellOf(cells: readonly Cell[], operation: Operation): DerivedScalar | DerivedBins {
  const histograms = cells.filter(isBins)
  const [first] = histograms
  for (const bins of histograms) checkSame('labels', labelsOf(first), labelsOf(bins))
  const columns = cells.map((cell) => (isBins(cell) ? binFormulas(cell) : [formulaOf(cell)]))
  const at = (place: number): Formula => {
    const [left, right] = columns.map((column) => column[place] ?? column[0] ?? zero)
    return operation(left ?? zero, right ?? zero)
  }
  if (first === undefined) return derivedScalar(at(0))
  return derivedBins(
    first.bins.map(({ value: _, ...bin }, place): BinFormula => ({ ...bin, formula: at(place) })),
  )
}

/** @throws DitherError "invalid_parameter" if it is neither a finite number nor released */
export function checkOperand(operand: unknown): void {
  if (typeof operand === 'number') {
    if (Number.isFinite(operand)) return
    throw wrong(`an operand is ${operand}, must be finite`, 'Give a public number')
  }
  const isObject = typeof operand === 'object' && operand !== null
  const kind: unknown = isObject ? Reflect.get(operand, 'kind') : undefined
  if (kind === 'scalar' || kind === 'bins' || kind === 'table') return
  if (isObject && 'accuracy' in operand) throw notNumbers(String(kind))
  throw wrong(
    'an operand is neither a number nor a released value',
    'Release a statistic before its answer is computed with',
  )
}

function notNumbers(kind: string): DitherError {
  return wrong(`an operand is ${kind}`, 'Compute with its entries: entryOf(vector, label)')
}

function isTable(operand: number | Computed): operand is ReleasedTable {
  return typeof operand === 'object' && operand.kind === 'table'
}

function isBins(operand: number | Computed): operand is ReleasedBins {
  return typeof operand === 'object' && operand.kind === 'bins'
}

function keysOf({ rows }: ReleasedTable): readonly unknown[] {
  return rows.map(({ keys }) => Object.entries(keys))
}

function labelsOf(bins: ReleasedBins | undefined): readonly unknown[] {
  return bins?.bins.map(({ label, lower, upper }) => [label, lower, upper]) ?? []
}

function checkSame(what: 'keys' | 'labels', first: unknown, second: unknown): void {
  if (JSON.stringify(first) === JSON.stringify(second)) return
  throw wrong(
    `the ${what} of the operands differ`,
    `Ask for both with the same ${what === 'keys' ? 'groupBy and keys' : 'edges'}`,
  )
}

function wrong(message: string, wayOut: string): DitherError {
  return new DitherError('invalid_parameter', message, { parameter: 'operand', wayOut })
}
