/** Inversion of a distribution function by certified integer thresholds. */
import type { BitSource } from '../bits.ts'
import { isBelow } from '../lazy-uniform/lazy-uniform.ts'
import { powerOfTwo } from '../uniform/power-of-two.ts'
import { cumulative, type Masses, type PrefixSums, prefixSums } from './prefix-sums.ts'

/** Where a word lands among F_0 < F_1 < … < F_(count-1) < 1. [table.proof.md] */
export interface Ladder {
  readonly masses: Masses
  readonly sums: PrefixSums
  readonly wordBits: number
  /** The number of masses before the tail. */
  readonly count: number
  /** floor(2^wordBits F_j) for j < count, then 2^wordBits - 1. */
  readonly thresholds: Uint32Array
  /** The first j with threshold at least word, for the smallest word with these high bits. */
  readonly guide: Uint16Array
  /** word >>> guideShift indexes the guide. */
  readonly guideShift: number
}

const firstPrecision = 192

/** Builds the thresholds, doubling the precision until each is certain [Ziv91]. */
export function buildLadder(masses: Masses, wordBits: number): Ladder {
  for (let precision = firstPrecision; ; precision *= 2) {
    const sums = prefixSums(masses, precision)
    const thresholds = certainThresholds(sums, wordBits)
    if (thresholds === undefined) continue
    const count = sums.low.length
    const guideBits = Math.min(wordBits, Math.max(8, 33 - Math.clz32(count)))
    const guideShift = wordBits - guideBits
    const guide = buildGuide(thresholds, guideBits, guideShift)
    return { masses, sums, wordBits, count, thresholds, guide, guideShift }
  }
}

/** The index of the word's U: the smallest j with U < F_j, or `count` for the tail. Exact. */
export function locate(ladder: Ladder, word: number, bits: BitSource): number {
  const { masses, sums, count, thresholds, guide, guideShift } = ladder
  let j = guide[word >>> guideShift] ?? 0
  while (word > (thresholds[j] ?? 0)) j++
  // (1) F_(j-1) < word / 2^wordBits; only thresholds equal to the word leave U < F_j open.
  const uniform = { prefix: BigInt(word), known: ladder.wordBits }
  while (j < count && thresholds[j] === word) {
    if (isBelow(uniform, cumulative(masses, sums, j), bits)) return j // (2)
    j++
  }
  return j
}

/** floor(2^wordBits F_j) for every j and the closing entry, or undefined if one is in doubt. */
function certainThresholds(sums: PrefixSums, wordBits: number): Uint32Array | undefined {
  const { low, slack, totalLow, totalHigh } = sums
  const shift = BigInt(wordBits)
  const thresholds = new Uint32Array(low.length + 1)
  for (const [j, sum] of low.entries()) {
    const floor = (sum << shift) / totalHigh
    if (floor !== ((sum + slack) << shift) / totalLow) return undefined // (3)
    thresholds[j] = Number(floor)
  }
  thresholds[low.length] = powerOfTwo(wordBits) - 1
  return thresholds
}

function buildGuide(thresholds: Uint32Array, guideBits: number, guideShift: number): Uint16Array {
  const guide = new Uint16Array(powerOfTwo(guideBits))
  let j = 0
  for (let slot = 0; slot < guide.length; slot++) {
    const word = slot * powerOfTwo(guideShift)
    while ((thresholds[j] ?? 0) < word) j++
    guide[slot] = j
  }
  return guide
}
