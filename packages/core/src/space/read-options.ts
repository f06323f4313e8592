/** What every object of options is checked for, before anything else is done. */
import { DitherError } from '../error.ts'
import { wrongParameter } from './parameter.ts'

/**
 * Refuses what is no object, and fields that nobody reads: a misspelled name would change nothing, silently.
 *
 * @param fields all that are known, between spaces
 * @throws DitherError "invalid_parameter"
 */
export function readOptions(of: string, options: unknown, fields: string, wayOut?: string): void {
  const known = fields.split(' ')
  const kinds = wayOut ?? `Known are ${known.join(', ')}`
  if (typeof options !== 'object' || options === null)
    throw wrongParameter(`options of ${of}`, options, 'must be an object', kinds)
  for (const field of Object.keys(options)) {
    if (known.includes(field)) continue
    const near = known.find((name) => isNear(name, field))
    throw new DitherError('invalid_parameter', `${field} is not an option of ${of}`, {
      parameter: field,
      wayOut: near === undefined ? kinds : `Did you mean ${near}?`,
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
export function isNear(name: string, field: string): boolean {
  const left = [...field.toLowerCase()]
  let missing = 0
  for (const letter of name.toLowerCase()) {
    const at = left.indexOf(letter)
    if (at < 0) missing++
    else left.splice(at, 1)
  }
  return missing <= 1 && left.length <= 1
}
