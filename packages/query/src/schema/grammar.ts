/**
 * How the text of a cell is read (S14), the same in every engine.
 *
 * A cell is read after spaces (U+0020 only) are taken off both ends, except as text, where nothing
 * is taken off. Each pattern must match the whole of what is left. The patterns use the syntax that
 * JavaScript and RE2 share, with every letter spelled in both cases: case folding differs (RE2 takes
 * U+017F for an s).
 */
export const grammar: Readonly<
  Record<'number' | 'infinity' | 'whole' | 'true' | 'false' | 'date' | 'time' | 'timestamp', string>
> = (() => {
  const year = '([0-9]{3}[1-9]|[0-9]{2}[1-9]0|[0-9][1-9]00|[1-9]000)'
  const date = `${year}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])`
  const time = '([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,9})?)?'
  const zone = '(Z|[+-]([01][0-9]|2[0-3])(:?[0-5][0-9])?)'
  return Object.freeze({
    /** A decimal number; its value is the nearest double, so `1e400` is an infinity and `1e-400` is 0. */
    number: '[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]+)?',
    infinity: '[+-]?[iI][nN][fF]([iI][nN][iI][tT][yY])?',
    /** A whole number of any length, for ids: never made a double. */
    whole: '[+-]?[0-9]+([.]0*)?',
    true: '[tT]|[tT][rR][uU][eE]|[yY][eE][sS]|1',
    false: '[fF]|[fF][aA][lL][sS][eE]|[nN][oO]|0',
    /** ISO 8601, years 0001 to 9999; a day that its month does not have is NULL. */
    date,
    /** `23:59`, `23:59:59` or with up to 9 digits of a fraction, cut after microseconds. */
    time,
    /** A date, or date and time with T or one space between; UTC where no zone follows. */
    timestamp: `${date}([T ]${time}${zone}?)?`,
  })
})()

const whole = (pattern: string): RegExp => new RegExp(`^(${pattern})$`)
const numberText = whole(grammar.number)
const infinityText = whole(grammar.infinity)
const wholeText = whole(grammar.whole)
const trueText = whole(grammar.true)
const falseText = whole(grammar.false)

/** The number that a text says, or NULL. NaN is NULL, and -0 is 0. */
export function numberFromText(text: string): number | null {
  const word = trimSpaces(text)
  if (numberText.test(word)) return Number(word) + 0
  if (!infinityText.test(word)) return null
  return word.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
}

/**
 * The digits of the whole number that a text says, exactly and whatever its length, or NULL: no plus
 * sign, no leading zeros, no zeros behind a point, and 0 for -0.
 */
export function wholeFromText(text: string): string | null {
  const word = trimSpaces(text)
  if (!wholeText.test(word)) return null
  const digits = word
    .replace(/^[+-]/, '')
    .replace(/[.]0*$/, '')
    .replace(/^0+(?=[0-9])/, '')
  return word.startsWith('-') && digits !== '0' ? `-${digits}` : digits
}

/** The boolean that a text says, or NULL. */
export function booleanFromText(text: string): boolean | null {
  const word = trimSpaces(text)
  if (trueText.test(word)) return true
  return falseText.test(word) ? false : null
}

/** The boolean that a number says: 1 is true, 0 is false, all else is NULL. */
export function booleanFromNumber(value: number): boolean | null {
  if (value === 1) return true
  return value === 0 ? false : null
}

/** The digits of a whole number of size at most 2^53, else NULL: fractions print differently in each engine. */
export function textFromNumber(value: number): string | null {
  return Number.isInteger(value) && Math.abs(value) <= 2 ** 53 ? String(value + 0) : null
}

/**
 * Rounds half up, in doubles: floor(x + 0.5), and x itself from 2^52 on, where every double is whole and
 * x + 0.5 would be rounded to an even neighbour.
 */
export function roundHalfUp(value: number): number {
  return (Math.abs(value) <= 2 ** 52 ? Math.floor(value + 0.5) : value) + 0
}

/** Without the spaces (U+0020 only) at both ends. */
export function trimSpaces(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && text[start] === ' ') start += 1
  while (end > start && text[end - 1] === ' ') end -= 1
  return text.slice(start, end)
}
