/** The shape of core's BitSource, declared again because the test kit stands below core. */
export interface TestBits {
  readonly kind: 'seeded'
  readonly wordBits: number
  readonly words: Uint32Array
  position: number
  refill(): void
  next(): number
}

export function checkWordBits(wordBits: number): void {
  if (!Number.isInteger(wordBits) || wordBits < 1 || wordBits > 32)
    throw new RangeError(`wordBits is ${wordBits}, must be an integer from 1 to 32`)
}
