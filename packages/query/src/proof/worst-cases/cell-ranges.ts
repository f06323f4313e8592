/** What one unit that is present in a cell can add to each integer vector there (S6, S9). */

/** The integers that a question needs of every cell; all value vectors are of one column. */
export type VectorKind = 'rows' | 'units' | 'count' | 'sum' | 'square'
export const vectorKinds: readonly VectorKind[] = ['rows', 'units', 'count', 'sum', 'square']

/** The steps that a value can take, and what a sum is centred on. */
export interface StepRange {
  /** low <= 0 <= high. */
  readonly low: bigint
  readonly high: bigint
  /** A sum vector holds Sum(step) + recentre * count; 0n for a centred sum. */
  readonly recentre: bigint
  /** Whether a value can be NULL, and so be left out of the count and the sums. */
  readonly nullable: boolean
}

export interface CellRange {
  readonly low: bigint
  readonly high: bigint
}

/**
 * The range of one vector over every unit that has at least one row in the cell, after the cut to
 * r = min(m, maxRows) rows with truncation toward zero. [worst-cases.proof.md, (1)]
 */
export function cellRange(
  kind: VectorKind,
  maxRows: bigint,
  cut: boolean,
  steps: StepRange | undefined,
): CellRange {
  switch (kind) {
    case 'rows':
      return { low: 1n, high: maxRows }
    case 'units':
      return { low: 1n, high: 1n }
    case 'count':
      return { low: known(steps).nullable ? 0n : 1n, high: maxRows }
    case 'square':
      return { low: 0n, high: maxRows * reach(known(steps)) ** 2n }
    case 'sum':
      return sumRange(maxRows, cut, known(steps))
  }
}

/** The largest |step|. */
export function reach(steps: StepRange): bigint {
  return larger(-steps.low, steps.high)
}

export function larger(a: bigint, b: bigint): bigint {
  return a > b ? a : b
}

/**
 * The sum, and the count that it is centred with, are cut separately: of R rows' worth, the count may
 * have lost a fraction that the sum has kept. [worst-cases.proof.md, (2)]
 *
 * @param cut whether a unit can have more rows than are kept
 */
function sumRange(maxRows: bigint, cut: boolean, steps: StepRange): CellRange {
  const low = steps.low + steps.recentre
  const high = steps.high + steps.recentre
  const lows = [low, maxRows * low]
  const highs = [high, maxRows * high]
  if (steps.nullable) {
    lows.push(0n)
    highs.push(0n)
    if (cut) {
      lows.push(steps.low, (maxRows - 1n) * low + steps.low)
      highs.push(steps.high, (maxRows - 1n) * high + steps.high)
    }
  }
  return { low: lows.reduce(smaller), high: highs.reduce(larger) }
}

function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}

function known(steps: StepRange | undefined): StepRange {
  if (steps === undefined) throw new RangeError('cellRange: a value vector needs the steps')
  return steps
}
