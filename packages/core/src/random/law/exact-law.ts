/** The probabilities of the two laws, certified: what tests and lessons compare draws with. */
import { expFixed, type Interval, type Rational, rational } from '@dither/math'
import { exponentAt, type NoiseLaw } from './noise-law.ts'

/** Bits of the fixed-point sums. */
const precision = 192
const shift = BigInt(precision)

/**
 * Pr[X = value] as an enclosure less than 2^-160 wide.
 *
 * Sums rho term by term, in no way like the samplers, so that each checks the other. For scales up
 * to about 10^4; the sum has some 130 terms a scale for the Laplace law and 16 for the Gaussian.
 */
export function exactLaw(law: NoiseLaw): (value: bigint) => Interval {
  const total = normaliser(law)
  return (value) => {
    const mass = rho(law, value < 0n ? -value : value)
    return { low: rational(mass.low, total.high), high: rational(mass.high, total.low) }
  }
}

/** The sum of rho(|x|) over all integers x, scaled by 2^precision. */
function normaliser(law: NoiseLaw): { low: bigint; high: bigint } {
  let low = 1n << shift
  let high = low
  for (let m = 1n; ; m += 1n) {
    const mass = rho(law, m)
    const next = rho(law, m + 1n)
    low += 2n * mass.low
    high += 2n * mass.high
    // The terms from m + 1 on fall at least by the factor next/mass, which is below 1 - 2^-20 here.
    if (next.high <= 1n) return { low, high: high + (1n << 24n) }
  }
}

function rho(law: NoiseLaw, magnitude: bigint): { low: bigint; high: bigint } {
  const { numerator, denominator }: Rational = exponentAt(law, magnitude)
  return expFixed(numerator, denominator, precision)
}
