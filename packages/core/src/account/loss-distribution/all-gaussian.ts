/** Continuous Gaussian noise alone: its composition is Gaussian noise, in closed form. */
import {
  add,
  divide,
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
import type { Certified } from './certified.ts'

/** 1 / deviation^2 of the one Gaussian mechanism that all parts together are, if they are one. */
export function gaussianMultiplier(
  parts: readonly { readonly event: Event; readonly count: number }[],
): Rational | undefined {
  let sum = rational(0)
  for (const { event, count } of parts) {
    if (event.kind !== 'gaussian' && event.kind !== 'tree') return undefined
    const levels = event.kind === 'tree' ? BigInt(event.steps.toString(2).length) : 1n
    const multiplier = rational(event.noiseMultiplier)
    const once = divide(rational(levels), multiply(multiplier, multiplier))
    sum = add(sum, multiply(once, rational(BigInt(count))))
  }
  return parts.length === 0 ? undefined : sum
}

const bits = 60

/** The epsilon of noise of a slightly smaller and a slightly larger deviation. */
export function gaussianEpsilon(square: Rational, delta: Rational): Certified {
  const epsilonOf = (standardDeviation: Rational): Rational =>
    continuousGaussianEpsilon({ delta, sensitivity: 1, standardDeviation })
  const upper = epsilonOf(sqrtDown(reciprocal(square), bits))
  // (1) What is found is within a factor of 1 + 2^-40 of the smallest that is proved with 48 bits.
  const lower = multiply(
    epsilonOf(sqrtUp(reciprocal(square), bits)),
    rational(1n - 2n ** 38n, -(2n ** 38n)),
  )
  return certified(toNumberDown(lower), toNumber(upper), toNumberUp(upper))
}

/** The delta likewise. */
export function gaussianDelta(square: Rational, epsilon: Rational): Certified {
  const upper = gaussianDeltaInterval(epsilon, sqrtUp(square, bits), bits).high
  const lower = gaussianDeltaInterval(epsilon, sqrtDown(square, bits), bits).low
  return certified(Math.max(0, toNumberDown(lower)), toNumber(upper), toNumberUp(upper))
}

function certified(lower: number, estimate: number, upper: number): Certified {
  return Object.freeze({ lower, estimate: Math.max(lower, estimate), upper })
}
