/** With what probability a key that only one neighbour has is released. */
import {
  add,
  floor,
  floorLog2,
  type Interval,
  maximum,
  minimum,
  multiply,
  type Rational,
  rational,
  sign,
  subtract,
} from '@dither/math'
import type { KeyReach, StatedNeighbours } from '../../space/key-reach.ts'
import { significantUp, twoTo } from '../../space/significant.ts'
import type { NoiseTail } from './noise-tail.ts'

const nothing = rational(0)
const one = rational(1)
/** Intermediate probabilities are rounded outward to this many significant bits. */
const significantBits = 96

/**
 * Encloses the probability that noisy counts of the keys which one neighbour alone has reach the threshold,
 * for the worst neighbours that the reach allows: 1 - (1 - Pr[m + Z >= T])^L0, m being `maxPerGroup`; for
 * `rows` k the worst split of k rows over keys, which is one key or k keys. Under change-one the keys that go
 * count beside those that come. [stability-histogram.proof.md]
 *
 * @param options.tail of the noise Z
 */
export function newKeysDelta(options: {
  readonly tail: NoiseTail
  readonly threshold: bigint
  readonly reach: KeyReach
  readonly neighbours: StatedNeighbours
}): Interval {
  const { tail, threshold, reach, neighbours } = options
  // (1) A key whose count is m reaches the threshold with this probability.
  const reaches = (m: bigint): Interval => tail(threshold - m)
  const oneSide =
    'rows' in reach
      ? larger(reaches(BigInt(reach.rows)), anyOf(reaches(1n), BigInt(reach.rows))) // (2)
      : anyOf(reaches(BigInt(reach.maxPerGroup ?? 1)), BigInt(reach.maxGroups))
  return neighbours === 'change-one' ? either(oneSide, oneSide) : oneSide
}

/** That at least one of n independent events of this probability happens. */
export function anyOf(p: Interval, n: bigint): Interval {
  let result: Interval = { low: nothing, high: nothing }
  let power = p
  for (let rest = n; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = either(result, power)
    power = either(power, power)
  }
  return result
}

/** p + q - p q, which rises with both. */
function either(p: Interval, q: Interval): Interval {
  const low = subtract(add(p.low, q.low), multiply(p.low, q.low))
  const high = subtract(add(p.high, q.high), multiply(p.high, q.high))
  return { low: shortDown(low), high: minimum(one, shortUp(high)) }
}

function larger(p: Interval, q: Interval): Interval {
  return { low: maximum(p.low, q.low), high: maximum(p.high, q.high) }
}

function shortUp(value: Rational): Rational {
  return sign(value) > 0 ? significantUp(value, significantBits) : value
}

function shortDown(value: Rational): Rational {
  if (sign(value) <= 0) return nothing
  const places = significantBits - 1 - floorLog2(value)
  return multiply(rational(floor(multiply(value, twoTo(places)))), twoTo(-places))
}
