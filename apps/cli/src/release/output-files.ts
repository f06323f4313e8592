/** Files that a release is written to besides standard output; checked before anything is charged. */

import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { access, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { DitherError } from '@dither/core'
import { plot } from '@dither/plot'
import type { ReleaseFacts } from '@dither/query'
import { usageError } from '../failure.ts'
import { reasonOf } from '../schema/read-schema-file.ts'

/** A file that a run reads or writes, and what it is called in an error. */
export interface NamedFile {
  readonly what: string
  readonly path: string
}

/**
 * Refuses a place where nothing can be written, and one that holds, or will hold, something else of
 * this run.
 *
 * @throws DitherError "invalid_parameter"
 */
export async function checkPlaces(
  read: readonly NamedFile[],
  written: readonly NamedFile[],
): Promise<void> {
  const known = await Promise.all(read.map(identified))
  for (const file of written) {
    const { path, what } = file
    const there = await stat(path).catch(() => undefined)
    try {
      if (there?.isDirectory()) throw Object.assign(new Error('directory'), { code: 'EISDIR' })
      await access(there === undefined ? dirname(path) : path, constants.W_OK)
    } catch (error) {
      const folder = dirname(path)
      const why = (await isThere(folder)) ? reasonOf(error) : `there is no folder ${folder}`
      throw usageError(`${path} cannot be written (${why})`, 'Choose another place')
    }
    const place = await identified(file)
    const same = known.find(({ ids }) => ids.some((id) => place.ids.includes(id)))
    if (same !== undefined) {
      throw usageError(
        `${what} and ${same.what} are the same file, ${path}`,
        'Choose another place',
      )
    }
    known.push(place)
  }
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

/** Also by device and number where it is there: a link is another path to the same file. */
async function identified(file: NamedFile): Promise<NamedFile & { readonly ids: string[] }> {
  const { path } = file
  const there = await stat(path, { bigint: true }).catch(() => undefined)
  const folder = await realpath(dirname(path)).catch(() => resolve(dirname(path)))
  const ids = [resolve(folder, basename(path))]
  if (there?.isFile()) ids.push(`${there.dev}:${there.ino}`)
  return { ...file, ids }
}

/** Draws all answers into one file: those of one release belong together, with what they cost, and with the errors that are printed. */
export async function writePicture(
  path: string,
  released: ReleaseFacts,
  { dataset, confidence }: { readonly dataset: string; readonly confidence: number },
): Promise<void> {
  const [name = '', ...more] = Object.keys(released.answers)
  const title = more.length === 0 ? name : 'Private answers'
  const svg = await plot(released, { title, subtitle: dataset, confidence, simultaneous: false })
  await writeText(path, svg, released.requestId)
}

/**
 * The whole text or nothing: it takes the place of what is there only when all of it is on the disk.
 *
 * @throws DitherError "engine_failed" that says the budget was charged
 */
export async function writeText(path: string, text: string, requestId: string): Promise<void> {
  try {
    await replaceFile(path, text)
  } catch (error) {
    throw new DitherError('engine_failed', `${path} could not be written (${reasonOf(error)})`, {
      charged: true,
      requestId,
      wayOut: 'The answers above are yours',
    })
  }
}

/** What is no ordinary file, such as a pipe, and a file in a folder that takes no new one, is written in place. */
async function replaceFile(path: string, text: string): Promise<void> {
  const there = await stat(path).catch(() => undefined)
  const target = there === undefined ? path : await realpath(path)
  const folder = dirname(target)
  const mayReplace = await access(folder, constants.W_OK).then(
    () => there?.isFile() !== false,
    () => false,
  )
  if (!mayReplace) return writeFile(target, text)
  const part = join(folder, `.${basename(target)}.${randomUUID()}.part`)
  try {
    await writeFile(part, text, {
      flag: 'wx',
      ...(there === undefined ? {} : { mode: there.mode }),
    })
    await rename(part, target)
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
}
