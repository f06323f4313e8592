/** Released values as text. */

/** Whole, or the error with two digits and the value with as many; what rounding moves is in the error. */
export function withError(value: number, accuracy: number): string {
  if (!Number.isFinite(accuracy)) return `${Number(value.toPrecision(5))} ± ∞`
  if (Number.isInteger(value) && Number.isInteger(accuracy)) return `${value} ± ${accuracy}`
  const [, power] = accuracy.toExponential().split('e')
  const places = Math.min(100, Math.max(0, 1 - Number(power)))
  const shown = value.toFixed(places)
  const error = accuracy + Math.abs(value - Number(shown))
  const nearest = error.toFixed(places)
  const covers = Number(nearest) >= error
  return `${shown} ± ${covers ? nearest : (Number(nearest) + Number(`1e-${places}`)).toFixed(places)}`
}

/** The larger distance from a value to the ends of its interval. */
export function longerSide(value: number, [low, high]: readonly [number, number]): number {
  return Math.max(value - low, high - value)
}
