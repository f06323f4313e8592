/** Means over a binomial law, certified from above. */
import type { Rational } from '@dither/math'

const bits = 128
const unit = 1n << BigInt(bits)
/** Weights below this are not followed further. */
const small = 1n << 32n

/** Means are in units of 2^-meanBits. */
export const meanBits: number = bits

/**
 * At least 2^meanBits E[g(X)], X the number of successes among `size` independent trials of the given chance; larger by some
 * size 2^-96 at most.
 *
 * @param options.above at least 2^meanBits g(x), where g is in [0, 1]; asked where X has weight
 */
export function binomialMean(options: {
  readonly size: bigint
  readonly chance: Rational
  readonly above: (x: bigint) => bigint
}): bigint {
  const { size: n, above } = options
  const { numerator: yes, denominator } = options.chance
  const no = denominator - yes
  const peak = ((n + 1n) * yes) / denominator
  const mode = peak < n ? peak : n
  let top = unit * above(mode)
  let weight = unit
  const add = (x: bigint, high: bigint, low: bigint): void => {
    top += high * above(x)
    weight += low
  }
  // (1) From the mode outward by ratios, which are at most 1, until what is left weighs n `small` at most.
  let [high, low] = [unit, unit]
  for (let x = mode; x < n && high > small; x += 1n) {
    const [part, whole] = [(n - x) * yes, (x + 1n) * no]
    high = (high * part + whole - 1n) / whole
    low = (low * part) / whole
    add(x + 1n, high, low)
  }
  high = low = unit
  for (let x = mode; x > 0n && high > small; x -= 1n) {
    const [part, whole] = [x * no, (n - x + 1n) * yes]
    high = (high * part + whole - 1n) / whole
    low = (low * part) / whole
    add(x - 1n, high, low)
  }
  // (2) Too much above, too little below.
  const mean = (top + n * small * unit) / weight + 1n
  return mean < unit ? mean : unit
}
