/** Noise for an L2 sensitivity, by rejection from Gaussian noise of several sizes. */
import {
  add,
  ceiling,
  divide,
  multiply,
  type Rational,
  rational,
  sqrtDown,
  sqrtUp,
  subtract,
  toNumber,
} from '@dither/math'
import type { BitSource } from '../../random/bits.ts'
import { discreteGaussianSampler } from '../../random/discrete-gaussian/discrete-gaussian.ts'
import { discreteLaplaceSampler } from '../../random/discrete-laplace/discrete-laplace.ts'
import {
  type BallShells,
  ballShells,
  chordStart,
  shellChoice,
  shellVariance,
} from './ball-shells.ts'
import { type Exponent, isKept, type QuickExponent } from './exponent.ts'

/** One shell: what it proposes, the squares of norms that it may propose, and what it takes for the norm. */
interface Shell {
  readonly draw: (bits: BitSource) => bigint
  readonly from: bigint
  /** Without this. */
  readonly to?: bigint
  /** At most |z|: the chord of the square root, or half of where shells end and half of the L1 norm's share. */
  readonly taken: (square: bigint, z: readonly bigint[]) => Rational
}

/** Draws z in Z^dimension with Pr[z] proportional to e^(-|z| / scale), |z| the L2 norm, exactly. [vector-noise.proof.md] */
export function ballNoise(scale: Rational, dimension: number): (bits: BitSource) => bigint[] {
  const shells = ballShells(scale, dimension)
  const chosen = shellChoice(shells)
  const made = new Map<number, Shell>()
  const shellOf = (j: number): Shell => {
    const shell = made.get(j) ?? shellAt(shells, j)
    made.set(j, shell)
    return shell
  }
  return (bits) => {
    for (;;) {
      const { draw, from, to, taken } = shellOf(chosen(bits))
      const z = Array.from({ length: dimension }, () => draw(bits))
      const square = z.reduce((sum, value) => sum + value * value, 0n)
      if (square < from || (to !== undefined && square >= to)) continue // (1)
      const start = taken(square, z)
      if (isKept(excess(scale, square, start), quickExcess(scale, square, start), bits)) return z
    }
  }
}

function shellAt(shells: BallShells, j: number): Shell {
  const { width, count, scale, beyond } = shells
  const edge = (k: number): Rational => multiply(width, rational(BigInt(k)))
  const square = (k: number): bigint => ceiling(multiply(edge(k), edge(k)))
  if (j === count) {
    const half = divide(edge(count), rational(2))
    return {
      draw: discreteLaplaceSampler(beyond).draw,
      from: square(count),
      // (2)
      taken: (_, z) => add(half, divide(multiply(rational(sizes(z)), scale), beyond)),
    }
  }
  const start = chordStart(shells, j)
  const across = edge(2 * j + 1)
  return {
    draw: discreteGaussianSampler(shellVariance(shells, j)).draw,
    from: square(j),
    to: square(j + 1),
    // (3)
    taken: (norm) => add(start, divide(rational(norm), across)),
  }
}

function sizes(z: readonly bigint[]): bigint {
  return z.reduce((total, value) => total + (value < 0n ? -value : value), 0n)
}

/** (|z| - start) / scale, at least 0. */
export function excess(scale: Rational, square: bigint, start: Rational): Exponent {
  return (bits) => {
    // Relative to |z|, which has half the bits of its square.
    const work = bits + 8 + square.toString(4).length
    return {
      low: divide(subtract(sqrtDown(rational(square), work), start), scale),
      high: divide(subtract(sqrtUp(rational(square), work), start), scale),
    }
  }
}

/** The same in doubles: six roundings, none of more than a 2^-53rd part of |z| or start. */
export function quickExcess(scale: Rational, square: bigint, start: Rational): QuickExponent {
  const [b, norm, taken] = [toNumber(scale), Math.sqrt(Number(square)), toNumber(start)]
  return { near: (norm - taken) / b, size: (norm + taken) / b }
}
