/** Bulk noise from strips, three words a draw, offsets of up to 41 bits. */
import type { BitSource } from '../bits.ts'
import { checkFits, type NoiseArray } from '../bulk/noise-array.ts'
import { locate } from '../table/ladder.ts'
import { tryTail } from '../table/tail.ts'
import { powerOfTwo } from '../uniform/power-of-two.ts'
import { acceptOffset } from './accept-offset.ts'
import type { Strips } from './strips.ts'

/** Fills `out` with independent draws of the law, exactly. [strips.proof.md] */
export function fillWide(strips: Strips, out: NoiseArray, bits: BitSource): void {
  const { thresholds, guide, guideShift, count } = strips.ladder
  const { width, acceptBelow, offsetBits } = strips
  // (2) The third word gives the low bits of the offset, the second the high bits.
  const lowBits = Math.min(offsetBits, bits.wordBits)
  const lowShift = bits.wordBits - lowBits
  const lowRange = powerOfTwo(lowBits)
  const highMask = powerOfTwo(offsetBits - lowBits) - 1
  const acceptShift = 1 + offsetBits - lowBits
  const { words } = bits
  let position = bits.position
  for (let filled = 0; filled < out.length; ) {
    if (position + 3 > words.length) {
      bits.position = position
      bits.refill()
      position = bits.position
    }
    const word = words[position] ?? 0
    const second = words[position + 1] ?? 0
    const third = words[position + 2] ?? 0
    words[position] = 0
    words[position + 1] = 0
    words[position + 2] = 0
    position += 3
    const negative = (second & 1) === 1
    let j = guide[word >>> guideShift] ?? 0
    while (word > (thresholds[j] ?? 0)) j += 1
    if (word === thresholds[j] || j === count) {
      bits.position = position
      j = locate(strips.ladder, word, bits)
      const magnitude = j === count ? tryTail(strips.tail, bits) : undefined
      position = bits.position
      if (magnitude !== undefined) {
        out[filled] = checkFits(negative ? -magnitude : magnitude, out)
        filled += 1
      }
      if (j === count) continue
    }
    const offset = ((second >>> 1) & highMask) * lowRange + (third >>> lowShift)
    const drawn = second >>> acceptShift
    if (drawn >= (acceptBelow[j] ?? 0)) {
      bits.position = position
      const accepted = acceptOffset(strips, j, offset, drawn, bits)
      position = bits.position
      if (!accepted) continue
    }
    const magnitude = j * width + offset
    if (negative && magnitude === 0) continue // (1) zero has one sign
    out[filled] = negative ? -magnitude : magnitude
    filled += 1
  }
  bits.position = position
}
