/** How a pair of words gives one uniform prefix and one sign. */
import { powerOfTwo } from './power-of-two.ts'

/** The first word and the high bits of the second make the prefix; the lowest bit is the sign. */
export interface WordPair {
  /** The low bits of the second word that are not in the prefix: at least the sign. */
  readonly dropped: number
  /** 2^(wordBits - dropped): what the first word is worth. */
  readonly step: number
  /** Bits in the prefix: at most 52, so that prefix + 1/2 is a double. */
  readonly known: number
  /** 2^-known. */
  readonly unit: number
}

const pairs: readonly WordPair[] = Array.from({ length: 33 }, (_, wordBits) => {
  const dropped = Math.max(1, 2 * wordBits - 52)
  const known = Math.max(0, 2 * wordBits - dropped)
  const step = powerOfTwo(Math.max(0, wordBits - dropped))
  return { dropped, step, known, unit: 1 / powerOfTwo(known) }
})

/** The layout for words of that many bits. */
export function wordPair(wordBits: number): WordPair {
  const pair = pairs[wordBits]
  if (pair === undefined) throw new RangeError(`wordBits is ${wordBits}, must be in [1, 32]`)
  return pair
}

/**
 * prefix + 1/2 of a pair of words, exact: the first word, then the second without its dropped bits. The
 * lowest bit of the second word takes no part: it is free for a sign.
 *
 * @param first a word + 1/2, as `nextCentre` gives it
 * @param second a word + 1/2: its 32 bits are what `>>>` and `&` see of it
 */
export function prefixCentre(first: number, second: number, wordBits: number): number {
  const { step, dropped } = wordPair(wordBits)
  return (first - 0.5) * step + (second >>> dropped) + 0.5
}
