/** A whole budget shared so that no error is more times what is wanted, or expected, than another. */
import { compare, divide, floor, multiply, type Rational, rational } from '@dither/math'
import type { ErrorCurve } from './least-units.ts'

/** One question that takes part. */
export interface Sharer {
  readonly curve: ErrorCurve
  /** What its error is divided by: the wanted error, or the expected size of the answer. */
  readonly scale: number
}

/** Shares are found to about 2^-20 of themselves, the factor too; what is left over is shared out. */
const slack = 20n
const nearly = 2 ** -20

/**
 * Units for each question such that together they are at most `units`, and the largest error divided by
 * its scale is about the least that this allows.
 *
 * A factor t is halved in: every question takes the least units with an error of at most t times its
 * scale. What is left over at the end raises all shares alike. Deterministic, from public facts alone.
 *
 * @param first a way to share the units that is allowed, to start from
 * @param total how units add up: with weights that are not negative, so that all of them scaled scale it
 */
export function shareByError(
  sharers: ReadonlyMap<string, Sharer>,
  units: bigint,
  first: ReadonlyMap<string, bigint>,
  total: (of: (name: string) => Rational) => Rational,
): ReadonlyMap<string, bigint> {
  const needed = (factor: number): ReadonlyMap<string, bigint> | undefined => {
    const shares = new Map<string, bigint>()
    for (const [name, { curve, scale }] of sharers) {
      const least = curve.least(factor * scale, slack)
      if (least === undefined) return undefined
      shares.set(name, least)
    }
    return compare(totalOf(shares, total), rational(units)) <= 0 ? shares : undefined
  }
  let best = first
  let high = Math.max(
    ...[...sharers].map(([name, { curve, scale }]) => curve.at(first.get(name) ?? 1n) / scale),
  )
  let low = 0
  while (high - low > high * nearly) {
    const middle = low + (high - low) / 2
    const shares = needed(middle)
    if (shares === undefined) low = middle
    else {
      best = shares
      high = middle
    }
  }
  const raise = divide(rational(units), totalOf(best, total))
  return new Map([...best].map(([name, share]) => [name, raised(share, raise)]))
}

function raised(share: bigint, factor: Rational): bigint {
  const most = floor(multiply(rational(share), factor))
  return most > share ? most : share
}

function totalOf(
  shares: ReadonlyMap<string, bigint>,
  total: (of: (name: string) => Rational) => Rational,
): Rational {
  return total((name) => rational(shares.get(name) ?? 0n))
}
