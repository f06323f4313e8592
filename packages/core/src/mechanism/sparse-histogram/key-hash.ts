/** Public random hash functions from texts to cells: a polynomial of the text, then a line a level. */
import type { BitSource } from '../../random/bits.ts'
import { drawBelow } from '../../random/uniform/uniform-below.ts'

const fieldBits = 61n
/** A Mersenne prime, so that its residues are a field. */
const field = (1n << fieldBits) - 1n

/** The random coefficients of one family; public once drawn. */
export interface HashSeed {
  readonly base: bigint
  /** One line y = slope x + offset a level. */
  readonly lines: readonly (readonly [slope: bigint, offset: bigint])[]
}

/** The cells of a key: one a level, from level 0. */
export type KeyHash = (key: string) => (level: number) => number

/** Fresh coefficients, independent of all data. */
export function drawHashSeed(levels: number, bits: BitSource): HashSeed {
  const base = drawBelow(field, bits)
  const lines = Array.from({ length: levels }, () =>
    Object.freeze([drawBelow(field, bits), drawBelow(field, bits)] as const),
  )
  return Object.freeze({ base, lines: Object.freeze(lines) })
}

/** Whether coefficients from elsewhere are those of a family. */
export function isHashSeed({ base, lines }: HashSeed): boolean {
  const inField = (x: bigint): boolean => x >= 0n && x < field
  return inField(base) && lines.every(([slope, offset]) => inField(slope) && inField(offset))
}

/**
 * Hashes keys to cells 0 … 2^cellBits - 1.
 *
 * Two texts of at most n code units meet in the polynomial with probability at most n / 2^60; else their
 * cells of a level are uniform and independent, but for 2^-60 of each probability. Levels are independent.
 */
export function keyHash({ base, lines }: HashSeed, cellBits: number): KeyHash {
  const shift = fieldBits - BigInt(cellBits)
  return (key) => {
    let x = 0n
    // No digit is 0, so texts of different lengths are different polynomials.
    for (let i = 0; i < key.length; i++) x = (x * base + BigInt(key.charCodeAt(i) + 1)) % field
    return (level) => {
      const [slope, offset] = lines[level] ?? [0n, 0n]
      return Number(((slope * x + offset) % field) >> shift)
    }
  }
}
