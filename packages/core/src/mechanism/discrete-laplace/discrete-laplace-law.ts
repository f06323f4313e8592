/** The law of discrete Laplace noise, with or without a public clamp, as certified probabilities. */
import {
  add,
  divide,
  expInterval,
  type Interval,
  multiply,
  negate,
  type Rational,
  type RationalLike,
  rational,
  reciprocal,
  subtract,
} from '@dither/math'
import { scale as scaleOf } from '../../space/parameter.ts'
import { readOptions } from '../../space/read-options.ts'
import { type Clamp, clampTo } from '../clamp.ts'

const one = rational(1)
const two = rational(2)

/**
 * Encloses Pr[clamp(input + X) = output] for X discrete Laplace of this scale.
 *
 * Unclamped: (1 - q) / (1 + q) q^|output - input|, q = e^(-1/scale). A clamp collects each tail on its
 * bound: q^distance / (1 + q) for a bound beyond the input.
 *
 * @param options.clamp the public clamp of the output, if there is one
 */
export function discreteLaplaceProbability(options: {
  readonly scale: RationalLike
  readonly input: bigint
  readonly output: bigint
  readonly clamp?: Partial<Clamp>
  readonly bits?: number
}): Interval {
  readOptions('discreteLaplaceProbability', options)
  const { input, output, clamp = {}, bits = 64 } = options
  const scale = scaleOf(options.scale)
  const atLower = output === clamp.lower
  const atUpper = output === clamp.upper
  if (atLower && atUpper) return { low: one, high: one }
  if (clampTo(output, clamp) !== output) return { low: rational(0), high: rational(0) }
  const q = expInterval(negate(reciprocal(scale)), bits)
  const distance = output > input ? output - input : input - output
  const power = expInterval(negate(divide(rational(distance), scale)), bits)
  if (!atLower && !atUpper) {
    // (1 - q) / (1 + q) falls with q.
    return { low: multiply(factor(q.high), power.low), high: multiply(factor(q.low), power.high) }
  }
  // The mass from `output` outward, seen from the input.
  const outward = atUpper ? output >= input : output <= input
  if (outward)
    return {
      low: divide(power.low, add(one, q.high)),
      high: divide(power.high, add(one, q.low)),
    }
  // Past the input: everything but the tail on the other side, which starts one step further.
  const next = expInterval(negate(divide(rational(distance + 1n), scale)), bits)
  return {
    low: subtract(one, divide(next.high, add(one, q.low))),
    high: subtract(one, divide(next.low, add(one, q.high))),
  }
}

function factor(q: Rational): Rational {
  return subtract(divide(two, add(one, q)), one)
}
