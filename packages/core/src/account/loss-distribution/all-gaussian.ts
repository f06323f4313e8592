/** Continuous Gaussian noise alone: its composition is Gaussian noise, in closed form. */
import {
  add,
  compare,
  multiply,
  type Rational,
  rational,
  reciprocal,
  sqrtDown,
  sqrtUp,
  toNumber,
  toNumberDown,
  toNumberUp,
} from '@dither/math'
import { gaussianDeltaInterval } from '../../mechanism/gaussian-calibration/analytic-gaussian.ts'
import { continuousGaussianEpsilon } from '../../mechanism/gaussian-calibration/continuous-gaussian.ts'
import type { Event } from '../../space/event.ts'
import { idealRho } from '../kinds/ideal-noise.ts'
import { type Certified, certified } from './certified.ts'

/** 1 / deviation^2 of the one Gaussian mechanism that all parts together are, if they are one. */
export function gaussianMultiplier(
  parts: readonly { readonly event: Event; readonly count: number }[],
): Rational | undefined {
  let sum = rational(0)
  for (const { event, count } of parts) {
    if (event.kind !== 'gaussian' && event.kind !== 'tree') return undefined
    sum = add(sum, multiply(idealRho(event), rational(2n * BigInt(count))))
  }
  return parts.length === 0 ? undefined : sum
}

const bits = 60

/** The epsilon of noise of a slightly smaller and a slightly larger deviation. */
export function gaussianEpsilon(square: Rational, delta: Rational): Certified {
  const epsilonOf = (standardDeviation: Rational): Rational =>
    continuousGaussianEpsilon({ delta, sensitivity: 1, standardDeviation })
  const upper = epsilonOf(sqrtDown(reciprocal(square), bits))
  const lower = epsilonBelow(sqrtDown(square, bits), delta, upper)
  return certified(toNumberDown(lower), toNumber(upper), toNumberUp(upper))
}

/** (1) An epsilon at which delta is proved to be above; 0 if none is found, as where tails are too far to be known. */
function epsilonBelow(mu: Rational, delta: Rational, most: Rational): Rational {
  const isBelow = (epsilon: Rational): boolean =>
    compare(gaussianDeltaInterval(epsilon, mu, bits).low, delta) > 0
  const near = multiply(most, rational(2n ** 38n - 1n, 2n ** 38n))
  if (isBelow(near)) return near
  let [low, high] = [rational(0), near]
  if (!isBelow(low)) return low
  for (let i = 0; i < 40; i++) {
    const middle = multiply(add(low, high), rational(1n, 2n))
    if (isBelow(middle)) low = middle
    else high = middle
  }
  return low
}

/** The delta likewise. */
export function gaussianDelta(square: Rational, epsilon: Rational): Certified {
  const upper = gaussianDeltaInterval(epsilon, sqrtUp(square, bits), bits).high
  const lower = gaussianDeltaInterval(epsilon, sqrtDown(square, bits), bits).low
  return certified(Math.max(0, toNumberDown(lower)), toNumber(upper), toNumberUp(upper))
}
