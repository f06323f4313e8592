/** Reads decimal and fraction literals exactly. */

/** The value digits * 10^exponent / divisor. */
export interface Literal {
  readonly digits: bigint
  readonly exponent: number
  readonly divisor: bigint
}

const decimalLiteral = /^([+-]?)(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:[eE]([+-]?\d+))?$/
const fractionLiteral = /^([+-]?\d+)\/(\d+)$/

/** Beyond these a literal is a mistake or an attack: its exact value would fill the memory. */
const longestLiteral = 10_000
const largestExponent = 10_000

/**
 * Reads "0.1", "-1e-6", ".5", "7/20"; spaces around are ignored.
 *
 * @throws RangeError if the text is anything else
 */
export function parseDecimal(text: string): Literal {
  const trimmed = text.trim()
  if (trimmed.length > longestLiteral)
    throw new RangeError(`rational: the text has more than ${longestLiteral} characters`)
  const ratio = fractionLiteral.exec(trimmed)
  if (ratio) {
    const divisor = BigInt(ratio[2] ?? '0')
    if (divisor === 0n) throw new RangeError('rational: the denominator is 0, must not be 0')
    return { digits: BigInt((ratio[1] ?? '').replace('+', '')), exponent: 0, divisor }
  }
  const match = decimalLiteral.exec(trimmed)
  if (!match)
    throw new RangeError(
      `rational: cannot read ${JSON.stringify(trimmed.slice(0, 40))}, write a number such as 0.1, 1e-6 or 7/20`,
    )
  const [, minus, whole = '', decimals = '', only = '', power = '0'] = match
  const places = decimals + only
  const exponent = Number(power)
  if (Math.abs(exponent) > largestExponent)
    throw new RangeError(`rational: the exponent ${power} is beyond ${largestExponent}`)
  const digits = BigInt(whole + places)
  return {
    digits: minus === '-' ? -digits : digits,
    exponent: exponent - places.length,
    divisor: 1n,
  }
}
