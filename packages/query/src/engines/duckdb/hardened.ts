/**
 * A DuckDB that can read one file and nothing else.
 *
 * The order was measured: the file is attached or allowed first, then outside access is taken away, then
 * the settings are locked. Afterwards no other file, no address, no extension and no setting can be
 * reached, whatever a statement says; spilling to the private directory still works. READ_ONLY alone
 * would not stop COPY TO.
 */

import { DitherError } from '@dither/core'
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import type { TextEncoding } from '../text-encoding.ts'
import type { DataFile } from './data-file.ts'
import type { NodeFiles } from './node.ts'
import { sqlName, sqlText } from './sql.ts'
import { utf8Copy } from './utf8-copy.ts'

export interface Limits {
  /** Such as '512MB'. */
  readonly memoryLimit: string
  readonly threads: number | undefined
  /** Where the private directory for spilling is made. */
  readonly tempDirectory: string | undefined
  /** A new database that may be written, attached as `targetCatalog`; none unless said. */
  readonly target?: string
  /** Of a CSV. */
  readonly encoding?: TextEncoding | undefined
  /** Files besides the first, none of which is a database. */
  readonly more?: readonly DataFile[]
}

export interface HardenedDuckdb {
  readonly instance: DuckDBInstance
  readonly connection: DuckDBConnection
  /** The path under which SQL may read the file; a database is attached as `sourceCatalog` instead. */
  readonly path: string
  /** The paths of all files, the first one's first. */
  readonly paths: readonly string[]
  close(): void
}

/** The name of an attached database file. */
export const sourceCatalog = 'source'

/** The name of the database that is written. */
export const targetCatalog = 'target'

/** @throws DitherError "missing_driver"; whatever DuckDB throws */
export async function hardenedDuckdb(
  file: DataFile,
  limits: Limits,
  node: NodeFiles,
): Promise<HardenedDuckdb> {
  const { DuckDBInstance } = await driver()
  const { fs, path, os, process } = node
  const home = fs.mkdtempSync(path.join(limits.tempDirectory ?? os.tmpdir(), 'dither-'))
  const removeHome = () => fs.rmSync(home, { recursive: true, force: true })
  process.on('exit', removeHome)
  const closers = [removeHome, () => process.off('exit', removeHome)]
  const close = () => {
    for (const closer of closers.splice(0)) closer()
  }
  try {
    const instance = await DuckDBInstance.create(':memory:', {
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      allow_community_extensions: 'false',
      allow_unsigned_extensions: 'false',
      memory_limit: limits.memoryLimit,
      temp_directory: path.join(home, 'spill'),
      preserve_insertion_order: 'false',
      ...(limits.threads === undefined ? {} : { threads: String(limits.threads) }),
    })
    closers.unshift(() => instance.closeSync())
    const connection = await instance.connect()
    closers.unshift(() => connection.closeSync())
    const paths: string[] = []
    for (const [place, one] of [file, ...(limits.more ?? [])].entries())
      paths.push(await readablePath(one, limits, path.join(home, `source${place}`), node))
    const [readable = ''] = paths
    await connection.run("SET GLOBAL TimeZone = 'UTC'")
    await connection.run(
      file.kind === 'database'
        ? `ATTACH ${sqlText(readable)} AS ${sqlName(sourceCatalog)} (READ_ONLY)`
        : `SET allowed_paths = [${paths.map(sqlText).join(', ')}]`,
    )
    if (limits.target !== undefined) {
      await connection.run(`ATTACH ${sqlText(limits.target)} AS ${sqlName(targetCatalog)}`)
      // So that the connection can say how far it is; nothing is printed.
      await connection.run('SET enable_progress_bar = true')
      await connection.run('SET enable_progress_bar_print = false')
      await connection.run('SET progress_bar_time = 0')
    }
    await connection.run('SET enable_external_access = false')
    await connection.run('SET lock_configuration = true')
    return { instance, connection, path: readable, paths, close }
  } catch (error) {
    close()
    throw error
  }
}

/** What is not UTF-8 gets a copy that is, in the private directory. */
async function readablePath(
  file: DataFile,
  { encoding = 'utf-8' }: Limits,
  fresh: string,
  node: NodeFiles,
): Promise<string> {
  if (encoding === 'utf-8' || file.kind !== 'csv') return plainPath(file.path, fresh, node)
  const copy = `${fresh}.csv`
  await utf8Copy(file.path, copy, encoding, node)
  return copy
}

/** DuckDB takes *, ? and [ in a path as a pattern, and reads what matches it: such a path gets a link. */
function plainPath(file: string, link: string, { fs }: NodeFiles): string {
  if (!/[*?[]/.test(file)) return file
  fs.symlinkSync(file, link)
  return link
}

async function driver(): Promise<typeof import('@duckdb/node-api')> {
  try {
    return await import('@duckdb/node-api')
  } catch {
    throw new DitherError('missing_driver', 'the package @duckdb/node-api is not installed', {
      parameter: 'source',
      wayOut: 'npm install @duckdb/node-api@1.5.4-r.1',
    })
  }
}
