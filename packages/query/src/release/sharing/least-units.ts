/** How many units of a budget bring an error down to what is wanted. */
import { smallestInteger } from '@dither/math'

/** An error that falls, or stays, as the units of a budget rise; what is known of it is remembered. */
export interface ErrorCurve {
  at(units: bigint): number
  /**
   * The least units with an error of at most `wanted`; at most `slack` of them too many, as 2^-slack.
   * Undefined if not even the most will do.
   */
  least(wanted: number, slack?: bigint): bigint | undefined
}

/** A million of epsilon or rho, the most that a budget may be, in units of 1e-12. */
const mostUnits: bigint = 10n ** 18n

export function errorCurve(errorOf: (units: bigint) => number): ErrorCurve {
  const known = new Map<bigint, number>()
  const at = (units: bigint): number => {
    const error = known.get(units) ?? errorOf(units)
    known.set(units, error)
    return error
  }
  return {
    at,
    least(wanted, slack) {
      if (!(at(mostUnits) <= wanted)) return undefined
      let [below, enough] = [0n, mostUnits]
      for (const [units, error] of known)
        if (error <= wanted) enough = units < enough ? units : enough
        else below = units > below ? units : below
      // The error falls about as 1 / units: magnitudes first, then digits.
      while (enough > 4n * (below + 1n)) {
        const middle = magnitude(below + 1n, enough)
        if (at(middle) <= wanted) enough = middle
        else below = middle
      }
      if (slack === undefined)
        return smallestInteger((units) => at(units) <= wanted, below + 1n, enough)
      while (enough - below > (enough >> slack) + 1n) {
        const middle = (below + enough) / 2n
        if (at(middle) <= wanted) enough = middle
        else below = middle
      }
      return enough
    },
  }
}

/** A curve that falls as 1 / units through one point, where looking at more of them takes long. */
export function anchoredCurve(units: bigint, error: number): ErrorCurve {
  const product = error * Number(units)
  return {
    at: (more) => product / Number(more),
    least(wanted) {
      if (!(product / Number(mostUnits) <= wanted)) return undefined
      return BigInt(Math.max(1, Math.ceil(product / wanted)))
    },
  }
}

/** Between both, at half their digits. */
function magnitude(low: bigint, high: bigint): bigint {
  const digits = BigInt(low.toString(2).length + high.toString(2).length) / 2n
  const middle = 1n << (digits > 0n ? digits - 1n : 0n)
  return middle > low && middle < high ? middle : (low + high) / 2n
}
