/** YAML 1.2 as data, without its surprises. */
import { DitherError } from '@dither/core'
import { isAlias, isMap, isScalar, isSeq, type Node, parseDocument, type Scalar } from 'yaml'

/**
 * What a YAML text says, as plain data.
 *
 * The core schema of YAML 1.2, where `no` is a text (or YAML 1.1, where it is false). Duplicate keys, several documents, aliases and tags
 * are refused. Where `isText` holds for a path (and the fields beside it), a plain scalar is the text
 * as it was written: `1.0`, `007` and `true` stay so.
 *
 * @throws DitherError "invalid_schema" with the line
 */
export function readYaml(
  text: string,
  isText: (path: readonly string[], beside: (key: string) => unknown) => boolean,
  version: '1.1' | '1.2' = '1.2',
): unknown {
  const schema = version === '1.2' ? 'core' : 'yaml-1.1'
  const document = parseDocument(text, { version, schema, prettyErrors: true })
  const [fault] = [...document.errors, ...document.warnings]
  if (fault !== undefined) {
    const [what = 'it cannot be read'] = fault.message.split('\n')
    throw new DitherError(
      'invalid_schema',
      `the YAML is not well formed: ${what.replace(/:$/, '')}`,
      {
        parameter: 'yaml',
        wayOut: 'Two spaces indent, a space follows each colon',
      },
    )
  }
  const refuse = (path: readonly string[], what: string, wayOut: string): DitherError =>
    new DitherError('invalid_schema', `${path.join('.') || 'the YAML'} ${what}`, {
      parameter: path.join('.'),
      wayOut,
    })
  const read = (
    node: unknown,
    path: readonly string[],
    beside: (key: string) => unknown = () => undefined,
  ): unknown => {
    if (node === null || node === undefined) return null
    if ((isMap(node) || isSeq(node) || isScalar(node)) && node.tag !== undefined)
      throw refuse(path, 'has a tag', 'Write it without')
    if (isMap(node)) {
      const fields: Record<string, unknown> = Object.create(null)
      for (const { key, value } of node.items) {
        if (!isScalar(key)) throw refuse(path, 'has a key that is not a word', 'Write it plainly')
        const name = written(key)
        fields[name] = read(value, [...path, name], (sibling) => node.get(sibling))
      }
      return fields
    }
    if (isSeq(node)) return node.items.map((item, i) => read(item, [...path, String(i)]))
    if (isScalar(node)) return isText(path, beside) ? written(node) : node.value
    if (isAlias(node)) throw refuse(path, 'is an alias', 'Write it out')
    throw refuse(path, 'cannot be read', 'Write it plainly')
  }
  const { contents }: { readonly contents: Node | null } = document
  return read(contents, [])
}

/** A scalar as it was written, without quotes. */
function written(scalar: Scalar): string {
  if (typeof scalar.value === 'string') return scalar.value
  return scalar.source ?? String(scalar.value)
}
