/**
 * Writes what Observable Plot drew as text. Only the elements and attributes listed here are written, none
 * of which fetches or runs anything, and every text is escaped; so the same picture is the same text
 * whichever document it was drawn in, and no label can become markup.
 */

/** The part of a DOM node that is read. */
export interface SvgNode {
  readonly nodeType: number
  readonly localName?: string | null
  readonly nodeValue: string | null
  readonly attributes?: Iterable<{ readonly name: string; readonly value: string }>
  readonly childNodes: Iterable<SvgNode>
}

const elements = new Set(['g', 'path', 'rect', 'line', 'circle', 'text', 'tspan', 'title'])
const words = ['class', 'fill', 'text-anchor', 'font-variant', 'stroke-linejoin', 'stroke-linecap']
const places = ['x', 'y', 'x1', 'x2', 'y1', 'y2', 'dx', 'dy', 'cx', 'cy', 'r', 'rx', 'ry']
const figures = [...places, 'd', 'transform', 'width', 'height']
const attributes = new Set([...words, ...figures])

/** The children of a drawn picture. */
export function writeChildren(svg: SvgNode): string {
  return [...svg.childNodes].map(writeNode).join('')
}

function writeNode(node: SvgNode): string {
  if (node.nodeType === 3) return escapeXml(node.nodeValue ?? '')
  const name = node.localName ?? ''
  if (node.nodeType !== 1 || !elements.has(name)) return ''
  const written = [...(node.attributes ?? [])]
    .filter((attribute) => attributes.has(attribute.name))
    .map(
      ({ name, value }) =>
        ` ${name}="${escapeXml(figures.includes(name) ? rounded(value) : value)}"`,
    )
    .toSorted()
    .join('')
  const inside = writeChildren(node)
  return inside === '' ? `<${name}${written}/>` : `<${name}${written}>${inside}</${name}>`
}

/** To hundredths of a pixel. */
function rounded(value: string): string {
  return value.replace(/-?\d*\.\d+(?:e[-+]?\d+)?|-?\d+e[-+]?\d+/g, (figure) => px(Number(figure)))
}

/** A coordinate, to a hundredth of a pixel. */
export function px(value: number): string {
  return String(Math.round(value * 100) / 100 + 0)
}

/** Text for an element or an attribute; what XML cannot hold becomes a question mark. */
export function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '?')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
