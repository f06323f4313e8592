/** Whether a first line can be the names of the columns. */

import { DitherError } from '@dither/core'
import { unreadable } from '../source-file.ts'
import { separatedBy, separators } from './separators.ts'

/**
 * Nothing is guessed: what does not look like names is refused, and never repeated, since it may be data.
 *
 * @throws DitherError "unreadable_source", "invalid_parameter"
 */
export function checkHeader(header: readonly string[], path: string): void {
  const [only = ''] = header
  const separator = separators.find((one) => only.includes(one))
  if (header.length === 1 && separator !== undefined) throw separatedBy(separator, path)
  if (header.some(isValue)) {
    throw unreadable(
      path,
      'its first line holds values where names should be',
      'Dither takes the first line as the names of the columns: write one above the data',
    )
  }
  const names = header.filter((name) => name !== '').map((name) => name.toLowerCase())
  const twice = header.find(
    (name) => names.indexOf(name.toLowerCase()) !== names.lastIndexOf(name.toLowerCase()),
  )
  if (twice === undefined || twice === '') return
  throw new DitherError('unreadable_source', `${path} has two columns named ${twice}`, {
    parameter: 'FILE',
    wayOut: 'Rename one of them; names must differ in more than letter case',
  })
}

/** A number other than a year, a date, true or false. */
function isValue(name: string): boolean {
  const text = name.trim()
  if (/^(true|false)$/i.test(text) || /^\d{4}-\d\d-\d\d/.test(text)) return true
  return (
    /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/.test(text) && !/^(1[5-9]|2[01])\d\d$/.test(text)
  )
}
