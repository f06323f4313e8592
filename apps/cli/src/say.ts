/** Writing to standard output, and what to say when that fails. */

import { DitherError } from '@dither/core'
import type { Io } from './io.ts'
import { reasonOf } from './schema/read-schema-file.ts'

/**
 * @param paid the request whose answer this is, where its budget was charged
 * @throws DitherError "engine_failed"
 */
export async function say(io: Io, text: string, paid?: string): Promise<void> {
  try {
    await io.out(text)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
    throw new DitherError(
      'engine_failed',
      `the ${paid === undefined ? 'output' : 'answer'} could not be written (${reasonOf(error)})`,
      paid === undefined ? { charged: false } : { charged: true, requestId: paid },
    )
  }
}
