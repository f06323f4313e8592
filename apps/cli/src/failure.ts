/** How a command ends when it does not end well: one line, an exit code, and nothing of the data. */

import { DitherError, type ErrorCode } from '@dither/core'
import { CommanderError } from 'commander'
import type { Io } from './io.ts'

/** What the shell sees. */
export const exitCodes = {
  done: 0,
  refused: 1,
  usage: 2,
  failed: 3,
  interrupted: 130,
} as const

/** Ends a command that has said all there is to say. */
export class Ended extends Error {
  readonly exitCode: number

  constructor(exitCode: number) {
    super('the command has ended')
    this.exitCode = exitCode
  }
}

/** A mistake on the command line. */
export function usageError(message: string, wayOut?: string): DitherError {
  return new DitherError('invalid_parameter', message, wayOut === undefined ? {} : { wayOut })
}

/**
 * Says what went wrong, on standard error: one line, or JSON.
 *
 * An error that is not ours may hold data in its message, so it is not shown (S15).
 *
 * @returns the exit code
 */
export function reportFailure(error: unknown, io: Io, json: boolean): number {
  if (error instanceof Ended) return error.exitCode
  const failure = failureOf(error)
  if (json) io.err(`${JSON.stringify({ error: failure }, null, 2)}\n`)
  else io.err(`dither: ${[failure.message, chargeText(failure)].filter(Boolean).join('. ')}\n`)
  if (io.debug && error instanceof Error) io.err(`${error.stack ?? ''}\n`)
  return failure.exitCode
}

interface Failure {
  readonly code: ErrorCode | 'wrong_usage' | 'unexpected'
  readonly message: string
  readonly exitCode: number
  readonly parameter?: string
  readonly rule?: string
  readonly wayOut?: string
  readonly charged?: boolean
  readonly requestId?: string
}

function failureOf(error: unknown): Failure {
  if (error instanceof DitherError) {
    const { code, message, detail } = error
    const exitCode = exitCodeOf(code)
    const touched = exitCode === exitCodes.failed || exitCode === exitCodes.interrupted
    return {
      code,
      message: oneLine(message),
      exitCode,
      ...detail,
      ...(touched ? { charged: detail.charged ?? false } : {}),
    }
  }
  if (error instanceof CommanderError) {
    const message = oneLine(error.message.replace(/^error: /, ''))
    return { code: 'wrong_usage', message, exitCode: exitCodes.usage }
  }
  return {
    code: 'unexpected',
    message:
      'something failed that should not have; its message may hold data and is not shown. The owner of the data can run it again with DITHER_DEBUG=1',
    exitCode: exitCodes.failed,
  }
}

function exitCodeOf(code: ErrorCode): number {
  switch (code) {
    case 'budget_exceeded':
    case 'missing_bound':
    case 'mixed_neighbours':
    case 'seeded_randomness':
    case 'unsafe_question':
      return exitCodes.refused
    case 'engine_failed':
    case 'missing_driver':
      return exitCodes.failed
    case 'aborted':
      return exitCodes.interrupted
    case 'invalid_parameter':
    case 'invalid_schema':
    case 'missing_budget':
    case 'unknown_column':
    case 'unreadable_source':
    case 'unsupported':
    case 'wrong_type':
      return exitCodes.usage
  }
}

/** What is said of the charge, unless the message says it already. */
function chargeText({ charged, requestId, message }: Failure): string {
  if (charged === undefined) return ''
  if (!charged) return /nothing was charged/i.test(message) ? '' : 'Nothing was charged'
  if (/budget was charged/i.test(message)) {
    return requestId === undefined || message.includes(requestId)
      ? ''
      : `This was request ${requestId}`
  }
  return requestId === undefined
    ? 'The budget was charged'
    : `The budget was charged, request ${requestId}`
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
