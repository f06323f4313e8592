/** The card that every SVG picture stands on: colours for light and dark, a title, a description. */

/** What every SVG picture has. */
export interface SvgFrameOptions {
  /** What the picture shows, in a few words. */
  readonly title: string
  /** A line under the title: the cost, the number of people, the source. */
  readonly subtitle?: string
  /** Pixels; 720 unless said, at least 240. */
  readonly width?: number
  /** Pixels. */
  readonly height?: number
}

/**
 * Wraps drawn elements into a self-contained, accessible SVG document: no script, no font, no link. Its
 * style rules hold inside this picture only, so that several may stand on one page.
 *
 * @param description says in words what the picture shows; screen readers read it
 */
export function svgFrame(
  options: SvgFrameOptions,
  size: { readonly width: number; readonly height: number },
  description: string,
  elements: readonly string[],
): string {
  const id = `dither-${fingerprint(`${options.title}\n${options.subtitle ?? ''}\n${description}`)}`
  const { width, height } = size
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" id="${id}" role="img" aria-labelledby="${id}-title ${id}-desc" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" style="max-width:100%;height:auto">`,
    `<title id="${id}-title">${escapeXml(options.title)}</title>`,
    `<desc id="${id}-desc">${escapeXml(description)}</desc>`,
    `<style>${style(id)}</style>`,
    `<rect class="card" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="12"/>`,
    `<text class="title" x="24" y="36">${escapeXml(options.title)}</text>`,
    ...(options.subtitle === undefined
      ? []
      : [`<text class="small" x="24" y="57">${escapeXml(options.subtitle)}</text>`]),
    ...elements,
    '</svg>',
    '',
  ].join('\n')
}

/** Where the picture below the titles begins. */
export function frameTop(options: SvgFrameOptions): number {
  return options.subtitle === undefined ? 64 : 84
}

/** A whisker and what it means, ending at `right`. */
export function svgLegend(right: number, y: number, text: string): string {
  const left = right - textWidth(text, 11)
  return [
    `<path class="whisker" d="M${left - 26} ${y - 8}v8M${left - 26} ${y - 4}h18M${left - 8} ${y - 8}v8"/>`,
    `<text class="small" x="${right}" y="${y}" text-anchor="end">${escapeXml(text)}</text>`,
  ].join('\n')
}

/** An estimate in pixels for a common sans-serif face; for layout only. */
export function textWidth(text: string, size: number): number {
  return text.length * size * 0.61
}

/** A label in one line, or in two that break between words; cut only where two are not enough. */
export function twoLines(label: string, width: number, size = 12): string[] {
  const room = Math.max(2, Math.floor(width / textWidth('x', size)))
  if (label.length <= room) return [label]
  const cut = breakAt(label, room)
  return [label.slice(0, cut).trimEnd(), label.slice(cut).trimStart()]
    .filter((line) => line !== '')
    .map((line) => (line.length <= room ? line : `${line.slice(0, room - 1)}…`))
}

/** The last place at or before `room` where a word ends, if what is left fits; else in a word. */
function breakAt(label: string, room: number): number {
  for (let at = room; at > 0 && (label.length - at <= room || label.length > 2 * room); at -= 1) {
    if (label[at] === ' ' || /[-/,–]/.test(label[at - 1] ?? '')) return at
  }
  return room
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

/** A coordinate, to a hundredth of a pixel. */
export function px(value: number): string {
  return String(Math.round(value * 100) / 100)
}

function style(id: string): string {
  const rules = (theme: Readonly<Record<string, string>>): string =>
    Object.entries(theme)
      .map(([selector, rule]) => `#${id} ${selector}{${rule}}`)
      .join('')
  const face = 'font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif'
  const fixed = rules({
    text: `${face};font-size:12px;font-variant-numeric:tabular-nums`,
    '.title': 'font-size:17px;font-weight:600',
    '.small': 'font-size:12px',
    '.value': 'font-weight:600',
    '.grid': 'stroke-width:1',
    '.axis': 'stroke-width:1',
    '.whisker': 'fill:none;stroke-width:1.6;stroke-linecap:round',
  })
  const light = rules({
    '.card': 'fill:#ffffff;stroke:#dfe5ea',
    text: 'fill:#5b6a76',
    '.title,.value': 'fill:#15222c',
    '.bar': 'fill:#79b8d8',
    '.rest': 'fill:#cfd8de',
    '.dot': 'fill:#1f6f9c',
    '.grid': 'stroke:#e9eef2',
    '.axis': 'stroke:#9aa8b3',
    '.whisker': 'stroke:#15384c',
  }).replaceAll(',.value', `,#${id} .value`)
  const dark = rules({
    '.card': 'fill:#10181f;stroke:#26333d',
    text: 'fill:#93a4b1',
    '.title,.value': 'fill:#e8eff4',
    '.bar': 'fill:#2f7ea8',
    '.rest': 'fill:#3b4953',
    '.dot': 'fill:#6fc0e8',
    '.grid': 'stroke:#1e2a33',
    '.axis': 'stroke:#566673',
    '.whisker': 'stroke:#dcecf5',
  }).replaceAll(',.value', `,#${id} .value`)
  return `${fixed}${light}@media (prefers-color-scheme:dark){${dark}}`
}

/** FNV-1a, 32 bits, in hex. */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0
  }
  return hash.toString(16).padStart(8, '0')
}
