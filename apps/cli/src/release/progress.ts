/** Queued, running, done: all that is said of a release under way (S16). */

import type { Io } from '../io.ts'

export function progressTo(io: Io, when: 'auto' | 'always' | 'never'): (state: string) => void {
  const told = when === 'always' || (when === 'auto' && io.watched)
  return (state) => {
    if (told) io.err(`dither: ${state}\n`)
  }
}
