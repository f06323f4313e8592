/** What is to be priced, as the command line says it: noise by its size, or events from a file. */

import { type Event, events, readEvent } from '@dither/core/account'
import { usageError } from '../failure.ts'
import type { Io } from '../io.ts'
import { readText } from '../schema/read-schema-file.ts'

/** The words that say what happened. */
export interface EventWords {
  readonly noiseMultiplier?: string
  /** True without a number. */
  readonly laplace?: string | true
  readonly event?: string
  readonly rate?: string
  readonly steps?: string
}

/** Noise whose size is one number. */
export interface NoiseFamily {
  readonly noise: 'gaussian' | 'laplace'
  readonly rate: string | undefined
  readonly steps: number
  /** With noise of this multiple of its sensitivity. */
  readonly make: (noiseMultiplier: number | string) => Event
}

/** The family that the words speak of, whether or not they give the size. */
export function familyOf(words: EventWords): NoiseFamily {
  const noise = words.laplace === undefined ? 'gaussian' : 'laplace'
  const { rate } = words
  const steps = stepsOf(words.steps)
  const make = (noiseMultiplier: number | string): Event => {
    const options = rate === undefined ? {} : ({ neighbours: 'add-remove' } as const)
    const one = events[noise]({ noiseMultiplier, ...options })
    const step = rate === undefined ? one : events.poissonSampled({ rate, event: one })
    return steps === 1 ? step : events.selfComposed(step, steps)
  }
  return { noise, rate, steps, make }
}

/**
 * The event that the words say.
 *
 * @throws DitherError "invalid_parameter" if they say none, or several
 */
export async function askedEvent(words: EventWords, io: Io): Promise<Event> {
  const { noiseMultiplier, laplace, event } = words
  const said = [noiseMultiplier, laplace, event].filter((word) => word !== undefined)
  if (said.length > 1)
    throw usageError(
      '--noise-multiplier, --laplace and --event say three different things',
      'Say one; write several into one file for --event',
    )
  if (event !== undefined) {
    if (words.rate !== undefined)
      throw usageError(
        '--rate is for noise that is given by its size',
        'Write the sample into the file of --event',
      )
    const steps = stepsOf(words.steps)
    const read = await eventOfFile(event, io)
    return steps === 1 ? read : events.selfComposed(read, steps)
  }
  const size = noiseMultiplier ?? laplace
  if (size === undefined)
    throw usageError(
      'nothing says what noise there is',
      'Say --noise-multiplier 1, --laplace 2, --event FILE, or what it is to keep to: --target-epsilon 2',
    )
  if (size === true)
    throw usageError('--laplace has no number', 'Say --laplace 2, or --target-epsilon with it')
  return familyOf(words).make(size)
}

/** A whole number of repetitions; 1 unless said. */
function stepsOf(text = '1'): number {
  const steps = Number(text.replaceAll('_', '').replaceAll(',', ''))
  if (Number.isSafeInteger(steps) && steps >= 1) return steps
  throw usageError(`--steps is ${text}, must be a whole number, at least 1`)
}

/** One event, a list of them, or an object with `events`, such as a certificate. */
async function eventOfFile(path: string, io: Io): Promise<Event> {
  const data = parsed(await readText(path, 'file of events', io), path)
  const listed = listOf(data)
  if (listed === undefined) return readEvent(data)
  const all = listed.map((one) => readEvent(one))
  const [first] = all
  if (first === undefined) throw usageError(`${path} holds no events`)
  return all.length === 1 ? first : events.composed(all)
}

function listOf(data: unknown): readonly unknown[] | undefined {
  if (Array.isArray(data)) return data
  if (typeof data !== 'object' || data === null || 'kind' in data) return undefined
  return 'events' in data && Array.isArray(data.events) ? data.events : undefined
}

function parsed(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw usageError(`${path} is not JSON`, 'Write an event as dither account --json shows it')
  }
}
