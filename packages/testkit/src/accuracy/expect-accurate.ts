/** Holds a floating-point result against a certified enclosure of the exact value. */
import {
  absolute,
  add,
  compare,
  exactDouble,
  formatRational,
  type Interval,
  multiply,
  type Rational,
  subtract,
  toNumber,
} from '@dither/math'

/** error <= relative * |value| + absolute; each a power of two such as 2 ** -52, or 0. */
export interface ErrorBound {
  readonly relative?: number
  readonly absolute?: number
}

/**
 * Fails unless |computed - value| <= bound.relative |value| + bound.absolute for every value in the
 * enclosure; so also where the enclosure is too wide to tell.
 */
export function expectAccurate(
  name: string,
  computed: number,
  value: Interval,
  bound: ErrorBound,
): void {
  if (!Number.isFinite(computed)) throw new Error(`${name}: ${computed} is not finite`)
  const result = exactDouble(computed)
  const relative = exactDouble(bound.relative ?? 0)
  const fixed = exactDouble(bound.absolute ?? 0)
  for (const end of [value.low, value.high]) {
    const error = absolute(subtract(result, end))
    const allowed = add(multiply(relative, absolute(end)), fixed)
    if (compare(error, allowed) > 0)
      throw new Error(`${name}: ${computed} errs by ${short(error)}, allowed is ${short(allowed)}`)
  }
}

function short(value: Rational): string {
  const size = toNumber(value)
  return size > 0 ? size.toExponential(3) : formatRational(value)
}
