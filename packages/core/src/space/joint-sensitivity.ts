/** How far one unit moves several integer vectors together. */
import { add, maximum, type Rational, rational } from '@dither/math'
import { wrongParameter } from './parameter.ts'

const nothing = rational(0)

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

/**
 * Checks and freezes a joint sensitivity.
 *
 * Every case speaks of the same vectors. The norms are bounds, so they need not belong to one vector;
 * but a vector that one norm says cannot move must not move by the others.
 *
 * @throws DitherError "invalid_parameter"
 */
export function jointSensitivity(
  worstCases: readonly (readonly VectorChange[])[],
): JointSensitivity {
  const [first] = worstCases
  if (first === undefined)
    throw wrongParameter('worstCases', 'empty', 'must list at least one change')
  for (const changes of worstCases)
    if (changes.length !== first.length)
      throw wrongParameter('worstCases', changes.length, 'must move the same vectors in every case')
  return Object.freeze({ worstCases: Object.freeze(worstCases.map(frozenCase)) })
}

/** The change of one integer vector, as its exact norms. */
export function vectorChange(change: readonly bigint[]): VectorChange {
  const sizes = change.map((value) => (value < 0n ? -value : value))
  return Object.freeze({
    l1: sizes.reduce((sum, size) => sum + size, 0n),
    l2Squared: sizes.reduce((sum, size) => sum + size * size, 0n),
    lInfinity: sizes.reduce((largest, size) => (size > largest ? size : largest), 0n),
  })
}

/** True if some listed case moves every vector at least as far, in every norm, as this change does. */
export function isCovered(changes: readonly VectorChange[], by: JointSensitivity): boolean {
  return by.worstCases.some(
    (worst) =>
      worst.length === changes.length && changes.every((change, j) => within(change, worst[j])),
  )
}

/** The same sensitivity without cases that another case covers. */
export function withoutCoveredCases(sensitivity: JointSensitivity): JointSensitivity {
  const kept: (readonly VectorChange[])[] = []
  for (const changes of sensitivity.worstCases) {
    if (isCovered(changes, { worstCases: kept })) continue
    const rest = kept.filter((other) => !isCovered(other, { worstCases: [changes] }))
    kept.splice(0, kept.length, ...rest, changes)
  }
  return jointSensitivity(kept)
}

/** The number of vectors that the cases speak of. */
export function vectorCount(sensitivity: JointSensitivity): number {
  return sensitivity.worstCases[0]?.length ?? 0
}

/** The largest, over the cases, of a cost that adds over vectors. */
export function worstCost(
  sensitivity: JointSensitivity,
  cost: (change: VectorChange, vector: number) => Rational,
): Rational {
  const costs = sensitivity.worstCases.map((changes) => changes.map(cost).reduce(add, nothing))
  return maximum(nothing, ...costs)
}

function within(change: VectorChange, worst: VectorChange | undefined): boolean {
  return (
    worst !== undefined &&
    change.l1 <= worst.l1 &&
    change.l2Squared <= worst.l2Squared &&
    change.lInfinity <= worst.lInfinity
  )
}

function frozenCase(changes: readonly VectorChange[]): readonly VectorChange[] {
  return Object.freeze(
    changes.map(({ l1, l2Squared, lInfinity }) => {
      const moved = [l1, l2Squared, lInfinity].filter((norm) => norm > 0n).length
      if (l1 < 0n || l2Squared < 0n || lInfinity < 0n || (moved !== 0 && moved !== 3))
        throw wrongParameter(
          'worstCases',
          `{ l1: ${l1}, l2Squared: ${l2Squared}, lInfinity: ${lInfinity} }`,
          'must hold three norms that are all 0 or all more than 0',
        )
      return Object.freeze({ l1, l2Squared, lInfinity })
    }),
  )
}
