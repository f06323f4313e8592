/** What is wrong with a schema: in which file, on which line, and how it is written right. */

import { DitherError } from '@dither/core'
import { isMap, isSeq, LineCounter, type Node, parseDocument, stringify } from 'yaml'

/**
 * The error of `readSchema` with its place. A file that is no schema at all is not quoted: it may be
 * the data.
 */
export function schemaError(error: unknown, text: string, file: string): unknown {
  if (!(error instanceof DitherError)) return error
  if (!/^\s*(\{|["']?(version|dataset|privacyUnit|columns)["']?\s*:)/m.test(text)) {
    return new DitherError('invalid_schema', `${file} is not a schema`, {
      parameter: 'schema',
      wayOut: 'Make one: dither schema FILE > people.yaml',
    })
  }
  const { code, message, detail } = error
  const [, what = message, line] = /^(.*?) at line (\d+), column \d+(?=[.:]|$)/.exec(message) ?? []
  const { parameter = '' } = detail
  const place = line === undefined ? placeOf(text, parameter) : { line: Number(line) }
  const where = place.line === undefined ? file : `${file}, line ${place.line}`
  const hint = hintOf(parameter, place.value)
  const { wayOut = '', ...rest } = detail
  const bare =
    wayOut !== '' && what.endsWith(`. ${wayOut}`) ? what.slice(0, -wayOut.length - 2) : what
  const way = hint ?? wayOut
  return new DitherError(code, `${where}: ${bare}`, way === '' ? rest : { ...rest, wayOut: way })
}

/** The commonest slips, written right. */
function hintOf(parameter: string, value: unknown): string | undefined {
  if (parameter === 'privacyUnit' && typeof value === 'string') {
    return `Write privacyUnit: row, or privacyUnit: { column: ${scalar(value)}, maxRows: 3, maxGroups: 5 }`
  }
  if (parameter === 'rows' || parameter === 'units') {
    return typeof value === 'number' ? `Write ${parameter}: { public: ${value} }` : undefined
  }
  const [, column] = /^columns\.(.+)$/s.exec(parameter) ?? []
  if (column === undefined || typeof value !== 'string') return undefined
  return /^(number|integer|category|boolean|text)$/.test(value)
    ? `Write ${scalar(column)}: { type: ${value} }`
    : undefined
}

interface Place {
  readonly line?: number
  readonly value?: unknown
}

/** Where a path such as columns.age.lower stands, or as much of it as is there. */
function placeOf(text: string, path: string): Place {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  if (document.errors.length > 0) return {}
  const { contents }: { readonly contents: Node | null } = document
  let node: unknown = contents
  let start: number | undefined
  let rest = path
  while (rest !== '') {
    const next = step(node, rest)
    if (next === undefined) return start === undefined ? {} : { line: lines.linePos(start).line }
    ;({ node, rest } = next)
    start = next.start ?? start
  }
  const line = start === undefined ? {} : { line: lines.linePos(start).line }
  const value: unknown = isNode(node) ? node.toJSON() : undefined
  return { ...line, value }
}

interface Step {
  readonly node: unknown
  readonly rest: string
  readonly start: number | undefined
}

/** The longest key that the path begins with: names may hold dots. */
function step(node: unknown, path: string): Step | undefined {
  if (isSeq(node)) {
    const [head = '', index] = /^\[?(\d+)\]?\.?/.exec(path) ?? []
    const item: unknown = index === undefined ? undefined : node.items[Number(index)]
    if (!isNode(item)) return undefined
    return { node: item, rest: path.slice(head.length), start: item.range?.[0] }
  }
  if (!isMap(node)) return undefined
  const found = node.items
    .map(({ key, value }) => ({ key, value, name: String(key) }))
    .filter(
      ({ name }) => path === name || path.startsWith(`${name}.`) || path.startsWith(`${name}[`),
    )
    .toSorted((a, b) => b.name.length - a.name.length)[0]
  if (found === undefined) return undefined
  const start = isNode(found.key) ? found.key.range?.[0] : undefined
  return { node: found.value, rest: path.slice(found.name.length).replace(/^\./, ''), start }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'range' in value
}

function scalar(text: string): string {
  return stringify(text, { lineWidth: 0 }).trimEnd()
}
