/** The order in which a unit's cells are kept (S5), the same in every engine that is asked for it. */
import { md5 } from '@noble/hashes/legacy.js'

/**
 * A unit's rank of a cell in the portable order: the first 64 bits, as 16 hex digits, of MD5 over
 * `key`, unit and cell, joined by U+001F, in UTF-8. Ties go to the smaller cell.
 *
 * It looks at nothing but the key, the unit and the cell's number: not at values, not at other units.
 * MD5 serves because every engine has it; privacy needs a fixed order per unit, not a strong hash.
 */
export function portableRank(key: string, unit: string, cell: number): string {
  const digest = md5(new TextEncoder().encode([key, unit, cell].join('\u001f')))
  return Array.from(digest.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
