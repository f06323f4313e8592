/** How many of some candidates accept, each with probability e^(-x), exactly. */
import { expFixed } from '@dither/math'
import type { BitSource } from '../../random/bits.ts'
import { isBelowExp } from '../../random/lazy-uniform/lazy-uniform.ts'
import { powerOfTwo } from '../../random/uniform/power-of-two.ts'

/** A coin of bias p = e^(-numerator / denominator), prepared for words of one width. */
export interface Coin {
  readonly numerator: bigint
  readonly denominator: bigint
  /** low <= p * 2^wordBits <= high. */
  readonly low: number
  readonly high: number
}

/** From so many on, candidates are counted by halves instead of one by one. */
const many = 64
/** Bits of p that are computed at first; a count takes as many as it has, and a few. */
const firstPrecision = 64

/** @param numerator at least 0; the denominator more than 0 */
export function coinOf(numerator: bigint, denominator: bigint, wordBits: number): Coin {
  if (numerator === 0n) {
    const sure = powerOfTwo(wordBits)
    return { numerator, denominator, low: sure, high: sure }
  }
  const { low, high } = expFixed(numerator, denominator, wordBits)
  return { numerator, denominator, low: Number(low), high: Number(high) }
}

/** How many of `count` candidates accept: binomial, exactly. [permute-and-flip.proof.md] */
export function accepted(count: number, coin: Coin, bits: BitSource): number {
  if (coin.numerator === 0n) return count // (1) The best accept surely.
  return count < many ? oneByOne(count, coin, bits) : byHalves(count, coin, bits)
}

/** A lazy uniform U for each: those with U < p accept. */
export function oneByOne(count: number, coin: Coin, bits: BitSource): number {
  const { low, high, numerator, denominator } = coin
  let accepting = 0
  for (let i = 0; i < count; i++) {
    const word = bits.next()
    if (word >= high) continue // (2) U >= p
    if (word < low)
      accepting++ // (3) U <= p
    else {
      const uniform = { prefix: BigInt(word), known: bits.wordBits }
      if (isBelowExp(uniform, numerator, denominator, bits)) accepting++
    }
  }
  return accepting
}

/**
 * The same for all of them at once, bit for bit: of those whose U agrees with p so far, half have the
 * next bit 0, as many as a binomial of fair coins says. Takes about 2 bits a candidate.
 */
export function byHalves(
  count: number,
  { numerator, denominator }: Coin,
  bits: BitSource,
  precision: number = firstPrecision,
): number {
  let width = precision
  let { low, high } = expFixed(numerator, denominator, width)
  let accepting = 0
  let undecided = count
  for (let place = 1; undecided > 0; place++) {
    // (4) p is irrational: in the end both bounds have the bits of p.
    while (place > width || low >> BigInt(width - place) !== high >> BigInt(width - place)) {
      width *= 2
      ;({ low, high } = expFixed(numerator, denominator, width))
    }
    const one = ((low >> BigInt(width - place)) & 1n) === 1n
    const zeros = heads(undecided, bits)
    if (one) {
      accepting += zeros // (5) U has a 0 where p has the first 1 that differs: U < p
      undecided -= zeros
    } else undecided = zeros // (6) those with a 1 are above p
  }
  return accepting
}

/** Heads of n fair coins. */
function heads(n: number, bits: BitSource): number {
  const width = bits.wordBits
  let [sum, missing] = [0, n]
  for (; missing >= width; missing -= width) sum += ones(bits.next())
  return missing === 0 ? sum : sum + ones(bits.next() >>> (width - missing))
}

/** The number of bits that are set. */
function ones(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555)
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333)
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}
