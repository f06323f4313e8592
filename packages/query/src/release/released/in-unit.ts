/** Answers about dates, times and timestamps, with what their numbers are and how they read. */
import type { Released, ReleasedCell, ReleasedScalar } from './released.ts'
import { written } from './released-data.ts'
import { type ValueUnit, valueText } from './value-unit.ts'

export function inUnit(answer: ReleasedScalar, unit: ValueUnit): ReleasedScalar
export function inUnit(answer: ReleasedCell, unit: ValueUnit): ReleasedCell
export function inUnit(answer: ReleasedCell, unit: ValueUnit): ReleasedCell {
  const read = <One extends object>(one: One, value: number): One & { readonly text: string } =>
    Object.freeze({ ...one, text: valueText(value, unit) })
  switch (answer.kind) {
    case 'scalar':
      return written({ ...answer, unit, text: valueText(answer.value, unit) })
    case 'vector': {
      const entries = answer.entries.map((entry) => read(entry, entry.value))
      return written({ ...answer, unit, entries: Object.freeze(entries) })
    }
    case 'cdf': {
      const points = answer.points.map((point) => read(point, point.x))
      return written({ ...answer, unit, points: Object.freeze(points) })
    }
    default:
      return answer
  }
}

/** The same of every group, where there are groups. */
export function groupsInUnit(answer: Released, unit: ValueUnit): Released {
  if (answer.kind !== 'table') return inUnit(answer, unit)
  const rows = answer.rows.map((row) => Object.freeze({ ...row, answer: inUnit(row.answer, unit) }))
  return written({ ...answer, rows: Object.freeze(rows) })
}
