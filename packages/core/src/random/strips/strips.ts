/** Strips: tables over blocks of magnitudes, for any scale. */
import { toNumber } from '@dither/math'
import type { NoiseLaw } from '../law/noise-law.ts'
import { buildLadder, type Ladder } from '../table/ladder.ts'
import { type Tail, tailOf } from '../table/tail.ts'
import { powerOfTwo } from '../uniform/power-of-two.ts'

/**
 * Magnitudes j W, …, j W + W - 1 form block j, W = 2^offsetBits. A block is drawn by its envelope
 * W rho(j W), an offset uniformly, and the offset is accepted with rho(j W + offset) / rho(j W).
 */
export interface Strips {
  readonly kind: 'strips'
  readonly law: NoiseLaw
  readonly ladder: Ladder
  readonly offsetBits: number
  /** 2^offsetBits. */
  readonly width: number
  readonly tail: Tail
  /** Bits of the acceptance uniform that are drawn with the offset. */
  readonly acceptBits: number
  /** Accept at once below this: acceptBelow[j] <= 2^acceptBits e^(-x) for every offset of block j. */
  readonly acceptBelow: Uint32Array
  /** scale, or 2 variance; relative error at most 2^-53. */
  readonly divisor: number
  /** A block takes one word for sign, offset and acceptance, or two. */
  readonly offsetWords: 1 | 2
}

/** What a test may force. */
export interface StripsShape {
  readonly offsetBits: number
  /** The last block is number `reach`. */
  readonly reach: number
  readonly offsetWords: 1 | 2
}

/** Prepares strips for words of that many bits. [strips.proof.md] */
export function buildStrips(law: NoiseLaw, shape: StripsShape, wordBits: number): Strips {
  const { offsetBits, reach, offsetWords } = shape
  if (offsetWords === 2 && offsetBits === 0) throw new RangeError('no offset, but a word for it')
  const width = powerOfTwo(offsetBits)
  const step = BigInt(width)
  const ladder = buildLadder({ law, step, reach, twoSided: false }, wordBits)
  const divisor = law.kind === 'discreteLaplace' ? toNumber(law.scale) : 2 * toNumber(law.variance)
  // Sign and offset come first; the rest of the first word is the acceptance uniform.
  const offsetHere = offsetWords === 1 ? offsetBits : Math.max(0, offsetBits - wordBits)
  const acceptBits = wordBits - 1 - offsetHere
  if (acceptBits < 0)
    throw new RangeError(`offsetBits is ${offsetBits}, too many for words of ${wordBits} bits`)
  const acceptBelow = new Uint32Array(reach + 1)
  for (let j = 0; j <= reach; j++) {
    const largest = exponentBound(law, j * width, width - 1, divisor)
    // (1) 1 - x <= e^(-x)
    const bound = Math.floor(powerOfTwo(acceptBits) * (1 - largest)) - 1
    acceptBelow[j] = width === 1 ? powerOfTwo(acceptBits) : Math.max(0, bound)
  }
  const tail = tailOf(law, step * BigInt(reach + 1))
  return {
    kind: 'strips',
    law,
    ladder,
    offsetBits,
    width,
    tail,
    acceptBits,
    acceptBelow,
    divisor,
    offsetWords,
  }
}

/** The exponent x of rho(start + offset) / rho(start) = e^(-x); relative error at most 2^-50. */
export function offsetExponent(
  law: NoiseLaw,
  start: number,
  offset: number,
  divisor: number,
): number {
  return law.kind === 'discreteLaplace'
    ? offset / divisor
    : (offset * (2 * start + offset)) / divisor
}

/** No less than the exponent. */
function exponentBound(law: NoiseLaw, start: number, offset: number, divisor: number): number {
  return offsetExponent(law, start, offset, divisor) * 1.000001
}
