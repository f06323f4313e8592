/** Reads the schema that --schema names. */

import { readFile } from 'node:fs/promises'
import { DitherError } from '@dither/core'
import type { Schema } from '@dither/query'
import { readSchema } from '@dither/query/yaml'
import type { Io } from '../io.ts'
import { schemaError } from './schema-error.ts'

/**
 * @param path a YAML or JSON file, or - for standard input
 * @throws DitherError "unreadable_source", "invalid_schema", "aborted"
 */
export async function readSchemaFile(path: string, io: Io): Promise<Schema> {
  const text = await readText(path, 'schema', io)
  try {
    return readSchema(text)
  } catch (error) {
    throw schemaError(error, text, path === '-' ? 'standard input' : path)
  }
}

/** @param what names the file in errors */
export async function readText(path: string, what: string, io: Io): Promise<string> {
  try {
    return path === '-'
      ? await io.readInput()
      : await readFile(path, { encoding: 'utf8', signal: io.signal })
  } catch (error) {
    if (io.signal.aborted) throw interrupted()
    throw new DitherError(
      'unreadable_source',
      `the ${what} ${path} cannot be read (${reasonOf(error)})`,
      {
        parameter: what,
        wayOut: what === 'schema' ? 'Make one: dither schema FILE > people.yaml' : 'Check the path',
      },
    )
  }
}

function interrupted(): DitherError {
  return new DitherError('aborted', 'stopped; nothing was charged', { charged: false })
}

/** Why the system refused, in words; never what the file holds. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  switch (code) {
    case 'ENOENT':
      return 'there is no such file'
    case 'EACCES':
    case 'EPERM':
      return 'permission denied'
    case 'EISDIR':
      return 'it is a folder'
    case 'ENOSPC':
      return 'the disk is full'
    default:
      return typeof code === 'string' ? code : 'it is not text'
  }
}
