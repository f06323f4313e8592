/** Which keys may be told, in rounds: what was found takes no weight from the rest. */
import {
  add,
  compare,
  divide,
  multiply,
  type Rational,
  type RationalLike,
  rational,
  reciprocal,
} from '@dither/math'
import type { InvokeOptions } from '../../calculus/invoke-options.ts'
import { secureBits } from '../../random/secure-bits/secure-bits.ts'
import { type ComposedEvent, composedEvent } from '../../space/events/composed.ts'
import { type ApproximateLoss, approximateLoss } from '../../space/loss.ts'
import { deltaBudget, epsilonBudget, rhoBudget, wrongParameter } from '../../space/parameter.ts'
import { readOptions } from '../../space/read-options.ts'
import { zcdpEpsilon } from '../../space/zcdp-conversion.ts'
import { smallestProved } from '../gaussian-calibration/smallest-proved.ts'
import { readable } from '../readable.ts'
import { keysDelta, type SelectionBudget } from '../weighted-selection/selection-noise.ts'
import { readUnits, type UnitKeys } from '../weighted-selection/unit-keys.ts'
import {
  type WeightedSelection,
  weightedSelection,
} from '../weighted-selection/weighted-selection.ts'

/** A budget for all rounds, shared so that the rho of each round is `growth` times that of the one before. */
export type IterativeSelectionOptions = SelectionBudget & {
  readonly maxKeys: number
  /** 2 unless said: as many passes over the units. */
  readonly rounds?: number
  /** A whole number, 9 unless said: the noise of each round is a third of that before. */
  readonly growth?: number
}

/** A selection of keys in rounds; made by `iterativeSelection`. */
export interface IterativeSelection {
  readonly kind: 'iterativeSelection'
  readonly maxKeys: number
  /** The rounds, cheapest first. */
  readonly rounds: readonly WeightedSelection[]
  /** The selected keys of all rounds, sorted by UTF-16 code units. */
  readonly invoke: (units: UnitKeys, options?: InvokeOptions) => readonly string[]
  /** A selection that was made from a rho needs the delta at which the noise's epsilon is wanted. */
  readonly loss: (options?: { readonly noiseDelta?: RationalLike }) => ApproximateLoss
  /** What a selection costs, as data: its rounds, composed. */
  readonly event: () => ComposedEvent
  /**
   * A key of so many units is selected at this confidence, in the last round or before, if each has at most `keys`
   * keys (`maxKeys` unless said); often far fewer are enough.
   */
  readonly accuracy: (options: {
    readonly confidence: RationalLike
    readonly keys?: number
  }) => number
}

/**
 * Selects keys by weight in rounds of growing budget (DP-SIPS): keys that were found are taken from all units,
 * whose whole weight then goes to the keys that are left.
 *
 * Neighbours: one unit, with all its keys, is there or not. In each round it counts for at most `maxKeys` of the
 * keys that were not found.
 * Loss: approximate DP, within the budget: rhos and deltas of the rounds add up, as each is a `weightedSelection`
 * that sees of the others what they released. An epsilon is the largest rho's that half of the delta converts. [set-union.proof.md]
 * Noise: as of `weightedSelection`, in every round anew.
 *
 * Takes a pass over the units for each round, each pass in any order and on any number of machines.
 *
 * @throws DitherError "invalid_parameter"; such an error names no key and no number of units
 * @see [SDH23]; S13
 */
export function iterativeSelection(options: IterativeSelectionOptions): IterativeSelection {
  readOptions('iterativeSelection', options, 'epsilon delta rho maxKeys rounds growth')
  const { maxKeys } = options
  const shares = roundShares(options.rounds ?? 2, options.growth ?? 9)
  const rho = rhoOf(options)
  const delta = divide(keysDelta(options), rational(shares.length))
  // (1) Shares add up to 1, and so do those of delta.
  const rounds = Object.freeze(
    shares.map((share) => weightedSelection({ rho: multiply(rho, share), delta, maxKeys })),
  )
  const failed = rounds.map((round) => round.delta.high).reduce(add)
  const noiseDelta = 'epsilon' in options ? keysDelta(options) : undefined
  const last = rounds.at(-1)
  return readable({
    kind: 'iterativeSelection',
    maxKeys,
    rounds,
    invoke: (units: UnitKeys, { bits = secureBits() }: InvokeOptions = {}) => {
      let left = readUnits(units)
      const found = new Set<string>()
      for (const round of rounds) {
        for (const key of round.invoke(left, { bits })) found.add(key)
        left = left.map((unit) => unit.filter((key) => !found.has(key))) // (2)
      }
      return Object.freeze([...found].sort())
    },
    loss: (wanted: { readonly noiseDelta?: RationalLike } = {}) => {
      const given = wanted.noiseDelta ?? noiseDelta
      if (given === undefined)
        throw wrongParameter('noiseDelta', 'missing', 'must be given', 'Say at which delta')
      const spent = deltaBudget(given, 'noiseDelta')
      return approximateLoss(zcdpEpsilon({ rho, delta: spent }), add(spent, failed))
    },
    event: () => composedEvent(rounds.map((round) => round.event())),
    accuracy: (wanted: { readonly confidence: RationalLike; readonly keys?: number }) =>
      last?.accuracy(wanted) ?? 0,
  })
}

/** growth^i over the sum of all. */
function roundShares(rounds: number, growth: number): readonly Rational[] {
  const sizes = Array.from(
    { length: readCount('rounds', rounds, 32) },
    (_, i) => BigInt(readCount('growth', growth, 1000)) ** BigInt(i),
  )
  const all = sizes.reduce((sum, size) => sum + size)
  return sizes.map((size) => rational(size, all))
}

/** As given, or the largest whose conversion at half of the delta is the epsilon. */
function rhoOf(options: SelectionBudget): Rational {
  if ('rho' in options) return rhoBudget(options.rho)
  const epsilon = epsilonBudget(options.epsilon)
  const delta = keysDelta(options)
  const keeps = (inverse: Rational): boolean =>
    compare(zcdpEpsilon({ rho: reciprocal(inverse), delta }), epsilon) <= 0 // (3)
  return reciprocal(smallestProved(keeps, rational(1), 24))
}

function readCount(name: string, value: number, most: number): number {
  if (Number.isInteger(value) && value >= 1 && value <= most) return value
  throw wrongParameter(name, value, `must be a whole number in [1, ${most}]`)
}
