/** What a command may touch besides its files: so that tests run it in process. */

import { addAbortSignal } from 'node:stream'
import { type TerminalStyle, terminalStyle } from '@dither/plot'

export interface Io {
  /** Standard output. Rejects if it could not be written; a reader who went away is no error. */
  out(text: string): Promise<void>
  /** Standard error. */
  err(text: string): void
  readInput(): Promise<string>
  readonly style: TerminalStyle
  /** Whether somebody watches standard error. */
  readonly watched: boolean
  /** Fires on Ctrl-C. */
  readonly signal: AbortSignal
  /** Whether a bug shows its stack; it may hold data, so only the owner of the data should say so. */
  readonly debug: boolean
}

/** This process. */
export function processIo(signal: AbortSignal): Io {
  const { stdout, stderr, stdin, env, platform } = process
  return {
    out: (text) =>
      new Promise((resolve, reject) => {
        stdout.write(text, (error) => {
          if (error instanceof Error && !isBrokenPipe(error)) reject(error)
          else resolve()
        })
      }),
    err: (text) => stderr.write(text),
    readInput: async () => {
      const pieces: string[] = []
      stdin.setEncoding('utf8')
      for await (const piece of addAbortSignal(signal, stdin)) pieces.push(String(piece))
      return pieces.join('')
    },
    style: terminalStyle({ env, isTTY: stdout.isTTY, columns: columnsOf(env, stdout), platform }),
    watched: Boolean(stderr.isTTY),
    signal,
    debug: env['DITHER_DEBUG'] === '1',
  }
}

/** COLUMNS where somebody said it, as for a pager; else what the terminal says. */
function columnsOf(
  env: NodeJS.ProcessEnv,
  { columns = 80 }: { readonly columns?: number },
): number {
  const said = Number(env['COLUMNS'])
  return Number.isInteger(said) && said > 0 ? said : columns
}

function isBrokenPipe(error: Error): boolean {
  return 'code' in error && error.code === 'EPIPE'
}
