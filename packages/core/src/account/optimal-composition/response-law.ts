/** The law of the losses of randomised responses together: no (epsilon, 0)-DP mechanisms lose more. */
import { add, exp, multiply, type Rational, rational, toNumberUp } from '@dither/math'

/** Responses of one epsilon. */
export interface Responses {
  readonly epsilon: Rational
  readonly count: number
}

/** Losses, rounded up, with their chances. */
export interface LossLaw {
  readonly losses: Float64Array
  /** Each is off by at most this share of itself, and by what no double holds. */
  readonly chances: Float64Array
  readonly error: number
}

/** Laws of up to so many losses are computed exactly. */
const mostLosses = 2 ** 16
/** On a grid, about so many multiplications. */
const mostWork = 2 ** 26
const nothing = rational(0)

/** How many losses there are, all groups together. */
export function isFew(groups: readonly Responses[]): boolean {
  return (
    groups.reduce((all, { count }) => all * (count + 1), 1) <= mostLosses || groups.length === 1
  )
}

/** Every sum of losses by itself. */
export function exactLaw(groups: readonly Responses[]): LossLaw {
  let law: LossLaw = { losses: Float64Array.of(0), chances: Float64Array.of(1), error: 0 }
  for (const { epsilon, count } of groups) {
    const chances = binomialChances(count, toNumberUp(epsilon))
    const size = law.losses.length * (count + 1)
    const next = { losses: new Float64Array(size), chances: new Float64Array(size) }
    for (let l = 0, at = 0; l <= count; l++) {
      if (chances[l] === 0) {
        at += law.losses.length // a loss of no chance
        continue
      }
      const loss = toNumberUp(multiply(epsilon, rational(BigInt(count - 2 * l))))
      for (let i = 0; i < law.losses.length; i++, at++) {
        next.losses[at] = sumUp(law.losses[i] ?? 0, loss)
        next.chances[at] = (law.chances[i] ?? 0) * (chances[l] ?? 0)
      }
    }
    law = { ...next, error: law.error + errorOf(count, epsilon) }
  }
  return law
}

/** Every epsilon rounded up to a multiple of one step: that is a response which tells more. */
export function gridLaw(groups: readonly Responses[]): LossLaw {
  const work = groups.reduce((all, { count }) => all + count + 1, 0)
  const points = Math.max(2 ** 10, Math.min(2 ** 20, Math.floor(mostWork / work)))
  const whole = groups
    .map(({ epsilon, count }) => multiply(epsilon, rational(BigInt(count))))
    .reduce(add, nothing)
  const step = toNumberUp(whole) / points
  const sizes = groups.map(({ epsilon }) =>
    Math.ceil((toNumberUp(epsilon) / step) * (1 + 2 ** -50)),
  )
  const last = groups.reduce((all, { count }, g) => all + count * (sizes[g] ?? 0), 0)
  let chances = new Float64Array(last + 1)
  chances[0] = 1
  let reached = 0
  let error = 0
  groups.forEach(({ count }, g) => {
    const size = sizes[g] ?? 0
    const parts = binomialChances(count, size * step)
    const next = new Float64Array(last + 1)
    for (let l = 0; l <= count; l++) {
      const part = parts[l] ?? 0
      for (let i = 0; i <= reached; i++)
        next[i + l * size] = (next[i + l * size] ?? 0) + (chances[i] ?? 0) * part
    }
    reached += count * size
    chances = next
    error += errorOf(count, rational(size * step))
  })
  const losses = chances.map((_, i) => (last - 2 * i) * step)
  // (1) Products of a whole number and the step are off by 2^-53 of themselves; upward they must be.
  return { losses: losses.map((loss) => loss + Math.abs(loss) * 2 ** -52), chances, error }
}

/**
 * The chances that l of the responses are untrue: binomial, in proportion to C(count, l) e^(-l epsilon), from the largest
 * outward; divided by their sum.
 */
function binomialChances(count: number, epsilon: number): Float64Array {
  const chances = new Float64Array(count + 1)
  const odds = exp(-epsilon)
  const top = Math.min(count, Math.floor(((count + 1) * odds) / (1 + odds)))
  chances[top] = 1
  let sum = 1
  for (let l = top, chance = 1; l < count && chance > 0; l++) {
    chance *= ((count - l) / (l + 1)) * odds
    chances[l + 1] = chance
    sum += chance
  }
  for (let l = top, chance = 1; l > 0 && chance > 0; l--) {
    chance *= l / ((count - l + 1) * odds)
    chances[l - 1] = chance
    sum += chance
  }
  for (let l = 0; l <= count; l++) chances[l] = (chances[l] ?? 0) / sum
  return chances
}

/** Four roundings, an exponential and that of its exponent a step, of a chance and of the sum. */
function errorOf(count: number, epsilon: Rational): number {
  return (count * (1 + toNumberUp(epsilon)) + 8) * 2 ** -48
}

function sumUp(a: number, b: number): number {
  const sum = a + b
  return sum + Math.abs(sum) * 2 ** -52
}
