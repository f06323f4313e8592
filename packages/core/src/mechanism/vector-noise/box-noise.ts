/** Noise for an L-infinity sensitivity: uniform in a box whose size is drawn. */
import type { BitSource } from '../../random/bits.ts'
import { drawBelow, drawIndexBelow } from '../../random/uniform/uniform-below.ts'
import { type BoxRadius, drawRadius } from './box-radius.ts'

/** Sides up to this are drawn as doubles. */
const mostIndex = 4_294_967_296n

/** Draws z in Z^dimension with Pr[z] proportional to e^(-max|z_i| / scale), exactly. [vector-noise.proof.md] */
export function boxNoise(law: BoxRadius): (bits: BitSource) => bigint[] {
  const { dimension } = law
  return (bits) => {
    const radius = drawRadius(law, bits)
    // (3) Every point of the box [-R, R]^dimension alike.
    const side = 2n * radius + 1n
    if (side > mostIndex)
      return Array.from({ length: dimension }, () => drawBelow(side, bits) - radius)
    const [count, centre] = [Number(side), Number(radius)]
    return Array.from({ length: dimension }, () => BigInt(drawIndexBelow(count, bits) - centre))
  }
}
