/** What every object of options is checked for, before anything else is done. */
import { DitherError } from '../error.ts'
import { wrongParameter } from './parameter.ts'

/**
 * Refuses what is no object, and fields that nobody reads: a misspelled name would change nothing, silently.
 *
 * @param fields all that are known, between spaces; any unless said
 * @throws DitherError "invalid_parameter"
 */
export function readOptions(of: string, options: unknown, fields?: string, wayOut?: string): void {
  const kinds = wayOut ?? (fields && `Known are ${fields.replaceAll(' ', ', ')}`)
  if (typeof options !== 'object' || options === null)
    throw wrongParameter(`what ${of} takes`, options, 'must be an object', kinds)
  const known = fields?.split(' ')
  for (const field of Object.keys(options)) {
    if (known?.includes(field) ?? true) continue
    const near = known?.find((name) => isNear(name, field))
    throw new DitherError('invalid_parameter', `${field} is not a field of ${of}`, {
      parameter: field,
      wayOut: near === undefined ? `${kinds}` : `Did you mean ${near}?`,
    })
  }
}

/** One of a few words. @throws DitherError "invalid_parameter" if it is none of them, or missing */
export function readWord<Word extends string>(
  name: string,
  value: unknown,
  ...words: readonly Word[]
): Word {
  const word = words.find((known) => known === value)
  if (word !== undefined) return word
  throw wrongParameter(name, value ?? 'missing', `must be ${words.join(' or ')}`)
}

/** Whether at most one letter was added, lost or replaced, or letters changed places. */
function isNear(a: string, b: string): boolean {
  return beyond(a, b).length <= 1 && beyond(b, a).length <= 1
}

/** The letters of `a` that `b` lacks. */
function beyond(a: string, b: string): string {
  return [...b].reduce((rest, letter) => rest.replace(letter, ''), a)
}
