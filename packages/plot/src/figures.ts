/** Numbers as people read them: no more digits than the error leaves meaning in. */

/**
 * A number with thousands set off by commas; the same in every locale.
 *
 * @param digits after the point, 0 to 20
 */
export function formatNumber(value: number, digits = 0): string {
  if (!Number.isFinite(value)) return value > 0 ? 'infinity' : value < 0 ? '-infinity' : 'unknown'
  const text = Math.abs(value).toFixed(Math.min(20, Math.max(0, digits)))
  if (text.includes('e')) return value < 0 ? `-${text}` : text
  const [whole = '0', fraction] = text.split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  const sign = value < 0 && /[1-9]/.test(text) ? '-' : ''
  return `${sign}${grouped}${fraction === undefined ? '' : `.${fraction}`}`
}

/**
 * How many digits after the point are worth showing when the error is `error`: those that leave two
 * significant digits of the error (0.0304 gives 3, 12.7 gives 0).
 */
export function digitsFor(error: number): number {
  if (!Number.isFinite(error) || error <= 0) return 0
  const [, exponent = '0'] = error.toExponential(1).split('e')
  return Math.min(12, Math.max(0, 1 - Number(exponent)))
}

/**
 * "44.73 ± 0.31": a value and the error around it, to the same digits; the error is rounded up, and what
 * rounding moves the value is in it.
 */
export function formatWithError(value: number, error: number, plusMinus = '±'): string {
  const digits = digitsFor(error)
  const moved = Math.abs(value - Number(value.toFixed(digits)))
  // Twelve digits: what doubles leave behind a decimal is no error.
  const whole = Number((error + moved).toPrecision(12))
  const nearest = Number(whole.toFixed(digits))
  const up = nearest >= whole ? nearest : nearest + Number(`1e-${digits}`)
  return `${formatNumber(value, digits)} ${plusMinus} ${formatNumber(up, digits)}`
}

/** Evenly spaced round numbers (steps of 1, 2 or 5 times a power of ten) that cover low to high. */
export function ticks(low: number, high: number, atMost: number): number[] {
  const span = high - low
  if (!Number.isFinite(span) || span <= 0 || atMost < 2) return [low]
  const [, exponent = '0'] = (span / atMost).toExponential(0).split('e')
  const unit = Number(`1e${exponent}`)
  const step =
    [unit, 2 * unit, 5 * unit, 10 * unit, 20 * unit].find(
      (candidate) => Math.floor(high / candidate) - Math.ceil(low / candidate) < atMost,
    ) ?? 50 * unit
  const first = Math.ceil(low / step)
  const last = Math.floor(high / step)
  const digits = Math.max(0, -Number(step.toExponential(0).split('e')[1] ?? 0))
  return Array.from({ length: last - first + 1 }, (_, index) =>
    Number(((first + index) * step).toFixed(Math.min(20, digits))),
  )
}
