/** The platform's random generator behind a short-lived 64 KiB buffer. */
import type { BitSource } from '../bits.ts'
import { beforeSnapshot } from './before-snapshot.ts'

/** `getRandomValues` fills at most 65,536 bytes a call; smaller buffers pay more for each call. */
const bufferWords = 16_384

/** How long words may wait in the buffer (S23). */
const lifetimeMilliseconds = 1_000

type Timer = ReturnType<typeof setTimeout>

let shared: BitSource | undefined

/**
 * The process's shared source of random words: the platform's generator, buffered.
 *
 * Each word is used once and zeroed. Words that wait longer than a second are dropped unused, so
 * are all words when a start-up snapshot is written; a worker or a new process starts with an empty
 * buffer. [secure-bits.proof.md]
 */
export function secureBits(): BitSource {
  shared ??= new BufferedGenerator(lifetimeMilliseconds)
  return shared
}

/** Exported for its tests, which shorten the lifetime. */
export class BufferedGenerator implements BitSource {
  readonly kind = 'secure'
  readonly wordBits = 32
  readonly words: Uint32Array<ArrayBuffer> = new Uint32Array(bufferWords)
  position: number = bufferWords
  readonly #lifetime: number
  #filledAt = 0
  #timer: Timer | undefined

  constructor(lifetime: number) {
    this.#lifetime = lifetime
    beforeSnapshot(() => this.drop())
  }

  refill(): void {
    // (1) The buffer counts as empty until it is full, so that a failure leaves nothing to draw.
    this.position = bufferWords
    crypto.getRandomValues(this.words)
    this.#filledAt = performance.now()
    this.position = 0
    this.#timer ??= this.#dropLater(this.#lifetime)
  }

  next(): number {
    if (this.position >= bufferWords) this.refill()
    const at = this.position
    const word = this.words[at]
    if (word === undefined) throw new RangeError(`position is ${at}, must be within the buffer`)
    this.words[at] = 0 // (2)
    this.position = at + 1
    return word
  }

  dropIfStale(): void {
    if (this.position >= bufferWords) return
    if (performance.now() - this.#filledAt >= this.#lifetime) this.drop() // (3)
  }

  /** Zeroes every unused word; the next draw refills. */
  drop(): void {
    this.words.fill(0)
    this.position = bufferWords
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  /** (4) Wipes an idle buffer, without keeping the process alive. */
  #dropLater(delay: number): Timer {
    const timer = setTimeout(() => {
      this.#timer = undefined
      const age = performance.now() - this.#filledAt
      if (age >= this.#lifetime) this.drop()
      else this.#timer = this.#dropLater(this.#lifetime - age)
    }, delay)
    if (typeof timer === 'object' && timer !== null && 'unref' in timer) {
      if (typeof timer.unref === 'function') timer.unref()
    }
    return timer
  }
}
