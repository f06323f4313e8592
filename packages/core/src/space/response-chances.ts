/** The checkers of what randomised response is told. */
import { compare, type Rational, type RationalLike, rational } from '@dither/math'
import { exactParameter, wrongParameter } from './parameter.ts'

const one = rational(1)

/** How likely a bit is reported as 1: `p` where it is 1, `q` where it is 0. */
export interface BitChances {
  readonly p: RationalLike
  readonly q: RationalLike
}

/** Checks the chance of a true answer: at least 1 / categories, less than 1. */
export function categoryChance(categories: number, p: RationalLike): Rational {
  const exact = exactParameter('p', p)
  if (compare(exact, rational(1n, BigInt(categories))) <= 0 || compare(exact, one) >= 0)
    throw wrongParameter('p', exact, `must be more than 1/${categories} and less than 1`)
  return exact
}

/** At least 2 categories. */
export function categoryNumber(categories: number): number {
  if (typeof categories === 'object')
    throw wrongParameter('categories', categories, 'must be a number', 'Give their number')
  return wholeNumber('categories', categories, 2)
}

/** A whole number below 2^32, at least `least`. */
function wholeNumber(name: string, value: number, least: number): number {
  if (!Number.isInteger(value) || value < least || value > 0xffff_ffff)
    throw wrongParameter(name, value, `must be a whole number from ${least} to 2^32 - 1`)
  return value
}

/** Checks 0 < q < p < 1. */
export function bitChances({ p, q }: BitChances): { readonly p: Rational; readonly q: Rational } {
  const [high, low] = [exactParameter('p', p), exactParameter('q', q)]
  if (low.numerator <= 0n) throw wrongParameter('q', low, 'must be more than 0')
  if (compare(high, low) <= 0) throw wrongParameter('p', high, 'must be more than q')
  if (compare(high, one) >= 0) throw wrongParameter('p', high, 'must be less than 1')
  return { p: high, q: low }
}

/** Length at least 1; ones at least 1, at most the length. */
export function readSize(options: { readonly length: number; readonly ones?: number }): {
  readonly length: number
  readonly ones: number
} {
  const length = wholeNumber('length', options.length, 1)
  const ones = wholeNumber('ones', options.ones ?? 1, 1)
  if (ones > length) throw wrongParameter('ones', ones, `must be at most length, ${length}`)
  return { length, ones }
}
