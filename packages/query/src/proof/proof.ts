import type { JointSensitivity, KeyReach, Neighbours } from '@dither/core'
import type { BoundedPlan, Merged } from '../plan/bounded-plan.ts'
import type { Question } from '../plan/plan.ts'
import type { VectorKind } from './worst-cases/cell-ranges.ts'

/** Why a question is safe, as data: printed by `explain`, stored in the certificate, checked again. */
export interface Proof {
  readonly version: 1
  readonly question: Question
  readonly neighbours: Neighbours
  readonly bounded: BoundedPlan
  /** The integer vectors (one entry a cell, or a coordinate of merged cells) that take noise, in order. Empty when the answer is public. */
  readonly vectors: readonly NoisedVector[]
  /** Over `vectors`, for one unit. */
  readonly sensitivity: JointSensitivity
  /** How the budget is shared between the vectors; positive, adds up to 1. */
  readonly shares: readonly string[]
  /** Where the answer is chosen: the vectors take no noise, and only give scores. */
  readonly selection?: Selection
  /** Where the keys are private: how one unit reaches into the numbers of units by which they are chosen (S13). */
  readonly keys?: KeyReach
  /** The rules that were used and what each gave, in words. */
  readonly steps: readonly { readonly rule: string; readonly text: string }[]
}

/** A choice among public candidates by their integer scores. [quantile.proof.md], [top-categories.proof.md] */
export interface Selection {
  /** The rank, as a fraction p/d of the values; scores are in 1/d of a row. Of categories 0: their scores are rows. */
  readonly at: string
  /** How many are chosen, one after the other; one unless said. */
  readonly first?: number
  /** How far one unit moves the scores: L-infinity, added up over the groups. */
  readonly sensitivity: string
  /** Whether one unit moves all scores one way. */
  readonly monotone: boolean
}

/** One integer a cell, each of which takes noise of its own. */
export interface NoisedVector {
  readonly what: VectorKind
  /** Index into `bounded.columns`. */
  readonly column?: number
  /** Index into `bounded.products`. */
  readonly product?: number
  /** How cells are added up into the coordinates that take noise; each has its own unless said. */
  readonly merged?: Merged
  /** For `sum`: add this multiple of the count in core before the noise (S9), in lattice steps. */
  readonly recentre?: string
  /** The same, one a cell, where each has a lattice of its own. */
  readonly recentres?: readonly string[]
}
