/** The two ways in which a run may end without an answer (S16). */
import { DitherError } from '@dither/core'

/** The one error for whatever went wrong in an engine; it carries nothing of what the engine said. */
export function engineFailed(engine: string): DitherError {
  return new DitherError('engine_failed', `the ${engine} engine could not finish the question`, {
    rule: 'S16',
    wayOut: 'The owner of the data can look at memory, disk and the file',
  })
}

/** @throws DitherError "aborted" if the signal has fired */
export function stopIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted)
    throw new DitherError('aborted', 'the question was stopped before it had an answer')
}
