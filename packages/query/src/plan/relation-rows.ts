/** How many rows a relation can make, as far as its form says. */
import type { Relation } from './plan.ts'

/** How often a row of the table can be in it: the scans. [relations.proof.md] */
export function scansOf(relation: Relation): number {
  switch (relation.kind) {
    case 'scan':
      return 1
    case 'union':
      return relation.inputs.reduce((sum, input) => sum + scansOf(input), 0)
    default:
      return scansOf(relation.input)
  }
}

/** The most rows that one unit with an id has in it; undefined where its rows in the table are not bounded. */
export function rowsPerUnit(relation: Relation): number | undefined {
  switch (relation.kind) {
    case 'scan':
      return undefined
    case 'perUnit':
      return 1
    case 'union': {
      let sum = 0
      for (const input of relation.inputs) {
        const rows = rowsPerUnit(input)
        if (rows === undefined) return undefined
        sum += rows
      }
      return sum
    }
    default:
      return rowsPerUnit(relation.input)
  }
}

/** Whether a unit's rows may all be dropped on the way. */
export function hasFilter(relation: Relation): boolean {
  switch (relation.kind) {
    case 'scan':
      return false
    case 'filter':
      return true
    case 'union':
      return relation.inputs.every(hasFilter)
    default:
      return hasFilter(relation.input)
  }
}
