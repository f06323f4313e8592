/** YAML 1.2 as data, without its surprises. */
import { DitherError } from '@dither/core'
import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type Scalar,
} from 'yaml'

/**
 * What a YAML text says, as plain data.
 *
 * The core schema of YAML 1.2, where `no` is a text (or YAML 1.1, where it is false). Duplicate keys, several documents, aliases and tags
 * are refused. Where `isText` holds for a path (and the fields beside it), a plain scalar is the text
 * as it was written: `1.0`, `007` and `true` stay so.
 *
 * @throws DitherError "invalid_schema" with line and column, and nothing of the text: it may be data
 */
export function readYaml(
  text: string,
  isText: (path: readonly string[], beside: (key: string) => unknown) => boolean,
  version: '1.1' | '1.2' = '1.2',
): unknown {
  const schema = version === '1.2' ? 'core' : 'yaml-1.1'
  const lineCounter = new LineCounter()
  const document = parseDocument(text, { version, schema, lineCounter, prettyErrors: false })
  const refuse = (start: number, what: string, wayOut: string): DitherError => {
    const { line, col } = lineCounter.linePos(start)
    return new DitherError('invalid_schema', `the YAML ${what} at line ${line}, column ${col}`, {
      parameter: 'yaml',
      wayOut,
    })
  }
  const [fault] = [...document.errors, ...document.warnings]
  if (fault !== undefined) {
    const kind = fault.code.toLowerCase().replaceAll('_', ' ')
    const wayOut = 'Two spaces indent, a space follows each colon'
    throw refuse(fault.pos[0], `is not well formed (${kind})`, wayOut)
  }
  const read = (
    node: unknown,
    path: readonly string[],
    beside: (key: string) => unknown = () => undefined,
  ): unknown => {
    if (node === null || node === undefined) return null
    const start = (isNode(node) ? node.range?.[0] : undefined) ?? 0
    if ((isMap(node) || isSeq(node) || isScalar(node)) && node.tag !== undefined)
      throw refuse(start, 'has a tag', 'Write it without')
    if (isMap(node)) {
      const fields: Record<string, unknown> = Object.create(null)
      for (const { key, value } of node.items) {
        if (!isScalar(key)) throw refuse(start, 'has a key that is not a word', 'Write it plainly')
        const name = written(key)
        fields[name] = read(value, [...path, name], (sibling) => node.get(sibling))
      }
      return fields
    }
    if (isSeq(node)) return node.items.map((item, i) => read(item, [...path, String(i)]))
    if (isScalar(node)) return isText(path, beside) ? written(node) : node.value
    if (isAlias(node)) throw refuse(start, 'has an alias', 'Write it out')
    throw refuse(start, 'cannot be read', 'Write it plainly')
  }
  const { contents }: { readonly contents: Node | null } = document
  return read(contents, [])
}

/** A scalar as it was written, without quotes. */
function written(scalar: Scalar): string {
  if (typeof scalar.value === 'string') return scalar.value
  return scalar.source ?? String(scalar.value)
}
