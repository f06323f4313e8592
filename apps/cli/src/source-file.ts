/** The file that a person points at: whether it can be read, and what kind it is. */

import { type FileHandle, open, stat } from 'node:fs/promises'
import { DitherError } from '@dither/core'
import { reasonOf } from './schema/read-schema-file.ts'

export type SourceKind = 'csv' | 'parquet' | 'database'

/**
 * By its first bytes, as the engine tells.
 *
 * @throws DitherError "unreadable_source" that says why
 */
export async function sourceKind(path: string): Promise<SourceKind> {
  const there = await stat(path).catch((error: unknown) => {
    throw unreadable(path, reasonOf(error))
  })
  if (there.isDirectory()) throw unreadable(path, 'it is a folder')
  if (!there.isFile()) throw unreadable(path, 'it is no file')
  if (there.size === 0) throw empty(path)
  const start = await firstBytes(path, 16)
  if (start.toString('latin1', 0, 4) === 'PAR1') return 'parquet'
  return start.toString('latin1', 8, 12) === 'DUCK' ? 'database' : 'csv'
}

/** As many bytes as there are, up to `count`. @throws DitherError "unreadable_source" */
export async function firstBytes(path: string, count: number): Promise<Buffer> {
  let file: FileHandle | undefined
  try {
    file = await open(path)
    const bytes = Buffer.alloc(count)
    let length = 0
    while (length < count) {
      const { bytesRead } = await file.read(bytes, length, count - length, length)
      if (bytesRead === 0) break
      length += bytesRead
    }
    return bytes.subarray(0, length)
  } catch (error) {
    throw unreadable(path, reasonOf(error))
  } finally {
    await file?.close()
  }
}

export function empty(path: string): DitherError {
  return unreadable(path, 'it is empty', 'A header line with the names of the columns comes first')
}

export function unreadable(path: string, reason: string, wayOut?: string): DitherError {
  return new DitherError('unreadable_source', `${path} cannot be read (${reason})`, {
    parameter: 'FILE',
    ...(wayOut === undefined ? {} : { wayOut }),
  })
}
