/** A pair of output laws that is at least as far apart as any two neighbours' are. */

/**
 * Laws P and Q of outputs, seen through the odds dP / dQ alone: losses are ln(odds).
 *
 * Cells of outputs are told by two numbers that are no differences of near ones:
 * `rise`, P - (1 + low) Q, and `fall`, (1 + high) Q - P, for the outputs whose odds less 1 are above `low`, at most
 * `high`. A `low` below -1 is below all odds.
 */
export interface DominatingPair {
  /** Whether P and Q may be exchanged without a change. */
  readonly symmetric: boolean
  /** Writes `rise` and `fall` to `into`. */
  readonly between: (low: number, high: number, into: Cell) => void
  /** Losses between which all outputs lie, but for about `tail` of P above, and of Q below. */
  readonly range: (tail: number) => readonly [number, number]
  /**
   * At least what P has where the odds less 1 are above `high`, Q's nothing included; and what Q has where they are at most
   * `low`, P's nothing included. The same numbers name the same outputs as in `between`.
   */
  readonly beyond: (low: number, high: number) => { readonly onlyQ: number; readonly onlyP: number }
  /** At most what P has where Q has nothing, and what Q has where P has nothing: none unless said. */
  readonly sure?: Sure
  /** Where there is one: all losses are whole multiples of it. */
  readonly lattice?: number
  /** Each number is off by at most this share of itself, */
  readonly massError: number
  /** where losses are off by at most this. */
  readonly lossError: number
}

/** What is known to be infinitely far apart. */
export interface Sure {
  readonly p: number
  readonly q: number
}

/** What `between` writes. */
export interface Cell {
  rise: number
  fall: number
}
