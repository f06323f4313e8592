/** Pairs whose losses take some values alone: answers that are counted, not measured. */
import { exp, expm1 } from '@dither/math'
import type { Cell, DominatingPair, Sure } from './dominating-pair.ts'

/** Outputs of one loss. */
export interface Atom {
  readonly loss: number
  /** What P has of it. */
  readonly mass: number
  /** What Q has: e^-loss of that, unless said. Where one is too small for a double, the other may not be. */
  readonly massOfQ?: number
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
  const equal = list.atoms.reduce((sum, { loss, mass }) => sum + (loss === 0 ? mass : 0), 0)
  const atoms = list.atoms
    .filter(({ loss, mass, massOfQ = 1 }) => loss !== 0 && (mass > 0 || massOfQ > 0))
    .sort((a, b) => a.loss - b.loss)
  const losses = Float64Array.from(atoms, ({ loss }) => loss)
  const masses = Float64Array.from(atoms, ({ mass }) => mass)
  const massesOfQ = Float64Array.from(
    atoms,
    ({ loss, mass, massOfQ }) => massOfQ ?? mass * exp(-loss),
  )
  const ends = [Math.min(0, losses[0] ?? 0), Math.max(0, losses.at(-1) ?? 0)] as const
  const farthest = Math.max(Math.abs(ends[0]), Math.abs(ends[1]))
  return {
    symmetric: list.symmetric,
    ...(list.sure === undefined ? {} : { sure: list.sure }),
    ...(list.lattice === undefined ? {} : { lattice: list.lattice }),
    equal,
    massError: list.massError + 2 ** -50 * (8 + farthest),
    lossError: list.lossError + 2 ** -50 * (1 + farthest),
    // A little wider, so that all atoms are within.
    range: () => [ends[0] - 2 ** -40 * (1 + farthest), ends[1] + 2 ** -40 * (1 + farthest)],
    beyond: (low, high) => {
      let { onlyP, onlyQ } = list
      for (let i = 0; i < losses.length; i++) {
        const loss = losses[i] ?? 0
        if (loss > high) onlyP += masses[i] ?? 0
        if (loss <= low) onlyQ += massesOfQ[i] ?? 0
      }
      if (low === Number.NEGATIVE_INFINITY) onlyQ = 0
      return { onlyP: onlyP * (1 + 2 ** -40), onlyQ: onlyQ * (1 + 2 ** -40) }
    },
    between(low, high, into: Cell) {
      into.rise = 0
      // (1) Where P has nothing the loss is -Infinity, which is above such a `low` alone.
      into.fall = low === Number.NEGATIVE_INFINITY ? exp(high) * list.onlyQ : 0
      for (let i = firstAbove(losses, low); i < losses.length; i++) {
        const loss = losses[i] ?? 0
        if (loss > high) break
        const mass = masses[i] ?? 0
        into.rise -= mass * expm1(low - loss)
        into.fall += fallOf(high, loss, mass, massesOfQ[i] ?? 0)
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
            { loss: epsilon, mass: rest, massOfQ: rest * exp(-epsilon) },
            { loss: -epsilon, mass: rest * exp(-epsilon), massOfQ: rest },
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

/** e^high Q - P of outputs of one loss, at most `high`. (2) Far below, or where P has next to nothing, by Q. */
export function fallOf(high: number, loss: number, p: number, q: number): number {
  return high - loss < 600 && (p > 1e-290 || q < p) ? p * expm1(high - loss) : q * exp(high) - p
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
