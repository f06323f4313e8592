/** Files that a release is written to besides standard output; checked before anything is charged. */

import { constants } from 'node:fs'
import { access, realpath, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import { DitherError } from '@dither/core'
import { svgHistogram } from '@dither/plot'
import { type ReleaseFacts, type Statistic, shapeOf } from '@dither/query'
import { costText } from '../cost.ts'
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
      throw usageError(`${path} cannot be written (${reasonOf(error)})`, 'Choose another place')
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

/** Also by device and number where it is there: a link is another path to the same file. */
async function identified(file: NamedFile): Promise<NamedFile & { readonly ids: string[] }> {
  const { path } = file
  const there = await stat(path, { bigint: true }).catch(() => undefined)
  const folder = await realpath(dirname(path)).catch(() => resolve(dirname(path)))
  const ids = [resolve(folder, basename(path))]
  if (there?.isFile()) ids.push(`${there.dev}:${there.ino}`)
  return { ...file, ids }
}

/**
 * The pictures of a plan, one a histogram: FILE, then FILE-2, FILE-3, …
 *
 * @throws DitherError "invalid_parameter" if nothing in the plan can be drawn
 */
export function picturesOf(
  path: string,
  plan: Readonly<Record<string, Statistic>>,
): ReadonlyMap<string, string> {
  const drawn = Object.entries(plan).filter(([, { question }]) => shapeOf(question) === 'bins')
  if (drawn.length > 0) {
    return new Map(
      drawn.map(([name], index) => [
        name,
        index === 0 ? path : path.replace(/(\.[A-Za-z]+)?$/, `-${index + 1}$1`),
      ]),
    )
  }
  const grouped = Object.values(plan).some(({ question }) => question.groupBy.length > 0)
  if (
    grouped &&
    Object.values(plan).some(({ question }) => question.aggregate.kind === 'histogram')
  )
    throw usageError(
      '--svg: grouped histograms cannot be drawn yet',
      'Leave out --group-by, or --svg',
    )
  throw usageError(
    '--svg draws histograms, but --stats has none',
    'Ask for one: histogram(age, edges=0:100:10)',
  )
}

/** @param pictures the path of each, by the name of its answer */
export async function writePictures(
  pictures: ReadonlyMap<string, string>,
  { answers, requestId }: ReleaseFacts,
  confidence: number,
): Promise<void> {
  for (const [name, path] of pictures) {
    const answer = answers[name]
    if (answer?.kind !== 'bins') continue
    const svg = svgHistogram(answer, {
      title: name,
      subtitle: `${costText(answer.loss)}; each bar with noise`,
      confidence,
    })
    await writeText(path, svg, requestId)
  }
}

/** @throws DitherError "engine_failed" that says the budget was charged */
export async function writeText(path: string, text: string, requestId: string): Promise<void> {
  try {
    await writeFile(path, text)
  } catch (error) {
    throw new DitherError('engine_failed', `${path} could not be written (${reasonOf(error)})`, {
      charged: true,
      requestId,
      wayOut: 'The answers above are yours',
    })
  }
}
