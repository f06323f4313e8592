/** A number and the ends between which the exact one lies; only `upper` is a claim of privacy. */
export interface Certified {
  readonly lower: number
  readonly estimate: number
  readonly upper: number
}
