/** How large a sum of discrete Laplace noises gets. */
import {
  ceiling,
  compare,
  divide,
  exp,
  ln,
  multiply,
  type Rational,
  type RationalLike,
  rational,
  subtract,
  toNumber,
  toNumberUp,
} from '@dither/math'
import { confidence as confidenceOf } from '../../space/parameter.ts'
import { discreteLaplaceQuantile } from '../discrete-laplace/discrete-laplace-quantile.ts'

const one = rational(1)
/** Up to this scale the law is added up at every integer. */
const mostSummed = 1024
/** Beyond this, what doubles lose could matter. */
const mostConfidence = 1 - 1e-6

/**
 * An a with Pr[|X_1 + … + X_n| <= a] >= confidence, for independent discrete Laplace X of this scale: the
 * smallest up to scale 1024, and too large by n (scale / 1024 + 1) at most above; n times that of one noise,
 * conservative, at confidences beyond 1 - 10^-6. [continual-count.proof.md]
 *
 * @param terms at least 1
 */
export function laplaceSumQuantile(
  scale: Rational,
  terms: number,
  confidence: RationalLike,
): bigint {
  const wanted = confidenceOf(confidence)
  if (terms === 1) return discreteLaplaceQuantile(scale, wanted)
  const target = toNumberUp(wanted)
  if (target > mostConfidence) {
    // (1) Each of them within its own, at a share of what may fail.
    const share = divide(subtract(one, wanted), rational(BigInt(terms)))
    return BigInt(terms) * discreteLaplaceQuantile(scale, subtract(one, share))
  }
  const largest = rational(mostSummed)
  if (compare(scale, largest) <= 0) return BigInt(summed(toNumber(scale), terms, target))
  // (2) A noise of this scale is one of scale 1024, stretched, but for one step of each.
  const stretch = divide(scale, largest)
  const within = multiply(stretch, rational(BigInt(summed(mostSummed, terms, target) + terms)))
  return ceiling(within) + BigInt(terms)
}

/** By n passes of the two one-sided filters whose product is the law; of positive numbers, so nothing cancels. */
function summed(scale: number, terms: number, target: number): number {
  const q = exp(-1 / scale)
  for (let spread = 12; ; spread *= 2) {
    const reach = Math.ceil(scale * (spread + 4 * Math.sqrt(2 * terms) - 2 * ln(1 - target))) + 1
    const law = new Float64Array(2 * reach + 1)
    law[reach] = 1
    for (let term = 0; term < terms; term++) {
      smooth(law, q, 1)
      smooth(law, q, -1)
    }
    // (3) What rounding may have added, many times over; what left the array counts as far out.
    const slack = 1 - 8 * terms * law.length * 2 ** -52
    let inside = law[reach] ?? 0
    for (let a = 0; a <= reach; a++) {
      if (inside * slack >= target) return a
      inside += (law[reach - a - 1] ?? 0) + (law[reach + a + 1] ?? 0)
    }
  }
}

/** y_k = (1 - q) x_k + q y_(k-1), in place, forwards or backwards. */
function smooth(law: Float64Array, q: number, direction: 1 | -1): void {
  let before = 0
  const start = direction === 1 ? 0 : law.length - 1
  for (let i = 0, k = start; i < law.length; i++, k += direction) {
    before = (1 - q) * (law[k] ?? 0) + q * before
    law[k] = before
  }
}
