/** The privacy unit as a budget line records it. */
import type { Schema } from '../schema/schema.ts'

/**
 * Whose presence is protected, as one canonical text: a part of the relation (S1).
 *
 * Equal texts are one unit, whatever bounds its rows: `maxRows` and `maxGroups` are not in it. The type
 * of an id's column is, since ids that differ as text may be one as integers.
 */
export function unitText({ privacyUnit, columns }: Schema): string {
  switch (privacyUnit.kind) {
    case 'row':
      return 'row'
    case 'rows':
      return privacyUnit.rows === 1 ? 'row' : `rows ${privacyUnit.rows}`
    case 'id':
      return `id ${columns[privacyUnit.column]?.type} ${privacyUnit.column}`
  }
}
