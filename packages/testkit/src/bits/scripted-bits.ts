/** Bits by script: a sampler is shown exactly these words and no more. */
import { checkWordBits, type TestBits } from './bit-source.ts'

/** Thrown when a sampler asks for a word after the script's last. */
export class OutOfBits extends Error {
  override readonly name = 'OutOfBits'
}

/**
 * A source that yields `words` in order, then throws OutOfBits.
 *
 * @throws RangeError if a word does not fit in `wordBits` bits
 */
export function scriptedBits(words: readonly number[], wordBits: number): TestBits {
  checkWordBits(wordBits)
  const limit = 2 ** wordBits
  for (const word of words)
    if (!Number.isInteger(word) || word < 0 || word >= limit)
      throw new RangeError(`a word is ${word}, must be an integer from 0 to ${limit - 1}`)
  return bitsOver(Uint32Array.from(words), wordBits)
}

/** The same over a given buffer, which the sampler's reads set to 0. */
export function bitsOver(words: Uint32Array, wordBits: number): TestBits {
  return {
    kind: 'seeded',
    wordBits,
    words,
    position: 0,
    refill() {
      throw new OutOfBits(`the script of ${words.length} words has ended`)
    },
    next() {
      if (this.position >= words.length) this.refill()
      const word = words[this.position] ?? 0
      words[this.position] = 0
      this.position++
      return word
    },
  }
}
