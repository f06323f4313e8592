/** Searches along a monotone condition. */

/**
 * The smallest n in [low, high] with predicate(n); the predicate is false up to some point and true
 * after it. About log2(high - low) calls.
 *
 * @throws RangeError if low > high, or predicate(high) is false
 */
export function smallestInteger(
  predicate: (n: bigint) => boolean,
  low: bigint,
  high: bigint,
): bigint {
  if (low > high) throw new RangeError(`smallestInteger: low is ${low}, must be at most ${high}`)
  if (!predicate(high))
    throw new RangeError(`smallestInteger: the condition is false up to high, ${high}`)
  let below = low
  let found = high
  while (below < found) {
    const middle = below + ((found - below) >> 1n)
    if (predicate(middle)) found = middle
    else below = middle + 1n
  }
  return found
}

/**
 * Brackets the point where f changes sign: returns [a, b] inside [low, high] with f(a) and f(b) of
 * opposite sign (or 0) and b - a <= tolerance, or a and b neighbouring doubles.
 *
 * @throws RangeError if f(low) and f(high) have the same sign, or either is NaN
 */
export function bisect(
  f: (x: number) => number,
  low: number,
  high: number,
  options: { readonly tolerance: number },
): readonly [low: number, high: number] {
  const atLow = f(low)
  const atHigh = f(high)
  if (!(low <= high)) throw new RangeError(`bisect: low is ${low}, must be at most ${high}`)
  if (!((atLow <= 0 && atHigh >= 0) || (atLow >= 0 && atHigh <= 0)))
    throw new RangeError(`bisect: f has the same sign at both ends, ${low} and ${high}`)
  const rising = atLow < 0 || atHigh > 0
  let a = low
  let b = high
  while (b - a > options.tolerance) {
    const middle = a + (b - a) / 2
    if (middle <= a || middle >= b) break
    const value = f(middle)
    if (Number.isNaN(value)) throw new RangeError(`bisect: f(${middle}) is NaN`)
    if (value === 0) return [middle, middle]
    if (value < 0 === rising) a = middle
    else b = middle
  }
  return [a, b]
}
