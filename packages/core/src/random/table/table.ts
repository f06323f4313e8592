/** Two-sided tables for small scales: one word a draw. */
import type { BitSource } from '../bits.ts'
import { checkFits, type NoiseArray } from '../bulk/noise-array.ts'
import type { NoiseLaw } from '../law/noise-law.ts'
import { buildLadder, type Ladder, locate } from './ladder.ts'
import { type Tail, tailOf, tryTail } from './tail.ts'

/** The values -reach, …, reach and the tail beyond. */
export interface NoiseTable {
  readonly kind: 'table'
  readonly ladder: Ladder
  readonly reach: number
  readonly tail: Tail
}

/** Prepares a table of 2 reach + 1 values for words of that many bits. */
export function buildTable(law: NoiseLaw, reach: number, wordBits: number): NoiseTable {
  const ladder = buildLadder({ law, step: 1n, reach, twoSided: true }, wordBits)
  return { kind: 'table', ladder, reach, tail: tailOf(law, BigInt(reach + 1)) }
}

/** Fills `out` with independent draws of the table's law, exactly. [table.proof.md] */
export function fillFromTable(table: NoiseTable, out: NoiseArray, bits: BitSource): void {
  const { thresholds, guide, guideShift, count } = table.ladder
  const { reach } = table
  const { words } = bits
  let position = bits.position
  for (let filled = 0; filled < out.length; ) {
    if (position >= words.length) {
      bits.position = position
      bits.refill()
      position = bits.position
    }
    const word = words[position] ?? 0
    words[position] = 0
    position += 1
    let j = guide[word >>> guideShift] ?? 0
    while (word > (thresholds[j] ?? 0)) j += 1
    if (word !== thresholds[j] && j !== count) {
      out[filled] = j - reach // (1) F_(j-1) < U < F_j for certain
      filled += 1
      continue
    }
    bits.position = position
    const value = resolve(table, word, bits)
    position = bits.position
    if (value === undefined) continue
    out[filled] = checkFits(value, out)
    filled += 1
  }
  bits.position = position
}

/** The draw of a word that the thresholds leave open, or that falls in the tail. */
function resolve(table: NoiseTable, word: number, bits: BitSource): bigint | undefined {
  const { ladder, reach, tail } = table
  const j = locate(ladder, word, bits)
  if (j < ladder.count) return BigInt(j - reach)
  const magnitude = tryTail(tail, bits)
  if (magnitude === undefined) return undefined
  return (bits.next() & 1) === 1 ? -magnitude : magnitude
}
