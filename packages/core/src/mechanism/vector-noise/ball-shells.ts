/** How noise for an L2 sensitivity is proposed: Gaussian noise for each shell about 0, Laplace noise far out. */
import {
  ceiling,
  divide,
  type Interval,
  maximum,
  multiply,
  type Rational,
  rational,
  smallestInteger,
  sqrtUp,
  subtract,
  toNumber,
} from '@dither/math'
import type { BitSource } from '../../random/bits.ts'
import { type Enclosure, isBelow } from '../../random/lazy-uniform/lazy-uniform.ts'
import { significantUp } from '../../space/significant.ts'
import { type Exponent, powerOf } from './exponent.ts'
import { lnLaplaceSum, lnLatticeSum } from './lattice-sum.ts'

const one = rational(1)
const two = rational(2)

/** Shells [j width, (j + 1) width) of the L2 norm for j < count, and all that is beyond them. */
export interface BallShells {
  readonly scale: Rational
  readonly dimension: number
  readonly width: Rational
  readonly count: number
  /** The scale of the Laplace noise that proposes beyond: at least 2 scale sqrt(dimension). */
  readonly beyond: Rational
}

/** Shells about as wide as the norm spreads: any are right, these are quick. */
export function ballShells(scale: Rational, dimension: number): BallShells {
  const root = sqrtUp(rational(BigInt(dimension)), 16)
  const spread = multiply(scale, root)
  const width = significantUp(multiply(rational(5n, 2n), spread), 8)
  const most = multiply(scale, rational(BigInt(3 * dimension + 40)))
  const count = toNumber(rational(ceiling(divide(most, width))))
  return Object.freeze({
    scale,
    dimension,
    width,
    count,
    beyond: significantUp(multiply(two, spread), 16),
  })
}

/** The parameter of the Gaussian noise of shell j: (j + 1/2) width scale. */
export function shellVariance({ scale, width }: BallShells, j: number): Rational {
  return multiply(rational(BigInt(2 * j + 1), 2n), multiply(width, scale))
}

/** j (j + 1) width / (2j + 1): what the chord of the square root over shell j begins with. */
export function chordStart({ width }: BallShells, j: number): Rational {
  return multiply(width, rational(BigInt(j) * BigInt(j + 1), BigInt(2 * j + 1)))
}

/**
 * Draws which shell proposes, `count` for beyond: in proportion to all that it proposes,
 * e^(-chordStart / scale) S(variance)^dimension, and e^(-count width / (2 scale)) L^dimension beyond, S and L
 * being the sums over the integers of the weights of the noise. [vector-noise.proof.md]
 */
export function shellChoice(shells: BallShells): (bits: BitSource) => number {
  const { count } = shells
  const logs = Array.from({ length: count + 1 }, (_, j) => lnWeight(shells, j))
  // (1) Divided by the largest, so that the sum is from 1 to count + 1, or a little less.
  const [first = one, ...rest] = logs.map((log) => log(64).high)
  const largest = maximum(first, ...rest)
  const weights = logs.map((log) =>
    powerOf((bits) => {
      const { low, high } = log(bits)
      return { low: subtract(largest, high), high: subtract(largest, low) }
    }),
  )
  const sums = remembered((precision) => {
    let [low, high] = [0n, 0n]
    return weights.map((weight) => {
      const own = weight(precision)
      low += own.low
      high += own.high
      return { low, high }
    })
  })
  const share =
    (j: number): Enclosure =>
    (precision) => {
      const table = sums(precision)
      const [part, all] = [table[j], table[count]]
      if (part === undefined || all === undefined) throw new RangeError('no such shell')
      const shift = BigInt(precision)
      return { low: (part.low << shift) / all.high, high: (part.high << shift) / all.low + 1n }
    }
  return (bits) => {
    const uniform = { prefix: BigInt(bits.next()), known: bits.wordBits }
    // (2) One U for all questions: the first shell whose share, with those before, is above it.
    const within = (j: bigint): boolean =>
      j === BigInt(count) || isBelow(uniform, share(Number(j)), bits)
    return Number(smallestInteger(within, 0n, BigInt(count)))
  }
}

/** ln of the weight of shell j, or of what lies beyond. */
function lnWeight(shells: BallShells, j: number): Exponent {
  const { scale, dimension, width, count, beyond } = shells
  const times = rational(BigInt(dimension))
  const inside = j < count
  const start = divide(
    inside ? chordStart(shells, j) : multiply(rational(BigInt(count), 2n), width),
    scale,
  )
  const each = inside ? lnLatticeSum(shellVariance(shells, j)) : lnLaplaceSum(beyond)
  const guard = 2 + dimension.toString(2).length
  return (bits) => {
    const { low, high }: Interval = each(bits + guard)
    return {
      low: subtract(multiply(times, low), start),
      high: subtract(multiply(times, high), start),
    }
  }
}

/** The same enclosure for the same precision: most draws ask for one precision alone. */
function remembered<T>(compute: (precision: number) => T): (precision: number) => T {
  const known = new Map<number, T>()
  return (precision) => {
    const found = known.get(precision) ?? compute(precision)
    known.set(precision, found)
    return found
  }
}
