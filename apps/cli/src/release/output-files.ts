/** Files that a release is written to besides standard output; checked before anything is charged. */

import { constants } from 'node:fs'
import { access, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { DitherError } from '@dither/core'
import { svgHistogram } from '@dither/plot'
import { type ReleaseFacts, type Statistic, shapeOf } from '@dither/query'
import { costText } from '../cost.ts'
import { usageError } from '../failure.ts'
import { reasonOf } from '../schema/read-schema-file.ts'

/** @throws DitherError "invalid_parameter" if a file could not be written */
export async function checkWritable(paths: readonly (string | undefined)[]): Promise<void> {
  for (const path of paths) {
    if (path === undefined) continue
    const there = await stat(path).catch(() => undefined)
    try {
      if (there?.isDirectory()) throw Object.assign(new Error('directory'), { code: 'EISDIR' })
      await access(there === undefined ? dirname(path) : path, constants.W_OK)
    } catch (error) {
      throw usageError(`${path} cannot be written (${reasonOf(error)})`, 'Choose another place')
    }
  }
}

/** @throws DitherError "invalid_parameter" if nothing in the plan can be drawn */
export function checkPictures(plan: Readonly<Record<string, Statistic>>): void {
  if (Object.values(plan).some(({ question }) => shapeOf(question) === 'bins')) return
  throw usageError(
    '--svg draws histograms, but --stats has none without groups',
    'Ask for one: histogram(age, edges=0:100:10)',
  )
}

/** One picture a histogram: FILE, then FILE-2, FILE-3, … */
export async function writePictures(
  path: string,
  { answers }: ReleaseFacts,
  confidence: number,
): Promise<void> {
  let drawn = 0
  for (const [name, answer] of Object.entries(answers)) {
    if (answer.kind !== 'bins') continue
    drawn += 1
    const svg = svgHistogram(answer, {
      title: name,
      subtitle: `${costText(answer.loss)}; each bar with noise`,
      confidence,
    })
    await writeText(drawn === 1 ? path : path.replace(/(\.[A-Za-z]+)?$/, `-${drawn}$1`), svg)
  }
}

/** @throws DitherError "unreadable_source" that says the budget was charged */
export async function writeText(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text)
  } catch (error) {
    throw new DitherError('engine_failed', `${path} could not be written (${reasonOf(error)})`, {
      charged: true,
      wayOut: 'The answers above are yours',
    })
  }
}
