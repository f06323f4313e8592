/** The lattice of a unit's own sum, so that no engine's order of rows changes it. */
import type { Lattice } from '../plan/bounded-plan.ts'
import type { UnitColumn } from '../plan/unit-columns.ts'
import { latticeFor } from '../proof/lattice/lattice.ts'
import { latticeStep, powerOfTwo } from './lattice-step.ts'

type UnitSum = Extract<UnitColumn, { kind: 'sum' }>

/** How steps are summed, and which sums stand for the bounds. */
export interface UnitSumLattice {
  readonly lattice: Lattice
  /** The width of a step, a power of two. */
  readonly width: number
  /** Sums are clamped to these, at most 2^31 - 1 in size. */
  readonly low: number
  readonly high: number
}

/**
 * Steps of 2^-k from 0, k the largest for which the larger bound has a step below 2^31, 0 at most where values
 * and bounds are whole. A value beyond that bound counts as the bound.
 */
export function unitSumLattice({ lower, upper }: UnitSum, integral: boolean): UnitSumLattice {
  const most = Math.max(Math.abs(lower), Math.abs(upper))
  const lattice = latticeFor(-most, most, integral, 0)
  const [low, high] = [latticeStep(lattice, lower), latticeStep(lattice, upper)]
  return { lattice, width: powerOfTwo(-lattice.exponent), low, high }
}
