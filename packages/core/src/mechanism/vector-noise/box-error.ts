/** How large noise for an L-infinity sensitivity gets: certified bounds in doubles. */
import {
  compare,
  exp,
  expm1,
  ln,
  log1p,
  type Rational,
  rational,
  smallestInteger,
  toNumber,
  toNumberUp,
} from '@dither/math'
import { discreteLaplaceVariance } from '../discrete-laplace/discrete-laplace-variance.ts'
import { type BoxRadius, fall } from './box-radius.ts'

/** As many parts as the radii that matter are cut into. */
const mostParts = 1024
/** Above all roundings of a sum of that many doubles. */
const margin = 1 + 2 ** -40
/** e^-40 of the whole is left out at either end, and counted as if it were the worst. */
const cut = 40

/** Radii of one part, the largest of them, and between what numbers their weight lies, where w(mode) is 1. */
interface Part {
  readonly last: bigint
  readonly low: number
  readonly high: number
}

/** Pr[|z_i| > a] given the radius: 2 (r - a) / (2r + 1). It rises with r. */
function outside(a: bigint, r: bigint): number {
  return r <= a ? 0 : toNumber(rational(2n * (r - a), 2n * r + 1n))
}

/** The smallest a with Pr[|z_i| <= a] >= 1 - alpha for each coordinate i; not much larger where scales are. */
export function boxCoordinateAccuracy(law: BoxRadius, alpha: Rational): number {
  return accuracy(law, alpha, outside)
}

/** The smallest a with Pr[max |z_i| <= a] >= 1 - alpha; not much larger where scales are. */
export function boxNormAccuracy(law: BoxRadius, alpha: Rational): number {
  const { dimension } = law
  return accuracy(law, alpha, (a, r) => -expm1(dimension * log1p(-outside(a, r))))
}

function accuracy(law: BoxRadius, alpha: Rational, misses: typeof outside): number {
  const allowed = toNumber(alpha)
  const { parts, left } = partsOf(law, cut - ln(allowed))
  const whole = parts.reduce((sum, { low }) => sum + low, 0)
  const holds = (a: bigint): boolean => {
    const missed = parts.reduce((sum, { high, last }) => sum + high * misses(a, last), left)
    return missed * margin <= allowed * whole
  }
  return toNumberUp(rational(smallestInteger(holds, 0n, parts.at(-1)?.last ?? 0n)))
}

/**
 * The variance of a coordinate, rounded up: (E(2R + 1)^2 - 1) / 12.
 *
 * Where R takes few values, by their sum; else by Poisson's formula, whose terms but the first are bounded.
 */
export function boxVariance(law: BoxRadius): number {
  const { dimension, scale } = law
  if (dimension === 1) return discreteLaplaceVariance(scale)
  const { parts } = partsOf(law, cut)
  if (parts.length < mostParts) {
    const whole = parts.reduce((sum, { low }) => sum + low, 0)
    const square = ({ last, high }: Part): number => (high * Number(last) * (Number(last) + 1)) / 3
    return parts.reduce((sum, part) => sum + square(part), 0) / whole
  }
  const b = toNumber(scale)
  const rest = 3.3 * exp(-(dimension + 1) * 0.5 * ln(39 * b * b))
  const square = 4 * b * b * (dimension + 1) * (dimension + 2)
  return (square * (1 + rest)) / (12 * (1 - rest)) - 1 / 12
}

/** The radii up to a weight of e^-depth, in parts; and a bound on the weight of all others. */
function partsOf(law: BoxRadius, depth: number): { parts: readonly Part[]; left: number } {
  const { mode, up, down } = law
  const deep = rational(Math.ceil(depth))
  const beyond = (r: bigint): boolean => compare(fall(law, r)(64).high, deep) >= 0
  let reach = up
  while (!beyond(mode + reach)) reach *= 2n
  const last = mode + smallestInteger((n) => beyond(mode + n), 1n, reach)
  const first = mode - smallestInteger((n) => n === mode || beyond(mode - n), 0n, mode)
  // (1) From there on weights fall by e^(-1 / up) a step, and e^(-1 / down) on the other side.
  const left = toNumberUp(rational(up + down)) * exp(-depth + 2)
  const weight = (r: bigint): number => exp(-toNumber(fall(law, r)(64).high))
  const count = last - first + 1n
  if (count < BigInt(mostParts)) {
    const single = (_: unknown, i: number): Part => {
      const r = first + BigInt(i)
      const exact = weight(r)
      return { last: r, low: exact, high: exact }
    }
    return { parts: Array.from({ length: Number(count) }, single), left }
  }
  const step = count / BigInt(mostParts) + 1n
  const edges = Array.from({ length: mostParts + 1 }, (_, i) => first + BigInt(i) * step)
  const weights = edges.map(weight)
  const parts = weights.slice(1).map((after, i): Part => {
    const [edge = first, before = 0] = [edges[i], weights[i]]
    const next = edge + step
    const top = edge <= mode && mode < next ? 1 : Math.max(before, after)
    const size = Number(step)
    // (2) w rises to the mode and falls from it: a part has its least weight at an end.
    return { last: next - 1n, low: size * Math.min(before, after), high: size * top }
  })
  return { parts, left }
}
