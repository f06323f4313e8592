/** The law of staircase noise: certified probabilities and tails, and what changes cost. */
import {
  add,
  ceiling,
  divide,
  expFixed,
  expInterval,
  floor,
  type Interval,
  multiply,
  negate,
  type Rational,
  type RationalLike,
  rational,
  subtract,
} from '@dither/math'
import { readOptions } from '../../space/read-options.ts'

const one = rational(1)

/** e^-epsilon a stair; stairs are `width` wide, but for the top, which reaches `step` from 0 each way. */
export interface Stairs {
  readonly epsilon: Rational
  readonly width: bigint
  readonly step: bigint
}

/**
 * Encloses Pr[X = value]: a b^m, b = e^-epsilon, where m is how many edges step + k width lie in (0, |value|],
 * and a = (1 - b) / (2 step - 1 + b (2 (width - step) + 1)). [staircase.proof.md]
 */
export function staircaseProbability(
  stairs: Stairs & { readonly value: bigint; readonly bits?: number },
): Interval {
  readOptions('staircaseProbability', stairs)
  const { value, width, step, bits = 64 } = stairs
  const size = value < 0n ? -value : value
  const drops = size < step ? 0n : (size - step) / width + 1n
  const b = fall(stairs.epsilon, 1n, bits)
  const power = fall(stairs.epsilon, drops, bits)
  const top = (factor: Rational): Rational => divide(subtract(one, factor), total(stairs, factor))
  // a falls with b.
  return { low: multiply(top(b.high), power.low), high: multiply(top(b.low), power.high) }
}

/** Pr[|X| >= size] for size >= 1, rounded up by some width / 2^bits at most. */
export function staircaseTail(
  { epsilon, width, step }: Stairs,
  size: bigint,
  bits = 128,
): Rational {
  const { numerator, denominator } = epsilon
  const one = 1n << BigInt(bits)
  const b = expFixed(numerator, denominator, bits)
  const power = expFixed(numerator * (size / width), denominator, bits).high
  // (1) Places of the stair of `size` from there on, and before it: those that weigh 1, and those that weigh b.
  const place = size % width
  const before = place < step ? { full: place, less: 0n } : { full: step, less: place - step }
  const after = { full: step - before.full, less: width - step - before.less }
  const rest =
    after.full * one * one + b.high * ((after.less + before.full) * one + b.high * before.less)
  const total = (2n * step - 1n) * one + b.low * (2n * (width - step) + 1n)
  return rational(2n * power * rest, one * one * total)
}

/** epsilon for each `width`, or part of it, by which neighbours differ. [staircase.proof.md] */
export function staircaseEpsilon(options: {
  readonly epsilon: RationalLike
  readonly width: RationalLike
  readonly sensitivity: RationalLike
}): Rational {
  const whole = rational(floor(rational(options.sensitivity)))
  return multiply(
    rational(options.epsilon),
    rational(ceiling(divide(whole, rational(options.width)))),
  )
}

/** (1 - b) / a. */
function total({ width, step }: Stairs, b: Rational): Rational {
  return add(rational(2n * step - 1n), multiply(b, rational(2n * (width - step) + 1n)))
}

/** e^(-epsilon times); far out it is only known to be between 0 and 2^-20000. */
function fall(epsilon: Rational, times: bigint, bits: number): Interval {
  const x = multiply(epsilon, rational(times))
  if (floor(x) >= 20_000n) return { low: rational(0), high: rational(1n, 1n << 20_000n) }
  return expInterval(negate(x), bits)
}
