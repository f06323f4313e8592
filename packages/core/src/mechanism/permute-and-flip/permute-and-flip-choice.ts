/** Draws a candidate by permute-and-flip, exactly. */
import type { Rational } from '@dither/math'
import { DitherError } from '../../error.ts'
import type { BitSource } from '../../random/bits.ts'
import { drawIndexBelow } from '../../random/uniform/uniform-below.ts'
import type { Candidates } from '../exponential/candidates.ts'
import { accepted, type Coin, coinOf } from './accepted.ts'

/** A drawing of many choices at one scale: coins are made once for every shortfall that is small. */
export interface PermuteAndFlipChoice {
  /** The place of a candidate, from 0. */
  readonly draw: (candidates: Candidates, bits: BitSource) => bigint
  /** The same, for scores that are whole numbers of at most 52 bits. */
  readonly drawIntegers: (scores: ArrayLike<number>, bits: BitSource) => number
}

/** Candidates that a choice may have: their places are 32-bit words. */
const most = 2 ** 31
/** Whole scores up to this differ by whole doubles. */
const largest = 2 ** 52
const keptCoins = 8192

/** One coin for each, then a uniform one of those that accepted. [permute-and-flip.proof.md] */
export function permuteAndFlipChoice(scale: Rational): PermuteAndFlipChoice {
  const kept = new Map<number, Coin>()
  let keptFor = 0
  const coinAt = (shortfall: number, wordBits: number): Coin => {
    if (keptFor !== wordBits) kept.clear()
    keptFor = wordBits
    const known = kept.get(shortfall)
    if (known !== undefined) return known
    const coin = coinOf(BigInt(shortfall) * scale.denominator, scale.numerator, wordBits)
    if (kept.size < keptCoins) kept.set(shortfall, coin)
    return coin
  }
  return {
    draw: ({ total, counts, starts, shortfalls, shortfallOf }, bits) => {
      if (total > BigInt(most)) throw tooMany()
      const coins = shortfalls.map(({ numerator, denominator }) =>
        coinOf(numerator * scale.denominator, denominator * scale.numerator, bits.wordBits),
      )
      const run = (j: number): number => {
        const coin = coins[shortfallOf[j] ?? -1]
        if (coin === undefined) throw new RangeError('a run has a shortfall')
        return accepted(Number(counts[j]), coin, bits)
      }
      const chosen = winner(
        Uint32Array.from(counts, (_, j) => run(j)),
        bits,
      )
      return (starts[chosen] ?? 0n) + BigInt(drawIndexBelow(Number(counts[chosen]), bits))
    },
    drawIntegers: (scores, bits) => {
      const { best, starts } = runsOf(scores)
      const runs = starts.length - 1
      const accepting = new Uint32Array(runs)
      for (let j = 0; j < runs; j++) {
        const start = starts[j] ?? 0
        const coin = coinAt(best - (scores[start] ?? 0), bits.wordBits)
        accepting[j] = accepted((starts[j + 1] ?? 0) - start, coin, bits)
      }
      const chosen = winner(accepting, bits)
      const start = starts[chosen] ?? 0
      return start + drawIndexBelow((starts[chosen + 1] ?? 0) - start, bits)
    },
  }
}

/** The run of a uniform one of those that accepted; every run is looked at, whichever it is. */
export function winner(accepting: Uint32Array, bits: BitSource): number {
  let total = 0
  for (const some of accepting) total += some
  const place = drawIndexBelow(total, bits) // (1) The best accepted, so total is at least 1.
  let [before, chosen] = [0, 0]
  for (let j = 0; j < accepting.length; j++) {
    if (before <= place) chosen = (accepting[j] ?? 0) > 0 ? j : chosen // (2) The last that begins by then.
    before += accepting[j] ?? 0
  }
  return chosen
}

/** Where runs of equal neighbours start, and the end of the last. */
function runsOf(scores: ArrayLike<number>): { best: number; starts: number[] } {
  const { length } = scores
  if (length === 0)
    throw new DitherError('invalid_parameter', 'candidates are none, must be at least one', {
      parameter: 'candidates',
    })
  if (length > most) throw tooMany()
  const starts: number[] = []
  let [best, last] = [-largest, Number.NaN]
  for (let i = 0; i < length; i++) {
    const score = scores[i] ?? Number.NaN
    if (score === last) continue
    if (!(Number.isInteger(score) && score >= -largest && score <= largest)) throw wrongScore()
    if (score > best) best = score
    starts.push(i)
    last = score
  }
  starts.push(length)
  return { best, starts }
}

function tooMany(): DitherError {
  return new DitherError('invalid_parameter', `candidates are too many, must be at most ${most}`, {
    parameter: 'candidates',
  })
}

function wrongScore(): DitherError {
  return new DitherError('invalid_parameter', 'score must be a whole number from -2^52 to 2^52', {
    parameter: 'score',
    wayOut: 'Take scores on a lattice, as bigints',
  })
}
