/** Released sums. */
import { add, decimalUp, multiply, rational, subtract, toNumber } from '@dither/math'
import { type NoisyCell, partOf } from './cell.ts'
import { type DressedColumn, outward } from './column.ts'
import type { ReleasedScalar } from './released.ts'
import { scalar } from './scalar.ts'

/**
 * The noisy sum in the column's unit. Its interval is of the sum of the values rounded to the lattice;
 * where the number of values is public, rounding is covered too.
 */
export function releasedSum(
  cell: NoisyCell,
  column: DressedColumn,
  publicRows: boolean,
): ReleasedScalar {
  const { value, noise } = partOf(cell, 'sum')
  const exact = multiply(rational(value), column.step)
  const rounding = publicRows ? multiply(rational(cell.size), column.share) : rational(0n)
  const reach = (confidence: number) =>
    add(multiply(rational(noise.quantile(confidence)), column.step), rounding)
  return scalar(
    cell,
    toNumber(exact),
    (confidence) => outward(subtract(exact, reach(confidence)), add(exact, reach(confidence))),
    (confidence) => decimalUp(reach(confidence)),
  )
}
