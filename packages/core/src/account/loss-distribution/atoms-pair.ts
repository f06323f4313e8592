/** Pairs whose losses take some values alone: answers that are counted, not measured. */
import { exp, expm1, log1p } from '@dither/math'
import type { Cell, DominatingPair, Sure } from './dominating-pair.ts'

/** Outputs of one loss. */
export interface Atom {
  readonly loss: number
  /** What P has of it. */
  readonly mass: number
}

/** A pair of which all finite losses are listed. */
export interface Atoms {
  /** By falling or rising loss. */
  readonly atoms: readonly Atom[]
  /** What P, or Q, has where the other has nothing, and of what the list leaves out. */
  readonly onlyP: number
  readonly onlyQ: number
  readonly symmetric: boolean
  readonly lattice?: number
  /** At most what P has, and what Q has, where the other has nothing: none unless said. */
  readonly sure?: Sure
  readonly massError: number
  readonly lossError: number
}

/** A pair of listed losses. */
export function atomsPair(list: Atoms): DominatingPair {
  const atoms = [...list.atoms].sort((a, b) => a.loss - b.loss)
  const losses = Float64Array.from(atoms, ({ loss }) => loss)
  const masses = Float64Array.from(atoms, ({ mass }) => mass)
  const ends = [losses[0] ?? 0, losses.at(-1) ?? 0] as const
  const farthest = Math.max(Math.abs(ends[0]), Math.abs(ends[1]))
  return {
    symmetric: list.symmetric,
    ...(list.sure === undefined ? {} : { sure: list.sure }),
    ...(list.lattice === undefined ? {} : { lattice: list.lattice }),
    massError: list.massError + 2 ** -50 * (8 + farthest),
    lossError: list.lossError + 2 ** -50 * (1 + farthest),
    // A little wider, so that all atoms are within.
    range: () => [ends[0] - 2 ** -40 * (1 + farthest), ends[1] + 2 ** -40 * (1 + farthest)],
    beyond: (low, high) => {
      let { onlyP, onlyQ } = list
      const [least, most] = [lossOf(low), lossOf(high)]
      for (let i = 0; i < losses.length; i++) {
        const loss = losses[i] ?? 0
        if (loss > most) onlyP += masses[i] ?? 0
        if (loss <= least) onlyQ += (masses[i] ?? 0) * exp(-loss)
      }
      return { onlyP: onlyP * (1 + 2 ** -40), onlyQ: onlyQ * (1 + 2 ** -40) }
    },
    between(low, high, into: Cell) {
      const all = low < -1
      const [least, most] = [lossOf(low), lossOf(high)]
      into.rise = 0
      into.fall = 0
      // (1) Of what P has nothing, Q has odds of -1 less 1: above such a `low` alone.
      if (all) {
        into.rise -= (1 + low) * list.onlyQ
        into.fall += (1 + high) * list.onlyQ
      }
      for (let i = firstAbove(losses, least); i < losses.length; i++) {
        const loss = losses[i] ?? 0
        if (loss > most) break
        const mass = masses[i] ?? 0
        into.rise += all ? mass * (1 - (1 + low) * exp(-loss)) : -mass * expm1(least - loss)
        into.fall += mass * expm1(most - loss)
      }
    },
  }
}

/** A pure loss: randomised response of one bit is as far apart as any epsilon-DP mechanism [KOV17]. */
export function purePair(epsilon: number): DominatingPair {
  return approximatePair(epsilon, 0)
}

/** The same beside a failure that tells all with chance delta [KOV17]. */
export function approximatePair(epsilon: number, delta: number): DominatingPair {
  const rest = (1 - delta) / (1 + exp(-epsilon))
  return atomsPair({
    atoms:
      epsilon === 0
        ? [{ loss: 0, mass: 1 - delta }]
        : [
            { loss: epsilon, mass: rest },
            { loss: -epsilon, mass: rest * exp(-epsilon) },
          ],
    onlyP: delta,
    onlyQ: delta,
    sure: { p: delta * (1 - 2 ** -50), q: delta * (1 - 2 ** -50) },
    symmetric: true,
    ...(epsilon === 0 ? {} : { lattice: epsilon }),
    massError: 2 ** -49,
    lossError: 2 ** -52 * epsilon,
  })
}

/** Of odds less 1; below all losses where the odds are below 0. */
function lossOf(odds: number): number {
  return odds <= -1 ? Number.NEGATIVE_INFINITY : log1p(odds)
}

/** The first place whose loss is above `least`. */
function firstAbove(losses: Float64Array, least: number): number {
  let [low, high] = [0, losses.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((losses[middle] ?? 0) > least) high = middle
    else low = middle + 1
  }
  return low
}
