/** Files whose cells do not stand between commas. */

import type { DitherError } from '@dither/core'
import { firstBytes, unreadable } from '../source-file.ts'

type Separator = ';' | '\t' | '|'

export const separators: readonly Separator[] = [';', '\t', '|']

/** How the bytes of a CSV are text. */
export type Encoding = 'utf-8' | 'latin-1' | 'utf-16'

/** By the mark at the start, either end of two bytes comes first. @param bytes the first of a file */
export function decoderOf(encoding: Encoding, bytes: Buffer, fatal = false): TextDecoder {
  const swapped = bytes[0] === 0xfe && bytes[1] === 0xff
  const wide = swapped ? 'utf-16be' : 'utf-16le'
  const label = { 'utf-8': 'utf-8', 'latin-1': 'latin1', 'utf-16': wide }[encoding]
  return new TextDecoder(label, { fatal })
}

/** The error that says so, with a command that makes commas of them. */
export function separatedBy(separator: Separator, path: string): DitherError {
  const name = separator === '\t' ? 'tabs' : `'${separator}'`
  const written = separator === '\t' ? '\\t' : separator
  const python = `import csv, sys; csv.writer(sys.stdout).writerows(csv.reader(sys.stdin, delimiter='${written}'))`
  const decimals =
    separator === ';' ? '; decimals then need points in place of commas: 1.5 for 1,5' : ''
  return unreadable(
    path,
    `it seems to be separated by ${name}, Dither reads commas`,
    `Save it as comma-separated, or convert it: python3 -c "${python}" < ${shellWord(path)} > commas.csv${decimals}`,
  )
}

/**
 * Whether a file has all of the names that the schema lists, with another mark between them. Of a header
 * that is not the schema's, nothing is told.
 *
 * @returns undefined also where the file cannot be read
 */
export async function separatorOf(
  path: string,
  names: readonly string[],
  encoding: Encoding = 'utf-8',
): Promise<Separator | undefined> {
  const bytes = await firstBytes(path, 1 << 16).catch(() => undefined)
  const text = bytes === undefined ? '' : decoderOf(encoding, bytes).decode(bytes)
  const [header = ''] = text.split(/\r\n|\n|\r/)
  return separators.find((one) => {
    const cells = header.split(one).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'))
    return cells.length > 1 && names.every((name) => cells.includes(name))
  })
}

function shellWord(path: string): string {
  return /^[\w./+@:-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`
}
