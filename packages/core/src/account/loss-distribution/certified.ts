/** A number and the ends between which the exact one lies; only `upper` is a claim of privacy. */
export interface Certified {
  readonly lower: number
  readonly estimate: number
  readonly upper: number
}

/** Never a lower end above the upper: one of them would be wrong. */
export function certified(lower: number, estimate: number, upper: number): Certified {
  if (!(lower <= upper)) throw new RangeError('the ends of a certified number are out of order')
  return Object.freeze({ lower, estimate: Math.min(Math.max(estimate, lower), upper), upper })
}
