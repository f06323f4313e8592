/** From one key whose count moves by 1 to everything that one unit changes. */
import {
  add,
  compare,
  divide,
  expInterval,
  minimum,
  multiply,
  type Rational,
  rational,
} from '@dither/math'
import { type KeyReach, keyChange, type StatedNeighbours } from '../../space/key-reach.ts'
import { significantUp } from '../../space/significant.ts'

/** Of one key whose count moves by 1. */
export interface KeyLoss {
  readonly epsilon: Rational
  readonly delta: Rational
}

const one = rational(1)
const significantBits = 64
/** Beyond this, nothing is said of delta: its sums would be too long. */
const mostEpsilon = rational(1_000_000)

/**
 * What a selection costs: epsilon for every step that a count moves; delta, for c steps of one count,
 * delta (1 + e^epsilon + … + e^((c-1) epsilon)), rounded up, added over keys. [optimal-selection.proof.md]
 */
export function selectionLoss(
  { epsilon, delta }: KeyLoss,
  reach: KeyReach,
  neighbours: StatedNeighbours,
): KeyLoss {
  const spent = multiply(rational(keyChange(reach, neighbours).l1), epsilon)
  if (compare(spent, mostEpsilon) > 0) return { epsilon: spent, delta: one }
  const failed = multiply(deltaFactor(epsilon, reach, neighbours), delta)
  return { epsilon: spent, delta: minimum(one, failed) }
}

/** The (epsilon, delta) of one step of one key, for the whole to be at most the given; exact where a count moves by 1. */
export function keyLoss(total: KeyLoss, reach: KeyReach, neighbours: StatedNeighbours): KeyLoss {
  const { l1 } = keyChange(reach, neighbours)
  const epsilon = divide(total.epsilon, rational(l1))
  return { epsilon, delta: divide(total.delta, deltaFactor(epsilon, reach, neighbours)) }
}

/** Of how many deltas of one step the whole consists, at most. */
function deltaFactor(epsilon: Rational, reach: KeyReach, neighbours: StatedNeighbours): Rational {
  // (1) Rows are dearest in one key; under change-one in one that goes and one that comes.
  if ('rows' in reach) {
    const sides = neighbours === 'change-one' ? 2n : 1n
    return multiply(rational(sides), geometricSum(epsilon, BigInt(reach.rows)))
  }
  const { keys } = keyChange(reach, neighbours)
  return multiply(rational(keys), geometricSum(epsilon, BigInt(reach.maxPerGroup ?? 1)))
}

/** 1 + e^epsilon + … + e^((n-1) epsilon), rounded up. */
function geometricSum(epsilon: Rational, n: bigint): Rational {
  // (2) By halves: the sum of 2m terms is that of m times 1 + e^(m epsilon).
  if (n === 1n) return one
  const half = geometricSum(epsilon, n >> 1n)
  const middle = expInterval(multiply(rational(n >> 1n), epsilon), significantBits).high
  const even = multiply(half, add(one, middle))
  if ((n & 1n) === 0n) return significantUp(even, significantBits)
  const last = expInterval(multiply(rational(n - 1n), epsilon), significantBits).high
  return significantUp(add(even, last), significantBits)
}
