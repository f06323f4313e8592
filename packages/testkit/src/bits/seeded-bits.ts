/** Reproducible bits: xoshiro128++ [BV21], seeded through splitmix32. For tests and lessons only. */
import { checkWordBits, type TestBits } from './bit-source.ts'

const bufferWords = 1024

/**
 * A bit source that yields the same words for the same seed in every engine; words of fewer than 32
 * bits are the generator's top bits. The buffer starts empty, as core's does.
 */
export function seededBits(
  seed: number | string,
  options: { readonly wordBits?: number } = {},
): TestBits {
  const wordBits = options.wordBits ?? 32
  checkWordBits(wordBits)
  const generate = xoshiro128(hash(String(seed)))
  const shift = 32 - wordBits
  const words = new Uint32Array(bufferWords)
  return {
    kind: 'seeded',
    wordBits,
    words,
    position: bufferWords,
    refill() {
      for (let i = 0; i < bufferWords; i++) words[i] = generate() >>> shift
      this.position = 0
    },
    next() {
      if (this.position >= bufferWords) this.refill()
      const word = words[this.position] ?? 0
      words[this.position] = 0
      this.position++
      return word
    },
  }
}

/** FNV-1a. */
function hash(text: string): number {
  let state = 0x811c9dc5
  for (const character of text)
    state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x01000193)
  return state
}

function xoshiro128(seed: number): () => number {
  let counter = seed
  const split = (): number => {
    counter = (counter + 0x9e3779b9) | 0
    let z = Math.imul(counter ^ (counter >>> 16), 0x21f0aaad)
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
    return z ^ (z >>> 15)
  }
  let [a, b, c, d] = [split(), split(), split(), split()]
  return () => {
    const sum = (a + d) | 0
    const result = (((sum << 7) | (sum >>> 25)) + a) | 0
    const moved = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= moved
    d = (d << 11) | (d >>> 21)
    return result >>> 0
  }
}
