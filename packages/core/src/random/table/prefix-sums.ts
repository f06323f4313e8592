/** The distribution function of a table, certified at any precision. */
import type { NoiseLaw } from '../law/noise-law.ts'
import type { Enclosure } from '../lazy-uniform/lazy-uniform.ts'
import { gridMasses, tailMass } from './masses.ts'

/**
 * The masses of a table, in order. One-sided: rho(j step) for j = 0, …, reach. Two-sided: rho(|j|
 * step) for j = -reach, …, reach. Then the tail beyond (on both sides, if two-sided).
 */
export interface Masses {
  readonly law: NoiseLaw
  readonly step: bigint
  readonly reach: number
  readonly twoSided: boolean
}

/** Sums in fixed point: low[j] <= 2^precision (mass 0 + … + mass j) <= low[j] + slack. */
export interface PrefixSums {
  readonly precision: number
  readonly low: readonly bigint[]
  readonly slack: bigint
  readonly totalLow: bigint
  readonly totalHigh: bigint
}

/** Sums the masses. */
export function prefixSums(masses: Masses, precision: number): PrefixSums {
  const { law, step, reach, twoSided } = masses
  const grid = gridMasses(law, step, reach + 1, precision)
  const tail = tailMass(law, step * BigInt(reach + 1), step, precision)
  const sides = twoSided ? 2n : 1n
  const low: bigint[] = []
  let sum = 0n
  for (let j = twoSided ? -reach : 0; j <= reach; j++) {
    sum += grid.low[Math.abs(j)] ?? 0n
    low.push(sum)
  }
  const slack = grid.error * BigInt(low.length)
  return {
    precision,
    low,
    slack,
    totalLow: sum + sides * tail.low,
    totalHigh: sum + slack + sides * tail.high,
  }
}

/** F_j = (mass 0 + … + mass j) / total as a real number. `sums` serves while it is precise enough. */
export function cumulative(masses: Masses, sums: PrefixSums, j: number): Enclosure {
  return (precision) => {
    // (1) 64 spare bits leave the enclosure less than 2^-precision wide but for the slack.
    const enough = sums.precision >= precision + 64
    const { low, slack, totalLow, totalHigh } = enough ? sums : prefixSums(masses, precision + 128)
    const sum = low[j] ?? 0n
    const shift = BigInt(precision)
    return { low: (sum << shift) / totalHigh, high: ((sum + slack) << shift) / totalLow + 1n }
  }
}
