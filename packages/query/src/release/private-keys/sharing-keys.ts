/** Which questions of a release share one choice of keys (S13, S18). */
import { canonicalText } from '../../proof/canonical-data.ts'
import type { Priced } from '../price.ts'

/**
 * The priced question, told which choice is its own: that of all questions about the same rows of the same table,
 * with the same keys, the same limits of the unit, and the same price of the choice. [private-keys.proof.md]
 *
 * @param table numbers tables within one release; unknown for a choice that is not shared
 */
export function sharingKeys<P extends Priced>(priced: P, table: number | undefined): P {
  const { keys, proof } = priced
  if (keys === undefined || table === undefined) return priced
  const { from, groupBy, privateKeys } = proof.question
  const shared = canonicalText([table, from, groupBy, privateKeys, proof.bounded.unit])
  return Object.freeze({ ...priced, keys: Object.freeze({ ...keys, shared }) })
}
