/** What PostgreSQL says, in the words of a ledger: constant, with no value and no address. */
import { DitherError, type ErrorCode } from '@dither/core'

/** The five characters that a server gives, or nothing. */
export function sqlState(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error)) return ''
  return typeof error.code === 'string' && /^[0-9A-Z]{5}$/.test(error.code) ? error.code : ''
}

interface Saying {
  readonly states: RegExp
  readonly code: ErrorCode
  readonly problem: string
  readonly wayOut: string
}

const sayings: readonly Saying[] = [
  {
    states: /^42501$/,
    code: 'unreadable_source',
    problem: 'does not let this role do that',
    wayOut: 'Its owner creates budgets, sets caps and accepts; a role that charges is given that',
  },
  {
    states: /^(42P01|42883|3F000)$/,
    code: 'unreadable_source',
    problem: 'is not there, or not whole',
    wayOut: 'Its owner makes it: postgresMigration gives the SQL',
  },
  {
    states: /^(28...|3D000)$/,
    code: 'unreadable_source',
    problem: 'refuses the connection',
    wayOut: 'Check the name of the database, the role and its password',
  },
  {
    states: /^25006$/,
    code: 'unreadable_source',
    problem: 'cannot be written: it is a copy, or read-only',
    wayOut: 'Name the server that is written to; nothing was charged',
  },
  {
    states: /^(22021|22P05)$/,
    code: 'invalid_parameter',
    problem: 'cannot keep a character of a name',
    wayOut: 'Names and ids hold no zero character and no half of a pair; nothing was charged',
  },
  {
    states: /^53...$/,
    code: 'engine_failed',
    problem: 'has no room: the disk or all connections are full',
    wayOut: 'Make room and try again with the same requestId; nothing was charged',
  },
  {
    states: /^(XX001|XX002|DL003|DL004|23...)$/,
    code: 'unreadable_source',
    problem: 'is damaged, or was asked for what none may do',
    wayOut:
      'dither ledger verify says more; put a backup back, which its owner then accepts: dither ledger accept',
  },
]

/**
 * @param error of a driver; one of ours is left as it is
 * @param when whether the server may have got the statement
 */
export function postgresError(error: unknown, when: 'sent' | 'not sent'): unknown {
  if (error instanceof DitherError) return error
  const state = sqlState(error)
  const found = sayings.find(({ states }) => states.test(state))
  if (found !== undefined) return said(found.code, found.problem, found.wayOut, false)
  // The server undid what it could tell about; of a connection that broke, nobody knows.
  const certain = when === 'not sent' || (state !== '' && !/^(08|57P|58|XX)/.test(state))
  return certain
    ? said(
        'engine_failed',
        when === 'not sent' ? 'cannot be reached' : 'could not be written',
        'Try again with the same requestId; nothing was charged',
        false,
      )
    : said(
        'engine_failed',
        'was cut off before it answered',
        'Ask again with the same requestId: it is charged once, however often it is asked',
      )
}

function said(code: ErrorCode, problem: string, wayOut: string, charged?: false): DitherError {
  return new DitherError(code, `the ledger in PostgreSQL ${problem}`, {
    parameter: 'ledger',
    ...(charged === undefined ? {} : { charged }),
    wayOut,
  })
}
