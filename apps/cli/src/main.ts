#!/usr/bin/env node
/** The `dither` command. */

import { processIo } from './io.ts'
import { run } from './run.ts'

const interrupt = new AbortController()
process.on('SIGINT', () => {
  // The first Ctrl-C asks; the second insists.
  if (interrupt.signal.aborted) process.exit(130)
  interrupt.abort()
})
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
})

process.exitCode = await run(process.argv.slice(2), processIo(interrupt.signal))
