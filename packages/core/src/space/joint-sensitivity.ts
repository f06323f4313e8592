/**
 * How far one unit can move several integer vectors at once.
 *
 * `worstCases` lists the extreme changes; a change that is not in the list moves no vector further
 * than some listed case moves all of them. `worstCases[i][j]` is how case i moves vector j.
 */
export interface JointSensitivity {
  readonly worstCases: readonly (readonly VectorChange[])[]
}

/** Norms of the change of one vector, exact, in units of its lattice. */
export interface VectorChange {
  readonly l1: bigint
  readonly l2Squared: bigint
  readonly lInfinity: bigint
}
