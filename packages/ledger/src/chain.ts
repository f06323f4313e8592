/** Each record's hash covers the record before it, so that none can be changed, left out or moved. */
import { digestOf } from './canonical-json.ts'

/** What the first record of every chain follows. */
export const chainStart: string = '0'.repeat(64)

/** The hash of a record: of the version of the chain, the hash of the one before, and its text. [ledger.proof.md] */
export function nextHash(before: string, text: string): string {
  return digestOf(`dither ledger 1\n${before}\n${text}`)
}
