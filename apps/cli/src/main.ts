#!/usr/bin/env node
/** The `dither` command. */

const interrupt = new AbortController()
// Before all else is loaded, so that an early Ctrl-C is heard too.
process.on('SIGINT', () => {
  // The first Ctrl-C asks; the second insists.
  if (interrupt.signal.aborted) process.exit(130)
  interrupt.abort()
})
// Whoever writes hears of it from his own write.
process.stdout.on('error', () => {})
process.stderr.on('error', () => {})
standWherePersonStands()

const [{ run }, { processIo }] = await Promise.all([import('./run.ts'), import('./io.ts')])
process.exitCode = await run(process.argv.slice(2), processIo(interrupt.signal))

/** `npm run` moves to the root of the repository; the paths that a person writes are from elsewhere. */
function standWherePersonStands(): void {
  const { npm_package_name: home, npm_lifecycle_event: script, INIT_CWD: folder } = process.env
  if (home === 'dither-platform' && script === 'dither' && folder) process.chdir(folder)
}

export {}
