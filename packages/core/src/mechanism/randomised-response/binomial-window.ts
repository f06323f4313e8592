/** The part of a binomial law that has weight, in doubles: for estimates. */

/** Pr[X = from + j] is mass[j], but for a relative error of about 1e-12; all else weighs below 1e-20. */
export interface BinomialWindow {
  readonly from: number
  readonly mass: Float64Array
}

/** X counts n coins of chance p in (0, 1). From the mode outward by ratios, then made to sum to 1. */
export function binomialWindow(n: number, p: number): BinomialWindow {
  const mode = Math.min(n, Math.floor((n + 1) * p))
  const reach = Math.ceil(10 * Math.sqrt(n * p * (1 - p)) + 40)
  const from = Math.max(0, mode - reach)
  const to = Math.min(n, mode + reach)
  const odds = p / (1 - p)
  const mass = new Float64Array(to - from + 1)
  mass[mode - from] = 1
  for (let k = mode; k < to; k++)
    mass[k + 1 - from] = (mass[k - from] ?? 0) * ((n - k) / (k + 1)) * odds
  for (let k = mode; k > from; k--)
    mass[k - 1 - from] = (mass[k - from] ?? 0) * (k / (n - k + 1) / odds)
  const total = mass.reduce((sum, part) => sum + part, 0)
  return { from, mass: mass.map((part) => part / total) }
}
