/** Tables of tests as the memory engine takes them: rows, text, and files in every encoding. */

import type { Source } from '../engine.ts'
import type { MemoryOptions, MemorySource } from '../memory/memory.ts'
import type { TextEncoding } from '../text-encoding.ts'
import type { MakeSource } from './engine-conformance.ts'
import { csvOf, objectsOf } from './random-case.ts'

export interface NamedSource {
  readonly name: string
  readonly makeSource: MakeSource
}

/** @param memory the engine, from source or as built */
export function memorySources(
  memory: (source: MemorySource, options?: MemoryOptions) => Source,
): readonly NamedSource[] {
  const file = (
    name: string,
    encoding: TextEncoding,
    encode: (text: string) => Uint8Array<ArrayBuffer> | undefined,
    change: (csv: string) => string = (csv) => csv,
  ): NamedSource => ({
    name,
    async makeSource(table) {
      const csv = change(csvOf(table))
      const bytes = encode(csv)
      return bytes === undefined
        ? memory(new File([csv], 'people.csv'))
        : memory(new File([bytes], 'people.csv'), { encoding })
    },
  })
  return [
    { name: 'row objects', makeSource: async (table) => memory(objectsOf(table)) },
    { name: 'CSV text', makeSource: async (table) => memory(csvOf(table)) },
    { name: 'a Blob', makeSource: async (table) => memory(new Blob([csvOf(table)])) },
    file('a file in UTF-8 with its mark and CRLF', 'utf-8', utf8, (csv) =>
      `\ufeff${csv}`.replaceAll('\n', '\r\n'),
    ),
    file('a file in UTF-16', 'utf-16', (text) => utf16(text, true)),
    file('a file in UTF-16, the other end first', 'utf-16', (text) =>
      utf16(`\ufeff${text}`, false),
    ),
    file('a file in Windows-1252, where it can be', 'latin-1', windows1252),
  ]
}

function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text)
}

function utf16(text: string, littleEndian: boolean): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(2 * text.length)
  const view = new DataView(bytes.buffer)
  for (let i = 0; i < text.length; i++) view.setUint16(2 * i, text.charCodeAt(i), littleEndian)
  return bytes
}

/** Undefined where a character has no byte here: of 0x80 to 0x9f, the euro and the apostrophe alone. */
function windows1252(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (/[\u0080-\u009f\u0100-\uffff]/.test(text.replace(/[€’]/g, ''))) return undefined
  const codes = text.replaceAll('€', '\u0080').replaceAll('’', '\u0092')
  return Uint8Array.from(codes, (one) => one.charCodeAt(0))
}
