/** Rows in memory, or CSV in a text or a `File`: `@dither/query/memory`. */
export { type MemorySource, memory } from './memory.ts'
export type { RawRow } from './row-source.ts'
