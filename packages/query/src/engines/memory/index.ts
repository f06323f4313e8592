/** Rows in memory, or CSV in a text or a `File`: `@dither/query/memory`. */

export type { Several } from '../several-sources.ts'
export type { TextEncoding } from '../text-encoding.ts'
export { type MemoryOptions, type MemorySource, memory } from './memory.ts'
export type { RawRow } from './row-source.ts'
