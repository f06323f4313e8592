/** The probabilities of the two laws, certified: what tests and lessons compare draws with. */
import { add, divide, expInterval, type Interval, multiply, negate, rational } from '@dither/math'
import { exponentAt, type NoiseLaw } from './noise-law.ts'

/** Relative precision of each term. */
const precision = 192

const one = { low: rational(1), high: rational(1) }

/**
 * Pr[X = value] as an enclosure of relative width below 2^-150.
 *
 * Sums rho term by term, in no way like the samplers, so that each checks the other; the sum has some
 * 194 terms a scale for the Laplace law, and 20 for the Gaussian: for scales up to a few hundred.
 * [exact-law.proof.md]
 */
export function exactLaw(law: NoiseLaw): (value: bigint) => Interval {
  const total = normaliser(law)
  return (value) => {
    const mass = rho(law, value < 0n ? -value : value)
    return { low: divide(mass.low, total.high), high: divide(mass.high, total.low) }
  }
}

/** The sum of rho(|x|) over all integers x. */
export function normaliser(law: NoiseLaw): Interval {
  let { low, high } = one
  for (let m = 1n; ; m += 1n) {
    const here = rho(law, m)
    low = add(low, multiply(rational(2), here.low))
    high = add(high, multiply(rational(2), here.high))
    // (1) The terms beyond m fall at least like e^(-1/g), so sum to at most 2 rho(m) (g + 1).
    if (isBelowPower(here.high, 280)) return { low, high: add(high, rational(1n, 1n << 200n)) }
  }
}

/** rho(magnitude) = e^(-x). */
export function rho(law: NoiseLaw, magnitude: bigint): Interval {
  return magnitude === 0n ? one : expInterval(negate(exponentAt(law, magnitude)), precision)
}

/** value < 2^-power */
function isBelowPower(value: Interval['high'], power: number): boolean {
  return value.numerator << BigInt(power) < value.denominator
}
