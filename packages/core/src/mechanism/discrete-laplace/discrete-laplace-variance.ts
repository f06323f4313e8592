/** The variance of discrete Laplace noise. */
import {
  divide,
  expInterval,
  floorLog2,
  multiply,
  negate,
  type RationalLike,
  rational,
  reciprocal,
  subtract,
  toNumber,
} from '@dither/math'
import { scale as scaleOf } from '../../space/parameter.ts'

const one = rational(1)
const two = rational(2)

/** 2q / (1 - q)^2 with q = e^(-1/scale), to the nearest double but for an error of 2^-50. */
export function discreteLaplaceVariance(given: RationalLike): number {
  const scale = scaleOf(given)
  const cancelled = Math.max(0, floorLog2(scale))
  if (floorLog2(scale) < -11) return 0 // below e^-2048
  const q = expInterval(negate(reciprocal(scale)), 64 + cancelled).low
  const rest = subtract(one, q)
  return toNumber(divide(multiply(two, q), multiply(rest, rest)))
}
