/** Sums of numbers that no double may hold, by their logarithms; rounded up. */
import { exp, ln, log1p } from '@dither/math'

/** ln(sum of e^term), rounded up; -Infinity where all terms are. [renyi.proof.md] */
export function lnSumUp(terms: readonly number[]): number {
  let most = Number.NEGATIVE_INFINITY
  for (const term of terms) if (term > most) most = term
  if (!(Math.abs(most) < Number.POSITIVE_INFINITY)) return most
  let sum = 0
  for (const term of terms) sum += exp(term - most)
  // (1) Each difference and exponential is off by less than 2^-51 of the largest, the sum by 2^-53 a term of itself.
  return roomUp(most + roomUp(ln(sum)) + (terms.length + 8) * 2 ** -51)
}

/** ln(1 + e^x), rounded up. */
export function lnOnePlusUp(x: number): number {
  if (x > 40) return roomUp(x + exp(-x)) // ln(1 + e^x) = x + ln(1 + e^-x)
  return log1p(expUp(x)) * (1 + 2 ** -46)
}

/** e^x, rounded up; Infinity where no double holds it. */
export function expUp(x: number): number {
  return exp(x) * (1 + 2 ** -50) + 2 ** -1073
}

/** ln x for x >= 0, rounded up. */
export function lnUp(x: number): number {
  const value = ln(x)
  return value === Number.NEGATIVE_INFINITY ? value : value + (1 + Math.abs(value)) * 2 ** -51
}

/** ln x for x > 0, rounded down. */
export function lnDown(x: number): number {
  const value = ln(x)
  return value - (1 + Math.abs(value)) * 2 ** -51
}

/** A number not below x, where x is off by at most 2^-49 of itself. */
export function roomUp(x: number): number {
  return x === Number.NEGATIVE_INFINITY ? x : x + Math.abs(x) * 2 ** -48
}
