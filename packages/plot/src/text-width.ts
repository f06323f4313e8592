/** How wide text comes out, and where it breaks; an estimate for a common sans-serif face, for layout only. */

/** Pixels. */
export function textWidth(text: string, size: number): number {
  let ems = 0
  for (const letter of text) ems += /[\u1100-\uffef\u{1f000}-\u{3ffff}]/u.test(letter) ? 1.05 : 0.58
  return ems * size
}

/** The widest of some texts; 0 of none. */
export function widest(texts: Iterable<string>, size: number): number {
  let most = 0
  for (const text of texts) most = Math.max(most, textWidth(text, size))
  return most
}

/** Lines no wider than `width`, broken between words; a longer word has a line of its own. */
export function wrap(text: string, width: number, size: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/)) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line !== '' && textWidth(longer, size) > width) {
      lines.push(line)
      line = word
    } else line = longer
  }
  return [...lines, line].map((one) => cut(one, width, size))
}

/** A label in one line, or in two that break between words; cut only where two are not enough. */
export function twoLines(label: string, width: number, size: number): string[] {
  if (textWidth(label, size) <= width) return [label]
  const letters = [...label]
  const fits = letters.findIndex(
    (_, index) => textWidth(letters.slice(0, index + 1).join(''), size) > width,
  )
  const room = Math.max(1, fits)
  const at = breakAt(letters, room)
  const lines = [letters.slice(0, at).join('').trimEnd(), letters.slice(at).join('').trimStart()]
  return lines.filter((line) => line !== '').map((line) => cut(line, width, size))
}

/** The last place at or before `room` where a word ends, if what is left may fit; else in a word. */
function breakAt(letters: readonly string[], room: number): number {
  const long = letters.length > 2 * room
  for (let at = room; at > 0 && (letters.length - at <= room || long); at -= 1) {
    if (letters[at] === ' ' || /[-/,–]/.test(letters[at - 1] ?? '')) return at
  }
  return room
}

/** The beginning, and an ellipsis, where the whole does not fit. */
export function cut(text: string, width: number, size: number): string {
  if (textWidth(text, size) <= width) return text
  const letters = [...text]
  while (letters.length > 1 && textWidth(`${letters.join('')}…`, size) > width) letters.pop()
  return `${letters.join('')}…`
}
