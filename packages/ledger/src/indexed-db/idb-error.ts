/** What a browser says of its database, in the words of a ledger. */
import { DitherError, type ErrorCode } from '@dither/core'

const sayings: Readonly<Record<string, readonly [ErrorCode, string, string]>> = {
  QuotaExceededError: [
    'engine_failed',
    'has no room in this browser',
    'Make room and try again with the same requestId; nothing was charged',
  ],
  VersionError: [
    'unsupported',
    'was written by a newer version',
    'Reload the page: read it with a newer version of Dither',
  ],
  InvalidStateError: [
    'engine_failed',
    'was closed, or cannot be kept by this browser',
    'Reload the page; private windows may keep none',
  ],
  SecurityError: [
    'unsupported',
    'may not be kept by this page',
    'Open the page by itself, and allow it to store data',
  ],
}

/** @param error of the browser; one of ours is left as it is, and so is what is no failure of the database */
export function idbError(error: unknown): unknown {
  if (error instanceof DitherError) return error
  const name = error instanceof Error ? error.name : ''
  const [code, problem, wayOut] = sayings[name] ?? [
    'engine_failed',
    'could not be written by this browser',
    'Try again with the same requestId: it is charged once, however often it is asked',
  ]
  const certain = name in sayings
  return new DitherError(code, `the ledger ${problem}`, {
    parameter: 'ledger',
    ...(certain ? { charged: false } : {}),
    wayOut,
  })
}
