/** Counts as unary numbers, hashed into one vector of bits, every bit of which is then flipped by a coin. */
import { floor, multiply, type Rational, rational, subtract } from '@dither/math'
import { bernoulli } from '../../random/bernoulli/bernoulli.ts'
import type { BitSource } from '../../random/bits.ts'
import { isBelow } from '../../random/lazy-uniform/lazy-uniform.ts'
import { powerOfTwo } from '../../random/uniform/power-of-two.ts'
import type { KeyHash } from './key-hash.ts'

/** Everything but the counts is public. */
export interface Projection {
  readonly levelsPerCount: Rational
  /** Larger counts are taken for this one. */
  readonly most: bigint
  /** How many bits. */
  readonly cells: number
  /** The chance that a bit is flipped. */
  readonly flip: Rational
  readonly hash: KeyHash
}

/** Bits of the vector, eight a byte, the first one lowest. [sparse-histogram.proof.md] */
export function noisyProjection(
  counts: readonly (readonly [key: string, count: bigint])[],
  { levelsPerCount, most, cells, flip, hash }: Projection,
  bits: BitSource,
): Uint8Array {
  const vector = new Uint8Array(Math.ceil(cells / 8))
  for (const [key, count] of counts) {
    const kept = count < 0n ? 0n : count < most ? count : most
    const exact = multiply(levelsPerCount, rational(kept))
    const whole = floor(exact)
    // (1) Rounded to a whole number of digits whose mean is exact.
    const up = bernoulli(subtract(exact, rational(whole)), bits)
    const digits = Number(whole) + (up ? 1 : 0)
    const cellOf = hash(key)
    // (2) One digit more sets at most one bit more: a cell that is set stays set.
    for (let level = 0; level < digits; level++) setBit(vector, cellOf(level))
  }
  const flips = coin(flip, bits)
  // (3) Every bit, whatever the data.
  for (let cell = 0; cell < cells; cell++) if (flips()) flipBit(vector, cell)
  return vector
}

/** Whether the bit of a cell is 1. */
export function bitOf(vector: Uint8Array, cell: number): boolean {
  return (((vector[cell >> 3] ?? 0) >> (cell & 7)) & 1) === 1
}

function setBit(vector: Uint8Array, cell: number): void {
  vector[cell >> 3] = (vector[cell >> 3] ?? 0) | (1 << (cell & 7))
}

function flipBit(vector: Uint8Array, cell: number): void {
  vector[cell >> 3] = (vector[cell >> 3] ?? 0) ^ (1 << (cell & 7))
}

/** A coin of chance p in (0, 1), exactly: mostly one word, compared with the first word of p. */
function coin(p: Rational, bits: BitSource): () => boolean {
  const width = bits.wordBits
  const scaled = (p.numerator * BigInt(powerOfTwo(width))) / p.denominator
  const first = Number(scaled)
  return () => {
    const word = bits.next()
    if (word !== first) return word < first // (4) U < first / 2^width <= p, or U >= (first + 1) / 2^width > p.
    return isBelow(
      { prefix: BigInt(word), known: width },
      (precision) => {
        const place = p.numerator << BigInt(precision)
        const low = place / p.denominator
        return { low, high: low * p.denominator === place ? low : low + 1n }
      },
      bits,
    )
  }
}
