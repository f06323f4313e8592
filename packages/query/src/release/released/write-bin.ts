/** One bin as plain data. */
import type { Bin } from './released.ts'

/** The bin, frozen; `JSON.stringify` writes its integer as digits in text, as a whole answer does. */
export function writableBin(bin: Bin): Bin {
  const toJSON = () => ({
    ...bin,
    ...(bin.exact === undefined ? {} : { exact: String(bin.exact) }),
  })
  // Not enumerable: a spread or a structured clone of a bin is its data alone.
  return Object.freeze(Object.defineProperty(bin, 'toJSON', { value: toJSON }))
}
