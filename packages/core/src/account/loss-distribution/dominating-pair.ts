/** A pair of output laws that is at least as far apart as any two neighbours' are. */

/**
 * Laws P and Q of outputs, seen through the losses ln(dP / dQ) alone.
 *
 * Cells of outputs are told by two numbers that are no differences of near ones:
 * `rise`, P - e^low Q, and `fall`, e^high Q - P, for the outputs whose losses are above `low`, at most `high`.
 * A `low` of -Infinity is below all, what Q alone has included.
 */
export interface DominatingPair {
  /** Whether P and Q may be exchanged without a change. */
  readonly symmetric: boolean
  /** Writes `rise` and `fall` to `into`. */
  readonly between: (low: number, high: number, into: Cell) => void
  /** Losses between which all outputs lie, but for about `tail` of P above, and of Q below. */
  readonly range: (tail: number) => readonly [number, number]
  /**
   * At least what P has where losses are above `high`, Q's nothing included; and what Q has where they are at most `low`,
   * P's nothing included. The same numbers name the same outputs as in `between`.
   */
  readonly beyond: (low: number, high: number) => { readonly onlyQ: number; readonly onlyP: number }
  /** At most what P has where Q has nothing, and what Q has where P has nothing: none unless said. */
  readonly sure?: Sure
  /** What both have where the loss is exactly 0, beside what `between` knows: nothing unless said. */
  readonly equal?: number
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
