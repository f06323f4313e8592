/** Which keys may be told, where every unit spreads one weight over its keys. */
import { bitLength, compare, type Interval, type RationalLike, smallestInteger } from '@dither/math'
import type { InvokeOptions } from '../../calculus/invoke-options.ts'
import { secureBits } from '../../random/secure-bits/secure-bits.ts'
import type { WeightedSelectionEvent } from '../../space/events/weighted-selection.ts'
import type { ApproximateLoss } from '../../space/loss.ts'
import { confidence as confidenceOf, wrongParameter } from '../../space/parameter.ts'
import { readOptions } from '../../space/read-options.ts'
import { readable } from '../readable.ts'
import { type SelectionBudget, type SelectionNoise, selectionNoise } from './selection-noise.ts'
import { keptKeys, readMaxKeys, readUnits, type UnitKeys } from './unit-keys.ts'
import { keyWeight } from './weighted-threshold.ts'

/**
 * How many keys of a unit may count, and what the selection may cost; or the variance of the noise and the
 * threshold, in steps. `steps` is the weight of a unit with one key; 2^10 to 2^18 unless said.
 */
export type WeightedSelectionOptions = (
  | SelectionBudget
  | { readonly variance: RationalLike; readonly threshold: bigint }
) & { readonly maxKeys: number; readonly steps?: bigint }

/** A selection of keys; made by `weightedSelection`. */
export interface WeightedSelection {
  readonly kind: 'weightedSelection'
  readonly maxKeys: number
  /** The weight of a unit with one key, in whole steps: variance and threshold are in steps too. */
  readonly steps: bigint
  readonly noise: SelectionNoise['noise']
  readonly threshold: bigint
  /** The chance that a key which only one neighbour has is released, enclosed. */
  readonly delta: Interval
  /** The selected keys, sorted by UTF-16 code units. */
  readonly invoke: (units: UnitKeys, options?: InvokeOptions) => readonly string[]
  /** How often a key of so many units is selected, if each of them has so many keys, at most `maxKeys`. */
  readonly keepProbability: (options: { readonly units: bigint; readonly keys: number }) => Interval
  /** Noise that was not made from an epsilon needs the delta at which its own is wanted. */
  readonly loss: (options?: { readonly noiseDelta?: RationalLike }) => ApproximateLoss
  /** What a selection costs, as data. */
  readonly event: () => WeightedSelectionEvent
  /** A key of so many units is selected at this confidence, if each has at most `keys` keys (`maxKeys` unless said). */
  readonly accuracy: (options: {
    readonly confidence: RationalLike
    readonly keys?: number
  }) => number
}

/**
 * Selects keys by weight: a unit with t keys gives each the weight 1 / sqrt(t), rounded down to steps, and a
 * key is selected where its weight with Gaussian noise reaches a threshold.
 *
 * Neighbours: one unit, with all its keys, is there or not. A unit counts for at most `maxKeys` of its keys,
 * drawn for each unit by itself.
 * Loss: approximate DP. Epsilon (or rho) of the noise, as one unit moves all weights by at most 1 in L2; and as delta
 * besides the exact chance that a key which only it has is selected, at the worst number of keys. [weighted-selection.proof.md]
 * Noise: discrete Gaussian on the weight of each key that somebody has. Keys are released, weights are not.
 *
 * Better than counting units (`stabilityHistogram`) where units have fewer keys than the most they may have.
 *
 * @throws DitherError "invalid_parameter"; such an error names no key and no number of units
 * @see [GGKSSY20] weighted Gaussian; S13
 */
export function weightedSelection(options: WeightedSelectionOptions): WeightedSelection {
  readOptions('weightedSelection', options, 'epsilon delta rho variance threshold maxKeys steps')
  const maxKeys = readMaxKeys(options.maxKeys)
  const steps = readSteps(options.steps ?? stepsFor(maxKeys))
  const square = steps * steps
  const { noise, threshold, delta, tail, release, loss, event } = selectionNoise(options, {
    square,
    dimension: maxKeys,
    maxKeys,
  })
  const weightOf = (keys: number): bigint => {
    if (Number.isInteger(keys) && keys >= 1 && keys <= maxKeys) return keyWeight(square, keys)
    throw wrongParameter('keys', keys, `must be a whole number in [1, ${maxKeys}]`)
  }
  return readable({
    kind: 'weightedSelection',
    maxKeys,
    steps,
    noise,
    threshold,
    delta,
    invoke: (units: UnitKeys, { bits = secureBits() }: InvokeOptions = {}) => {
      bits.dropIfStale?.()
      const kept = readUnits(units).map((unit) => keptKeys(unit, maxKeys, bits)) // (2)
      return release(keyWeights(kept, square), bits)
    },
    keepProbability: ({ units, keys }: { readonly units: bigint; readonly keys: number }) =>
      tail(threshold - units * weightOf(keys)),
    loss,
    event,
    accuracy: (wanted: { readonly confidence: RationalLike; readonly keys?: number }) => {
      const least = confidenceOf(wanted.confidence)
      const weight = weightOf(wanted.keys ?? maxKeys)
      const enough = (units: bigint): boolean =>
        compare(tail(threshold - units * weight).low, least) >= 0
      let most = 1n
      while (!enough(most)) most *= 2n
      return Number(smallestInteger(enough, 0n, most))
    },
  })
}

/** The weights of all keys that somebody has: each unit's alike, (1) together at most `square` in squared L2. */
export function keyWeights(
  units: readonly (readonly string[])[],
  square: bigint,
): ReadonlyMap<string, bigint> {
  const weights = new Map<string, bigint>()
  for (const keys of units) {
    if (keys.length === 0) continue
    const weight = keyWeight(square, keys.length)
    for (const key of keys) weights.set(key, (weights.get(key) ?? 0n) + weight)
  }
  return weights
}

/** So many that the smallest weight is 2^10 steps or more. */
function stepsFor(maxKeys: number): bigint {
  return 1n << BigInt(10 + Math.ceil(bitLength(BigInt(maxKeys - 1)) / 2))
}

function readSteps(value: bigint): bigint {
  if (typeof value === 'bigint' && value >= 1n) return value
  throw wrongParameter('steps', value, 'must be a bigint, at least 1')
}
