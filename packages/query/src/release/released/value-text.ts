/** Released values as text. */

/** Whole, or the error with two digits and the value with as many; what rounding moves is in the error. */
export function withError(value: number, accuracy: number): string {
  if (!Number.isFinite(accuracy)) return `${Number(value.toPrecision(5))} ± ∞`
  if (Number.isInteger(value) && Number.isInteger(accuracy)) return `${value} ± ${accuracy}`
  const places = placesOf(accuracy)
  const shown = value.toFixed(places)
  return `${shown} ± ${roundedUp(accuracy + Math.abs(value - Number(shown)), places)}`
}

/** An error to two digits, or so many decimals, and never less than it is. */
export function roundedUp(error: number, places: number = placesOf(error)): string {
  const nearest = error.toFixed(places)
  return Number(nearest) >= error
    ? nearest
    : (Number(nearest) + Number(`1e-${places}`)).toFixed(places)
}

/** The larger distance from a value to the ends of its interval. */
export function longerSide(value: number, [low, high]: readonly [number, number]): number {
  return Math.max(value - low, high - value)
}

/** The decimals of two digits. */
function placesOf(error: number): number {
  const [, power] = error.toExponential().split('e')
  return Math.min(100, Math.max(0, 1 - Number(power)))
}
