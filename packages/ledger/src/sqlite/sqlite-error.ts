/** What SQLite says, in the words of a ledger. */
import { DitherError, type ErrorCode } from '@dither/core'

/** @param error of a driver; one of ours is left as it is */
export function ledgerError(error: unknown, path: string): unknown {
  if (error instanceof DitherError) return error
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const raw = rawCode(error)
  const say = (as: ErrorCode, problem: string, wayOut: string): DitherError =>
    new DitherError(as, `the ledger ${path} ${problem}`, {
      parameter: 'ledger',
      charged: false,
      wayOut,
    })
  if (/^SQLITE_(CORRUPT|NOTADB|FORMAT)/.test(code) || raw === 11 || raw === 26)
    return corrupted(path, 'is damaged, or no ledger')
  if (/^SQLITE_READONLY/.test(code) || raw === 8)
    return say(
      'unreadable_source',
      'cannot be written',
      'Make the file and its folder writable, or name another with --ledger; nothing was charged',
    )
  if (/^SQLITE_CANTOPEN/.test(code) || raw === 14)
    return say(
      'unreadable_source',
      'cannot be opened',
      'Check the path, and that the folder can be written: SQLite keeps files beside it',
    )
  if (/^SQLITE_(BUSY|LOCKED)/.test(code) || raw === 5 || raw === 6)
    return say(
      'engine_failed',
      'is held by another process',
      'Try again with the same requestId; nothing was charged',
    )
  if (/^SQLITE_(FULL|IOERR|NOMEM)/.test(code) || raw === 13 || raw === 10)
    return say(
      'engine_failed',
      'could not be written: the disk is full or failed',
      'Make room and try again with the same requestId; nothing was charged',
    )
  return error
}

/** @throws nothing: the error to throw */
export function corrupted(path: string, problem: string): DitherError {
  return new DitherError('unreadable_source', `the ledger ${path} ${problem}`, {
    parameter: 'ledger',
    charged: false,
    wayOut:
      'dither ledger verify says more; put a backup back, which its owner then accepts: dither ledger accept',
  })
}

/** The primary code, where a driver gives the number. */
function rawCode(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('rawCode' in error)) return undefined
  return typeof error.rawCode === 'number' ? error.rawCode & 255 : undefined
}
