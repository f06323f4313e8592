import type { InfluenceUnit } from './worst-cases.ts'

/** The most rows that count of what changes, in all its cells together: k, or min(L0 R, T) (S4). */
export function rowsOf(unit: InfluenceUnit, cells: bigint): bigint {
  switch (unit.kind) {
    case 'row':
      return 1n
    case 'rows':
      return unit.rows
    case 'id': {
      const { maxRows, maxGroups, maxRowsTotal } = unit
      const rows = maxRows * (maxGroups < cells ? maxGroups : cells)
      return maxRowsTotal !== undefined && maxRowsTotal < rows ? maxRowsTotal : rows
    }
  }
}
