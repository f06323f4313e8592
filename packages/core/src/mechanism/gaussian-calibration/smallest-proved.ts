/** The smallest positive number at which a proof succeeds, on a fine grid. */
import {
  ceiling,
  divide,
  floorLog2,
  multiply,
  type Rational,
  rational,
  smallestInteger,
} from '@dither/math'
import { significantUp, twoTo } from '../../space/significant.ts'

const two = rational(2)
/** Searches stop here: a number this small is as good as 0. */
const smallest = twoTo(-400)

/**
 * A number of `bits` significant bits at which `proved` holds and, one step of 2^-bits below, does not.
 *
 * `proved` should hold from some point on. Where it does not quite, the result is still proved, but a
 * smaller number might be too.
 *
 * @param start where the search begins; doubled until it is proved
 */
export function smallestProved(
  proved: (value: Rational) => boolean,
  start: Rational,
  bits: number,
): Rational {
  let high = significantUp(start, bits)
  while (!proved(high)) high = multiply(high, two)
  let low = divide(high, two)
  while (proved(low)) {
    if (low.denominator > smallest.denominator) return low
    high = low
    low = divide(low, two)
  }
  const unit = twoTo(floorLog2(high) - bits)
  const found = smallestInteger(
    (n) => proved(multiply(rational(n), unit)),
    ceiling(divide(low, unit)),
    ceiling(divide(high, unit)),
  )
  return multiply(rational(found), unit)
}
