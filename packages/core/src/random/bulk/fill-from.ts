/** The kernel that suits what was prepared, in JavaScript. */
import type { BitSource } from '../bits.ts'
import { fillNarrow } from '../strips/fill-narrow.ts'
import { fillWide } from '../strips/fill-wide.ts'
import type { Strips } from '../strips/strips.ts'
import { fillFromTable, type NoiseTable } from '../table/table.ts'
import type { NoiseArray } from './noise-array.ts'

/** Fills `out` with independent draws of the law that was prepared, exactly. */
export function fillFrom(built: NoiseTable | Strips, out: NoiseArray, bits: BitSource): void {
  if (built.kind === 'table') fillFromTable(built, out, bits)
  else if (built.offsetWords === 1) fillNarrow(built, out, bits)
  else fillWide(built, out, bits)
}
