/** The card that every SVG picture stands on: title, description, colours for light and dark, caption. */

import { axisSize, textSize } from './drawing.ts'
import { textWidth, wrap } from './text-width.ts'
import { escapeXml, px } from './write-svg.ts'

/** What stands around the pictures. */
export interface Frame {
  readonly title: string
  readonly subtitle?: string
  readonly width: number
  /** What the picture shows, in words; screen readers read it. */
  readonly description: string
  readonly caption: string
}

/** Elements, and how far down they reach. */
export interface Block {
  readonly elements: string
  readonly height: number
}

/** Pixels around what is in the card. */
export const margin = 20

/**
 * A self-contained SVG document: no script, no font, no link. Its style rules hold inside this picture only,
 * so that several may stand on one page.
 */
export function framed(frame: Frame, blocks: readonly Block[]): string {
  const { title, subtitle, width, description, caption } = frame
  const room = width - 2 * margin
  const id = `dither-${fingerprint([title, subtitle ?? '', description, caption].join('\n'))}`
  let y = margin
  const lines = (text: string, size: number, of: string): string[] =>
    wrap(text, room, size).map((line) => {
      y += size * 1.35
      return `<text class="${of}" x="${margin}" y="${px(y - size * 0.3)}">${escapeXml(line)}</text>`
    })
  const head = lines(title, titleSize, 'title')
  if (subtitle !== undefined) head.push(...lines(subtitle, textSize, 'small'))
  y += 10
  const body = blocks.map(({ elements, height }) => {
    const placed = `<g transform="translate(${margin},${px(y)})">${elements}</g>`
    y += height
    return placed
  })
  y += 8
  const foot = lines(caption, axisSize, 'axis')
  const height = Math.ceil(y + margin - 6)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" id="${id}" role="img" aria-labelledby="${id}-title ${id}-desc" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" style="max-width:100%;height:auto">`,
    `<title id="${id}-title">${escapeXml(title)}</title>`,
    `<desc id="${id}-desc">${escapeXml(description)}</desc>`,
    `<style>${style(id)}</style>`,
    `<rect class="card" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="12"/>`,
    ...head,
    ...body,
    ...foot,
    '</svg>',
    '',
  ].join('\n')
}

const titleSize = 18

/** A line above pictures: a name, and at the right what belongs to it. */
export function headingBlock(name: string, aside: string, width: number): Block {
  const beside = textWidth(aside, axisSize)
  const lines = wrap(name, width - beside - (aside === '' ? 0 : 16), textSize)
  const height = 14 + lines.length * textSize * 1.3
  return {
    elements: [
      ...lines.map(
        (line, index) =>
          `<text class="heading" x="0" y="${px(22 + index * textSize * 1.3)}">${escapeXml(line)}</text>`,
      ),
      ...(aside === ''
        ? []
        : [
            `<text class="axis" x="${px(width)}" y="22" text-anchor="end">${escapeXml(aside)}</text>`,
          ]),
    ].join(''),
    height,
  }
}

function style(id: string): string {
  const rules = (theme: Readonly<Record<string, string>>): string =>
    Object.entries(theme)
      .map(
        ([names, rule]) =>
          `${names
            .split(',')
            .map((name) => `#${id}${name}`)
            .join(',')}{${rule}}`,
      )
      .join('')
  const face = 'font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif'
  const fixed = rules({
    '': `${face};font-size:${textSize}px;font-variant-numeric:tabular-nums`,
    ' text': 'stroke:none;white-space:pre',
    ' .title': `font-size:${titleSize}px;font-weight:600`,
    ' .heading': 'font-weight:600',
    ' .axis': `font-size:${axisSize}px`,
    ' .value': 'font-weight:600',
    ' .whisker': 'fill:none;stroke-width:1.8;stroke-linecap:round',
    ' .line': 'fill:none;stroke-width:2;stroke-linejoin:round',
    ' .dot, .bar, .rest, .band': 'stroke:none',
    ' .on-dark': 'fill:#ffffff',
    ' .on-light': 'fill:#10202c',
  })
  const light = rules({
    '': 'fill:#4f5d68;color:#4f5d68',
    ' .card': 'fill:#ffffff;stroke:#dfe5ea',
    ' .title, .heading, .value, .name': 'fill:#15222c',
    ' .bar': 'fill:#79b8d8',
    ' .rest': 'fill:#c3ced6',
    ' .dot': 'fill:#1f6f9c',
    ' .band': 'fill:#bfe0f0',
    ' .line': 'stroke:#1f6f9c',
    ' .grid': 'stroke:#e6ecf0',
    ' .zero': 'stroke:#8494a0',
    ' .whisker': 'stroke:#15384c',
  })
  const dark = rules({
    '': 'fill:#a3b2bd;color:#a3b2bd',
    ' .card': 'fill:#10181f;stroke:#26333d',
    ' .title, .heading, .value, .name': 'fill:#e8eff4',
    ' .bar': 'fill:#2f7ea8',
    ' .rest': 'fill:#4a5a66',
    ' .dot': 'fill:#6fc0e8',
    ' .band': 'fill:#1f4a63',
    ' .line': 'stroke:#6fc0e8',
    ' .grid': 'stroke:#212d36',
    ' .zero': 'stroke:#66788a',
    ' .whisker': 'stroke:#dcecf5',
  })
  return `${fixed}${light}@media (prefers-color-scheme:dark){${dark}}`
}

/** FNV-1a, 32 bits, in hex. */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5
  for (const letter of text) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193)
  return (hash >>> 0).toString(16).padStart(8, '0')
}
