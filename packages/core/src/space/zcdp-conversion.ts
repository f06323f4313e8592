/** From zero-concentrated to approximate differential privacy, certified. */
import {
  add,
  compare,
  divide,
  exactDouble,
  expInterval,
  type Interval,
  lnInterval,
  log1p,
  multiply,
  type Rational,
  type RationalLike,
  rational,
  subtract,
  toNumber,
} from '@dither/math'
import { DitherError } from '../error.ts'
import { delta as deltaOf, epsilon as epsilonOf, rho as rhoOf } from './parameter.ts'
import { twoTo } from './significant.ts'

const nothing = rational(0)
const one = rational(1)
const bits = 96
/** 2^-60 and 2^400. */
const smallestExcess = toNumber(twoTo(-60))
const largestExcess = toNumber(twoTo(400))
/** e^x is not computed below this; such a delta is reported as e^x at this x. */
const lowestExponent = rational(-1_000_000)

/**
 * A delta for which every rho-zCDP mechanism is (epsilon, delta)-DP; never below the true one.
 *
 * The smallest over orders a > 1 of e^((a-1)(a rho - epsilon)) / (a-1) * (1 - 1/a)^a; the order is found
 * in floating point, the value at that order is exact and rounded up. [zcdp-conversion.proof.md]
 *
 * @see [CKS20] proposition 12
 */
export function zcdpDelta(options: {
  readonly rho: RationalLike
  readonly epsilon: RationalLike
}): Rational {
  const rho = rhoOf(options.rho)
  const epsilon = epsilonOf(options.epsilon)
  if (rho.numerator === 0n) return nothing
  const [r, e] = [toNumber(rho), toNumber(epsilon)]
  // (1) The derivative in a of the logarithm: (2a - 1) rho - epsilon + ln(1 - 1/a), rising.
  const excess = risingRoot((x) => (2 * x + 1) * r - e - log1p(1 / x))
  const order = add(one, excess)
  const growth = multiply(excess, subtract(multiply(order, rho), epsilon))
  const exponent = add(growth, orderTerm(order, excess).high)
  if (compare(exponent, nothing) >= 0) return one
  return expInterval(compare(exponent, lowestExponent) < 0 ? lowestExponent : exponent, bits).high
}

/**
 * An epsilon for which every rho-zCDP mechanism is (epsilon, delta)-DP; never below the true one.
 *
 * @throws DitherError "unsupported" for delta 0 with rho > 0: no epsilon is enough
 * @see [CKS20] proposition 12
 */
export function zcdpEpsilon(options: {
  readonly rho: RationalLike
  readonly delta: RationalLike
}): Rational {
  const rho = rhoOf(options.rho)
  const delta = deltaOf(options.delta)
  if (rho.numerator === 0n) return nothing
  if (delta.numerator === 0n)
    throw new DitherError('unsupported', 'delta is 0, must be more than 0 for a zCDP loss', {
      parameter: 'delta',
      wayOut: 'Give a delta, well below 1 / number of units',
    })
  const wanted = -toNumber(lnInterval(delta, bits).high)
  const r = toNumber(rho)
  // (2) The derivative in a vanishes where rho (a-1)^2 + ln a = ln(1/delta); the left side rises.
  const excess = risingRoot((x) => r * x * x + log1p(x) - wanted)
  const order = add(one, excess)
  const rest = subtract(orderTerm(order, excess).high, lnInterval(delta, bits).low)
  const result = add(multiply(order, rho), divide(rest, excess))
  return compare(result, nothing) < 0 ? nothing : result
}

/** a ln(1 - 1/a) - ln(a - 1), certified. */
function orderTerm(order: Rational, excess: Rational): Interval {
  const rest = lnInterval(divide(excess, order), bits)
  const size = lnInterval(excess, bits)
  return {
    low: subtract(multiply(order, rest.low), size.high),
    high: subtract(multiply(order, rest.high), size.low),
  }
}

/**
 * Where a rising function crosses 0, between 2^-60 and 2^400: only a good order, any is valid. The same in
 * every engine, as it takes products and square roots of doubles only.
 */
function risingRoot(f: (x: number) => number): Rational {
  let low = smallestExcess
  let high = largestExcess
  for (let step = 0; step < 64; step++) {
    const middle = Math.sqrt(low * high)
    if (f(middle) < 0) low = middle
    else high = middle
  }
  return exactDouble(high)
}
