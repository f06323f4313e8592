/**
 * A buffered source of independent uniform words.
 *
 * Kernels may read `words[position]` directly, must write 0 over each word that they use, and must
 * store the new position back.
 */
export interface BitSource {
  /** `secure` for releases; `seeded` only for tests, lessons and replay, and it marks what it touches. */
  readonly kind: 'secure' | 'seeded'
  /** Bits in a word: 32, or fewer where a test enumerates every bit string. */
  readonly wordBits: number
  /** Words not yet used start at `position`. */
  readonly words: Uint32Array
  position: number
  /** Refills `words` and sets `position` to 0. */
  refill(): void
  /** The next word, in [0, 2^wordBits); its place in the buffer is zeroed. */
  next(): number
  /** Drops words that have waited too long. Every public draw calls it first, where it exists. */
  dropIfStale?(): void
}
