/** Selects keys from private data as often as (epsilon, delta) allows. */
import type { Interval, Rational, RationalLike } from '@dither/math'
import type { InvokeOptions } from '../../calculus/invoke-options.ts'
import type { BitSource } from '../../random/bits.ts'
import { isBelow } from '../../random/lazy-uniform/lazy-uniform.ts'
import { secureBits } from '../../random/secure-bits/secure-bits.ts'
import {
  type OptimalSelectionEvent,
  optimalSelectionEvent,
} from '../../space/events/optimal-selection.ts'
import {
  type KeyReach,
  readKeyReach,
  type StatedNeighbours,
  statedNeighbours,
} from '../../space/key-reach.ts'
import { type ApproximateLoss, approximateLoss } from '../../space/loss.ts'
import { deltaBudget, epsilonBudget } from '../../space/parameter.ts'
import { readOptions } from '../../space/read-options.ts'
import { type KeyCounts, readCount, sortedKeys } from '../key-counts.ts'
import { readable } from '../readable.ts'
import { fixedEnclosure, keepLaw, lowered, readPreThreshold } from './keep-probability.ts'
import { keyLoss, selectionLoss } from './selection-price.ts'

/** What the selection may cost, how one unit reaches into the counts, and how many units a key must have. */
export type OptimalSelectionOptions = KeyReach & {
  readonly epsilon: RationalLike
  readonly delta: RationalLike
  readonly neighbours: StatedNeighbours
  /** Keys with a smaller count are never kept; 1 unless said. */
  readonly preThreshold?: number
}

/** A selection of keys; made by `optimalSelection`. */
export interface OptimalSelection {
  readonly kind: 'optimalSelection'
  /** Exact, of one key whose count moves by 1. */
  readonly keyEpsilon: Rational
  readonly keyDelta: Rational
  readonly preThreshold: number
  /** The kept keys, sorted by UTF-16 code units. */
  readonly invoke: (counts: KeyCounts, options?: InvokeOptions) => readonly string[]
  /** Whether one key of this count is kept. */
  readonly keeps: (count: bigint, options?: InvokeOptions) => boolean
  /** The probability of that, enclosed to 64 bits; of a private count it is as private as the count. */
  readonly keepProbability: (count: bigint) => Interval
  readonly loss: () => ApproximateLoss
  /** What a selection costs, as data. */
  readonly event: () => OptimalSelectionEvent
}

/**
 * Selects keys by their counts, each as often as privacy allows: no key is kept more often by any other
 * mechanism that treats keys alike and independently, at the same price.
 *
 * Neighbours: counts by key that differ as `maxGroups` and `maxPerGroup`, or `rows`, say; a key that nobody has has no count.
 * Loss: approximate DP, the epsilon and delta given: of one key whose count moves by 1, epsilon / `maxGroups`
 * and delta / `maxGroups` (of 2 `maxGroups` under change-one). [optimal-selection.proof.md]
 * Law: independent coins of `keepProbability`, exactly. Keys are released, their counts are not.
 * `preThreshold` k: keys of fewer than k are not kept, others as if they had k - 1 less; the loss stays.
 *
 * @throws DitherError "invalid_parameter"; such an error names no key and no count
 * @see [DVGM22]
 */
export function optimalSelection(options: OptimalSelectionOptions): OptimalSelection {
  readOptions(
    'optimalSelection',
    options,
    'maxGroups maxPerGroup rows epsilon delta neighbours preThreshold',
  )
  const reach = readKeyReach(options)
  const neighbours = statedNeighbours(options.neighbours)
  const preThreshold = readPreThreshold(options.preThreshold ?? 1)
  const total = { epsilon: epsilonBudget(options.epsilon), delta: deltaBudget(options.delta) }
  const perKey = keyLoss(total, reach, neighbours)
  const law = keepLaw(perKey)
  const enclose = (count: bigint, bits: number): Interval =>
    law(lowered(readCount(count), preThreshold), bits)
  const draw = (count: bigint, known: Map<string, Fixed>, bits: BitSource): boolean => {
    // (1) One uniform for every key, compared with the probability to as many bits as it takes.
    const uniform = { prefix: BigInt(bits.next()), known: bits.wordBits }
    const probability = (precision: number): Fixed => {
      const name = `${count} ${precision}`
      const value = known.get(name) ?? fixedEnclosure(enclose(count, precision), precision)
      known.set(name, value)
      return value
    }
    return isBelow(uniform, probability, bits)
  }
  return readable({
    kind: 'optimalSelection',
    keyEpsilon: perKey.epsilon,
    keyDelta: perKey.delta,
    preThreshold: Number(preThreshold),
    invoke: (counts: KeyCounts, { bits = secureBits() }: InvokeOptions = {}) => {
      bits.dropIfStale?.()
      const known = new Map<string, Fixed>()
      return Object.freeze(
        sortedKeys(counts).flatMap(([key, count]) => (draw(count, known, bits) ? [key] : [])),
      )
    },
    keeps: (count: bigint, { bits = secureBits() }: InvokeOptions = {}) => {
      bits.dropIfStale?.()
      return draw(readCount(count), new Map(), bits)
    },
    keepProbability: (count: bigint) => enclose(count, 64),
    loss: () => {
      const { epsilon, delta } = selectionLoss(perKey, reach, neighbours)
      return approximateLoss(epsilon, delta)
    },
    event: () =>
      optimalSelectionEvent({ epsilon: perKey.epsilon, delta: perKey.delta, reach, neighbours }),
  })
}

interface Fixed {
  readonly low: bigint
  readonly high: bigint
}
