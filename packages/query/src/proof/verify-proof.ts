/** A proof is believed only after it has been made again. */
import { canonicalText } from './canonical-data.ts'
import type { Proof } from './proof.ts'
import { prove } from './prove.ts'

/**
 * Whether a proof is the one that its question and schema have: everything in it is computed again
 * from those two and compared, field by field.
 *
 * @throws DitherError as `prove`, if its question does not fit its schema
 */
export function verifyProof(proof: Proof): boolean {
  return canonicalText(prove(proof.question, proof.bounded.schema)) === canonicalText(proof)
}
