/** Counts by key, where a key that nobody has is not there. */
import { DitherError } from '../error.ts'

/** How often each key was counted; a count of 0 is as good as none. */
export type KeyCounts = Iterable<readonly [key: string, count: bigint]>

/**
 * The keys that somebody has, in an order that says nothing of how they came: by UTF-16 code units.
 *
 * @throws DitherError "invalid_parameter" if a key is no text or stands twice, or a count is no bigint;
 *   the error names neither
 */
export function sortedKeys(counts: KeyCounts): readonly (readonly [key: string, count: bigint])[] {
  const kept = new Map<string, bigint>()
  for (const [key, count] of counts) {
    if (typeof key !== 'string' || kept.has(key))
      throw new DitherError('invalid_parameter', 'keys must be texts, each of them once', {
        parameter: 'counts',
        wayOut: 'Add up the counts of one key beforehand',
      })
    kept.set(key, readCount(count))
  }
  return [...kept].filter(([, count]) => count > 0n).sort(([a], [b]) => (a < b ? -1 : 1))
}

/** An exact count. The error names no value: it is private (S15). */
export function readCount(count: bigint): bigint {
  if (typeof count === 'bigint') return count
  throw new DitherError('invalid_parameter', 'count must be a bigint', { parameter: 'count' })
}
