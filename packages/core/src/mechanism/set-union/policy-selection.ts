/** Which keys may be told, where units give their weight one after another to keys that still need it. */
import {
  ceiling,
  compare,
  floorSqrt,
  formatRational,
  type Interval,
  multiply,
  type RationalLike,
  smallestInteger,
  sqrtUp,
} from '@dither/math'
import type { InvokeOptions } from '../../calculus/invoke-options.ts'
import { DitherError } from '../../error.ts'
import { permutation } from '../../random/permutation/permutation.ts'
import { secureBits } from '../../random/secure-bits/secure-bits.ts'
import type { WeightedSelectionEvent } from '../../space/events/weighted-selection.ts'
import type { ApproximateLoss } from '../../space/loss.ts'
import {
  confidence as confidenceOf,
  scale as positive,
  wrongParameter,
} from '../../space/parameter.ts'
import { readOptions } from '../../space/read-options.ts'
import { readable } from '../readable.ts'
import {
  type SelectionBudget,
  type SelectionNoise,
  selectionNoise,
} from '../weighted-selection/selection-noise.ts'
import { keptKeys, readMaxKeys, readUnits, type UnitKeys } from '../weighted-selection/unit-keys.ts'
import { fillGaps } from './fill-gaps.ts'

/** How many keys of a unit may count, and what the selection may cost. */
export type PolicySelectionOptions = SelectionBudget & {
  readonly maxKeys: number
  /** How far above the threshold a key's weight is as good as enough, in standard deviations of the noise; 12 unless said. */
  readonly margin?: RationalLike
}

/** A selection of keys; made by `policySelection`. */
export interface PolicySelection {
  readonly kind: 'policySelection'
  readonly maxKeys: number
  /** The weight that one unit may give, in L2, in whole steps: everything else is in steps too. */
  readonly steps: bigint
  readonly noise: SelectionNoise['noise']
  readonly threshold: bigint
  /** Keys that weigh so much are given no more. */
  readonly cutoff: bigint
  /** The chance that a key which only one neighbour has is released, enclosed. */
  readonly delta: Interval
  /** The selected keys, sorted by UTF-16 code units. */
  readonly invoke: (units: UnitKeys, options?: InvokeOptions) => readonly string[]
  /** Noise that was not made from an epsilon needs the delta at which its own is wanted. */
  readonly loss: (options?: { readonly noiseDelta?: RationalLike }) => ApproximateLoss
  /** What a selection costs, as data. */
  readonly event: () => WeightedSelectionEvent
  /**
   * A key of so many units is selected at this confidence, if each has at most `keys` keys (`maxKeys` unless said), even
   * if all their other keys have no weight but theirs; often far fewer are enough.
   */
  readonly accuracy: (options: {
    readonly confidence: RationalLike
    readonly keys?: number
  }) => number
}

/** One unit's weight: so fine that all roundings together are below a part in 1,000 of it. */
const steps = 1n << 52n
/** More units than this are refused, as by every engine (S8). */
const mostUnits = 2 ** 31 - 1

/**
 * Selects keys by weight, where units come one after another, in an order that is drawn: each moves the weights of its
 * keys towards a cut-off above the threshold, together by at most 1 in L2, so that keys which weigh enough take nothing from others.
 *
 * Neighbours: one unit, with all its keys, is there or not. A unit counts for at most `maxKeys` of its keys,
 * drawn for each unit by itself. At most 2^31 - 1 units.
 * Loss: approximate DP. Epsilon (or rho) of the noise, as one unit moves all weights by at most 1 in L2, whatever later
 * units do, and 2^32 sqrt(maxKeys) steps of 2^-52 for rounding; and as delta besides the exact chance that a key which only it
 * has is selected, at the worst number of keys. [set-union.proof.md]
 * Noise: discrete Gaussian on the weight of each key that somebody has. Keys are released, weights are not.
 *
 * Finds most where units have many keys; takes all units in memory, in one pass that cannot be shared.
 *
 * @throws DitherError "invalid_parameter", "unsupported" for more units; such an error names no key
 * @see [GGKSSY20] policy Gaussian; S13
 */
export function policySelection(options: PolicySelectionOptions): PolicySelection {
  readOptions('policySelection', options, 'epsilon delta rho maxKeys margin')
  const maxKeys = readMaxKeys(options.maxKeys)
  const reach = steps + roundings(maxKeys)
  const { noise, threshold, delta, tail, release, loss, event } = selectionNoise(options, {
    square: reach * reach,
    dimension: mostUnits * maxKeys, // (1) later units carry the change on, to keys of their own
    maxKeys,
  })
  const margin = positive(options.margin ?? 12, 'margin')
  const above = ceiling(multiply(margin, sqrtUp(noise.variance, 8)))
  const cutoff = threshold + above > steps ? threshold + above : steps
  return readable({
    kind: 'policySelection',
    maxKeys,
    steps,
    noise,
    threshold,
    cutoff,
    delta,
    invoke: (units: UnitKeys, { bits = secureBits() }: InvokeOptions = {}) => {
      bits.dropIfStale?.()
      const read = readUnits(units)
      if (read.length > mostUnits)
        throw new DitherError('unsupported', 'units are too many, must be fewer than 2^31', {
          parameter: 'units',
        })
      // (2) Whoever comes, the others come in every order alike.
      const order = permutation(read.length, bits)
      const kept = Array.from(order, (place) => keptKeys(read[place] ?? [], maxKeys, bits))
      return release(policyWeights(kept, { steps, cutoff }), bits)
    },
    loss,
    event,
    accuracy: (wanted: { readonly confidence: RationalLike; readonly keys?: number }) => {
      const least = confidenceOf(wanted.confidence)
      const { keys = maxKeys } = wanted
      if (!Number.isInteger(keys) || keys < 1 || keys > maxKeys)
        throw wrongParameter('keys', keys, `must be a whole number in [1, ${maxKeys}]`)
      const enough = (weight: bigint): boolean => compare(tail(threshold - weight).low, least) >= 0
      const needed = enough(cutoff) ? smallestInteger(enough, 0n, cutoff) : cutoff + 1n
      const others = new Array<bigint>(keys - 1).fill(cutoff)
      let gap = cutoff
      for (let units = 1; ; units++) {
        const [left = 0n] = fillGaps([gap, ...others], steps)
        // (4) Each unit's rounding may have taken 2 steps.
        if (cutoff - left - BigInt(2 * units) >= needed) return units
        if (left === gap)
          throw wrongParameter(
            'confidence',
            formatRational(least),
            'must be less than the margin allows',
            'Give a larger margin',
          )
        gap = left
      }
    },
  })
}

/** The weights of all keys that somebody has, after all units in this order. */
export function policyWeights(
  units: readonly (readonly string[])[],
  { steps: each, cutoff }: { readonly steps: bigint; readonly cutoff: bigint },
): ReadonlyMap<string, bigint> {
  const weights = new Map<string, bigint>()
  for (const keys of units) {
    const gaps = keys.map((key) => cutoff - (weights.get(key) ?? 0n))
    const left = fillGaps(gaps, each)
    keys.forEach((key, i) => {
      weights.set(key, cutoff - (left[i] ?? 0n))
    })
  }
  return weights
}

/** (3) 2 steps a key, in L2, of every unit that there may be; rounded up. */
function roundings(maxKeys: number): bigint {
  return 2n * BigInt(mostUnits) * (floorSqrt(BigInt(maxKeys - 1)) + 1n)
}
