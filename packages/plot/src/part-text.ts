/** What a part of a release cost, in words. */

import { lossText } from '@dither/query'
import type { Cost } from './drawable.ts'

/** A loss beside a total that is shown too, to the nearest of four digits: a third is "epsilon 0.3333". */
export function partText(loss: Cost): string {
  return lossText(loss, (value) => String(Number(value.toPrecision(4))))
}
