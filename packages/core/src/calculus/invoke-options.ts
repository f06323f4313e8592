/** Where the noise of one call comes from. */
import type { BitSource } from '../random/bits.ts'

/** `bits`: the platform's generator unless said; a seeded source is for tests, lessons and replay only. */
export interface InvokeOptions {
  readonly bits?: BitSource
}
