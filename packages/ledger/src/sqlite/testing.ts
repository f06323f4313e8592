/** For tests: charger.ts as one file, so that a process of it starts quickly. */
import { mkdtempSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { buildSync } from 'esbuild'
import { loadBetterSqlite } from './better-sqlite.ts'

/** The driver, where it could be compiled. */
export const BetterSqlite: Awaited<ReturnType<typeof loadBetterSqlite>> = await loadBetterSqlite()
/** Why tests that need it do not run; empty where they do. */
export const notCompiled: string =
  BetterSqlite === undefined ? ' (not run: better-sqlite3 is not compiled here)' : ''

export interface Program {
  readonly path: string
  remove(): void
}

/** Stands where the drivers are found. */
export function chargerProgram(): Program {
  const folder = mkdtempSync(resolve('node_modules/.dither-charger-'))
  const path = join(folder, 'charger.mjs')
  buildSync({
    entryPoints: [join(import.meta.dirname, 'charger.ts')],
    outfile: path,
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['@dither/source'],
    external: ['better-sqlite3', '@libsql/client', 'pg'],
    logLevel: 'error',
  })
  return { path, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
