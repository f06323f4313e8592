/** What a terminal can show, from what it says about itself. */

/** How text is drawn. */
export interface TerminalStyle {
  /** Columns. */
  readonly width: number
  /** Whether block and line characters show; else plain ASCII is drawn. */
  readonly unicode: boolean
  /** Whether ANSI colours show. */
  readonly color: boolean
}

/** What a program knows about its output: in Node, `process.env` and `process.stdout`. */
export interface TerminalFacts {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly isTTY?: boolean
  readonly columns?: number
  /** As in `process.platform`. */
  readonly platform?: string
}

/**
 * The style that suits an output. `NO_COLOR` (any text, https://no-color.org) and `TERM=dumb` turn colour off,
 * `FORCE_COLOR` turns it on; otherwise colour is for terminals only. Pictures are at most 100 columns wide.
 */
export function terminalStyle(facts: TerminalFacts): TerminalStyle {
  const { env, isTTY = false, columns = 80, platform } = facts
  const dumb = env['TERM'] === 'dumb'
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || ''
  return {
    width: Math.min(100, Math.max(20, Math.floor(columns))),
    unicode:
      !dumb &&
      (platform === 'win32'
        ? Boolean(env['WT_SESSION'] || env['TERM_PROGRAM'])
        : env['TERM'] !== 'linux' && !/^(C|POSIX)$|iso-?8859/i.test(locale)),
    color: env['NO_COLOR'] ? false : on(env['FORCE_COLOR']) || (isTTY && !dumb),
  }
}

function on(flag: string | undefined): boolean {
  return flag !== undefined && flag !== '0' && flag !== 'false'
}

const codes = { bar: '36', onBar: '30;46', whisker: '1', dim: '2', strong: '1' } as const

/** Wraps text in a colour, or leaves it. */
export function paint(text: string, how: keyof typeof codes, color: boolean): string {
  return color && text !== '' ? `\u001b[${codes[how]}m${text}\u001b[0m` : text
}

/** On one line, without control characters; in ASCII, dashes become their plain cousins and other letters a question mark. */
export function plain(text: string, unicode: boolean): string {
  const oneLine = text.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ')
  return unicode
    ? oneLine
    : oneLine
        .replace(/[–—]/g, '-')
        .replace(/±/g, '+/-')
        .replace(/[^\x20-\x7e]/g, '?')
}
