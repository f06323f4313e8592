/** What one aggregate needs of every cell, and how it shares its budget. */
import type {
  Axis,
  DistinctValues,
  LatticeColumn,
  Merged,
  StepProduct,
} from '../plan/bounded-plan.ts'
import type { StepRange, VectorKind } from './worst-cases/cell-ranges.ts'

/** Each aggregate's rule returns one of these; `prove` turns it into vectors and sensitivities. */
export interface Needs {
  /** The vectors that take noise; none when the answer is public. */
  readonly vectors: readonly NeededVector[]
  /** One a vector; positive; they add up to 1. */
  readonly shares: readonly string[]
  /** The value columns that an engine sums. */
  readonly columns?: readonly NeededColumn[]
  /** The products of two of them that it adds up too. */
  readonly products?: readonly StepProduct[]
  /** What is counted in place of rows; then there are no columns. */
  readonly distinct?: DistinctValues
  /** The axes besides those of the keys: bins. */
  readonly axes?: readonly Axis[]
  /** What was decided, and by which rule. */
  readonly reasons: readonly Reason[]
}

/** One integer a cell, or, where it is merged, a coordinate. */
export interface NeededVector {
  readonly what: VectorKind
  /** Of `count`, `sum` and `square`; 0 unless said. */
  readonly column?: number
  /** Of `product`; 0 unless said. */
  readonly product?: number
  /** How the positions of the aggregate's own axes fall together; of `rows` and `units` alone. */
  readonly merged?: Merged
  /** Of `sum`, where bounds differ by group: what re-centres each cell, in its own steps. */
  readonly recentres?: readonly string[]
}

interface NeededColumn {
  readonly column: LatticeColumn
  /** `recentre` other than 0n re-centres its sum. */
  readonly steps: StepRange
}

export interface Reason {
  readonly rule: string
  readonly text: string
}
