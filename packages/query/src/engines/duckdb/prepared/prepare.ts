/** Makes a prepared copy of a table: an act of its owner. */
import { DitherError } from '@dither/core'
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Schema } from '../../../schema/schema.ts'
import { stopIfAborted } from '../../failure.ts'
import { dataFile, unreadable } from '../data-file.ts'
import { checkOptions, type DuckdbOptions } from '../duckdb-options.ts'
import { hardenedDuckdb, sourceCatalog, targetCatalog } from '../hardened.ts'
import { type NodeFiles, nodeFiles } from '../node.ts'
import { sourceTable } from '../source-table.ts'
import { sqlName } from '../sql.ts'
import { factsSql, isPrepared, rowsTable } from './prepared-table.ts'
import { storedSql } from './stored-columns.ts'

/** Where a prepared copy goes, and how its making is watched. */
export interface PrepareOptions {
  /** The path of the copy, such as `people.dither.duckdb`. An older prepared copy there is replaced. */
  readonly to: string
  /** Stops the work and removes what there is of it. */
  readonly signal?: AbortSignal
  /** Hears now and then how far the work is, from 0 to 1. For the owner: it tells of the size of the data. */
  readonly onProgress?: (share: number) => void
}

/**
 * Reads a table once, and stores it so that questions about its bare columns run faster: clamped, on
 * their lattice, in the smallest integers that hold them; unit ids in canonical form; and what was read.
 *
 * The same integers as from the original, to the bit, for every plan. [prepared.proof.md]
 * `duckdb(to)` opens it with the same schema, and refuses it with another. It is of the same dataset, and so
 * shares its budget (S22). When the original changes afterwards the copy does not: it is a version of the
 * data of its own.
 *
 * An act of the owner: it holds exact data, and should be kept as the original is. The file appears when all
 * of it is written; what is unfinished is removed.
 *
 * @throws DitherError "invalid_parameter", "unreadable_source", "unknown_column", "missing_driver", "aborted";
 *   "engine_failed" if it cannot be written
 */
export async function prepare(
  source: string | DuckdbOptions,
  schema: Schema,
  { to, signal, onProgress }: PrepareOptions,
): Promise<void> {
  const options = checkOptions(typeof source === 'string' ? { file: source } : source)
  const node = nodeFiles()
  const file = dataFile(options.file, node)
  stopIfAborted(signal)
  await checkPlace(to, file.path, node)
  const home = partFolder(to, node)
  const part = node.path.join(home, 'copy')
  const remove = (): void => node.fs.rmSync(home, { recursive: true, force: true })
  node.process.on('exit', remove) // where a second Ctrl-C ends the process
  try {
    const database = await hardenedDuckdb(file, { ...options, target: part }, node)
    try {
      const table = await sourceTable(file, options, schema, database, node)
      await write(database.connection, storedSql(schema, table), schema, signal, onProgress)
    } finally {
      database.close()
    }
    stopIfAborted(signal)
    node.fs.renameSync(part, node.fs.existsSync(to) ? node.fs.realpathSync(to) : to)
  } catch (error) {
    stopIfAborted(signal)
    throw error instanceof DitherError ? error : unreadable(options.file)
  } finally {
    remove()
    node.process.off('exit', remove)
  }
}

async function write(
  connection: DuckDBConnection,
  rows: string,
  schema: Schema,
  signal: AbortSignal | undefined,
  onProgress: ((share: number) => void) | undefined,
): Promise<void> {
  const stop = (): void => connection.interrupt()
  const watch = setInterval(() => {
    const { percentage } = connection.progress
    if (percentage >= 0) onProgress?.(Math.min(percentage / 100, 1))
    if (signal?.aborted) stop() // again, since an interruption before the statement starts is forgotten
  }, 100)
  signal?.addEventListener('abort', stop)
  try {
    const catalog = sqlName(targetCatalog)
    await connection.run(`CREATE TABLE ${catalog}.${sqlName(rowsTable)} AS ${rows}`)
    await connection.run(factsSql(targetCatalog, schema))
    await connection.run(`CHECKPOINT ${catalog}`)
    await connection.run(`DETACH ${catalog}`)
  } catch {
    // What DuckDB says may hold a cell.
    stopIfAborted(signal)
    throw new DitherError('engine_failed', 'the prepared copy could not be written', {
      parameter: 'to',
      wayOut: 'Look at the room on the disk, and at the memory limit',
    })
  } finally {
    clearInterval(watch)
    signal?.removeEventListener('abort', stop)
  }
}

/** Nothing but an older copy is replaced. */
async function checkPlace(to: string, source: string, node: NodeFiles): Promise<void> {
  const wayOut = 'Choose another place'
  if (typeof to !== 'string' || to === '' || to.includes('\0'))
    throw new DitherError('invalid_parameter', 'to is missing, must be a path', {
      parameter: 'to',
      wayOut: "Say 'people.dither.duckdb'",
    })
  if (!node.fs.existsSync(to)) return
  if (node.fs.realpathSync(to) === source)
    throw new DitherError('invalid_parameter', `${to} is the table itself`, {
      parameter: 'to',
      wayOut,
    })
  if (await isCopy(to, node)) return
  throw new DitherError('invalid_parameter', `${to} is there, and is no prepared copy`, {
    parameter: 'to',
    wayOut,
  })
}

/** Beside the place where the copy goes, so that it is moved there in one step. */
function partFolder(to: string, { fs }: NodeFiles): string {
  try {
    return fs.mkdtempSync(`${to}.part-`)
  } catch {
    throw new DitherError('invalid_parameter', `${to} cannot be written`, {
      parameter: 'to',
      wayOut: 'Choose a folder that is there, and that takes files',
    })
  }
}

async function isCopy(path: string, node: NodeFiles): Promise<boolean> {
  try {
    const file = dataFile(path, node)
    if (file.kind !== 'database') return false
    const limits = { memoryLimit: '1GB', threads: 1, tempDirectory: undefined }
    const { connection, close } = await hardenedDuckdb(file, limits, node)
    try {
      return await isPrepared(sourceCatalog, async (sql) =>
        (await connection.runAndReadAll(sql)).getRows().map((row) => row.map(String)),
      )
    } finally {
      close()
    }
  } catch (error) {
    if (error instanceof DitherError && error.code === 'missing_driver') throw error
    return false
  }
}
