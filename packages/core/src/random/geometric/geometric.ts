/** Geometric integers of any exact scale. */
import type { RationalLike } from '@dither/math'
import type { BitSource } from '../bits.ts'
import { positive } from '../check-parameter.ts'
import { secureBits } from '../secure-bits/secure-bits.ts'
import { nextCentre } from '../uniform/next-centre.ts'
import { prefixCentre } from '../uniform/word-pair.ts'
import { type GeometricPlan, geometricPlan } from './geometric-plan.ts'
import { exactMagnitude, quickMagnitude } from './magnitude.ts'
import { noFloor } from './quick-floor.ts'
import { signedInteger } from './signed-integer.ts'

/**
 * A geometric integer G >= 0 with Pr[G >= k] = e^(-k/scale), exactly: floor(scale E) for a standard
 * exponential E. [geometric.proof.md]
 *
 * @param scale greater than 0
 * @throws DitherError "invalid_parameter" if scale <= 0
 */
export function geometric(scale: RationalLike, bits: BitSource = secureBits()): bigint {
  const exact = positive('scale', scale)
  bits.dropIfStale?.()
  return drawGeometric(geometricPlan(exact), bits)
}

/** `geometric` from a plan, without the checks at the door. */
export function drawGeometric(plan: GeometricPlan, bits: BitSource): bigint {
  const first = nextCentre(bits)
  const second = nextCentre(bits)
  const centre = prefixCentre(first, second, bits.wordBits)
  const quick = quickMagnitude(plan, centre, bits)
  return quick === noFloor ? exactMagnitude(plan, centre, bits) : signedInteger(quick, 0)
}
