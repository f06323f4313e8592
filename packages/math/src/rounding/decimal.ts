/** Directed rounding by the meaning that people see: a double stands for its shortest decimal (S10). */
import { compare, type Rational, rational } from '../rational/rational.ts'
import { toNumber } from './directed.ts'
import { nextDown, nextUp } from './double.ts'

/**
 * The smallest double whose shortest decimal is not below a: Infinity if there is none.
 *
 * So `rational(decimalUp(a)) >= a`, and `decimalUp(rational(x))` is x. [decimal.proof.md]
 */
export function decimalUp(a: Rational): number {
  const nearest = toNumber(a)
  if (nearest === Number.POSITIVE_INFINITY) return nearest
  if (nearest === Number.NEGATIVE_INFINITY) return -Number.MAX_VALUE
  return compare(rational(nearest), a) >= 0 ? nearest : nextUp(nearest) // (1)
}

/** The largest double whose shortest decimal is not above a: -Infinity if there is none. */
export function decimalDown(a: Rational): number {
  const nearest = toNumber(a)
  if (nearest === Number.POSITIVE_INFINITY) return Number.MAX_VALUE
  if (nearest === Number.NEGATIVE_INFINITY) return nearest
  return compare(rational(nearest), a) <= 0 ? nearest : nextDown(nearest)
}
