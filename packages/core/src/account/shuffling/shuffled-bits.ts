/** Shuffled bits of binary randomised response: delta at any epsilon, over all that the others may hold. */

/** What the least epsilon is searched by: whether delta at epsilon = ln x is at most the one wanted. */
export type Holds = (x: number) => boolean

const unit = 2 ** -53

/**
 * The least x, to 2^-30 of x - 1, at which delta(ln x) of n shuffled answers is at most `delta`, rounded up; `undefined` if there is
 * none well below `odds`. Each answer is true with odds a : 1.
 *
 * The others' bits are the worst there are: every number of ones among them is looked at. [shuffling.proof.md]
 */
export function shuffledBits(
  odds: number,
  users: number,
  delta: number,
  least: (holds: Holds, from: number) => number | undefined,
): number | undefined {
  let worst: number | undefined = 1
  forEachCount(odds, users - 1, (sums) => {
    if (worst === undefined) return
    const upper = (x: number) => deltaOfSum(sums, odds, x) <= delta
    if (!upper(worst)) worst = least(upper, worst)
  })
  return worst
}

/**
 * The law of the sum of all others' answers, for every number of ones that they may hold.
 *
 * Halves of the range share their factors: n^2 ln n steps, and nothing is subtracted.
 */
function forEachCount(odds: number, others: number, visit: (sums: Float64Array) => void): void {
  const yes = odds / (odds + 1)
  const no = 1 / (odds + 1)
  const halve = (sums: Float64Array, low: number, high: number): void => {
    if (low === high) {
      visit(sums)
      return
    }
    const middle = (low + high) >> 1
    halve(withCoins(sums, no, yes, high - middle), low, middle)
    halve(withCoins(sums, yes, no, middle + 1 - low), middle + 1, high)
  }
  halve(new Float64Array([1]), 0, others)
}

/** With as many further answers that are 1 with probability `one`, else 0. */
function withCoins(sums: Float64Array, one: number, none: number, coins: number): Float64Array {
  const length = sums.length
  const next = new Float64Array(length + coins)
  next.set(sums)
  for (let i = 0; i < coins; i++) {
    for (let k = length + i; k > 0; k--) next[k] = (next[k] ?? 0) * none + (next[k - 1] ?? 0) * one
    next[0] = (next[0] ?? 0) * none
  }
  return next
}

/** (5) The best half-line: the odds of the sum rise. From above. */
function deltaOfSum(sums: Float64Array, a: number, x: number): number {
  const error = 16 * unit * (sums.length + 8)
  const keep = ((a - x) / (a + 1)) * (1 + error)
  const lose = (x - 1) * (1 - error)
  let [tail, most] = [0, 0]
  for (let t = sums.length - 1; t >= 0; t--) {
    const mass = sums[t] ?? 0
    most = Math.max(most, keep * mass - lose * tail)
    tail += mass
  }
  // What the differences' own roundings may hide: a share of their terms, each at most 1.
  return most * (1 + error) + 2 * unit * keep + 2 ** -1000
}
