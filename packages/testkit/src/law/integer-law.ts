/** The law that a sampler claims, and a table of it that the tests read. */
import { ln } from '@dither/math'

export interface IntegerLaw {
  /** P(X = k), for every integer k; accurate to about 1e-9 relatively. */
  probability(k: number): number
  /** A point of the bulk, about which signs are compared; 0 unless said. */
  readonly centre?: number
}

/**
 * The law at nodes `stride` apart, each standing for the `stride` integers about it: all integers
 * that matter (stride 1) where they are at most 2^17, else some 2^15 nodes of a law that must be
 * smooth and fall on both sides of its centre.
 */
export interface LawTable {
  readonly law: IntegerLaw
  readonly centre: number
  readonly stride: number
  readonly nodes: Float64Array
  /** The mass of each node's integers; sums to 1. */
  readonly mass: Float64Array
  readonly deviation: number
  /** P(X = k), by table where that is quicker. */
  probability(k: number): number
}

const directReach = 2 ** 16

/** @throws RangeError if the probabilities do not sum to 1 within 1e-6 */
export function tabulate(law: IntegerLaw): LawTable {
  const centre = law.centre ?? 0
  const right = reach((distance) => law.probability(centre + distance))
  const left = reach((distance) => law.probability(centre - distance))
  const wide = left + right > 2 * directReach
  const stride = wide ? 2 * Math.ceil((left + right) / 2 ** 16) + 1 : 1
  const before = Math.ceil(left / stride)
  const count = before + Math.ceil(right / stride) + 1
  const nodes = Float64Array.from({ length: count }, (_, i) => centre + (i - before) * stride)
  const known = nodes.map((node) => law.probability(node))
  const mass = known.map((value) => value * stride)
  const total = mass.reduce((sum, part) => sum + part, 0)
  if (!(Math.abs(total - 1) <= 1e-6))
    throw new RangeError(`the law's probabilities sum to ${total}, must sum to 1`)
  let mean = 0
  let square = 0
  mass.forEach((part, i) => {
    mass[i] = part / total
    const distance = (nodes[i] ?? 0) - centre
    mean += (part / total) * distance
    square += (part / total) * distance * distance
  })
  const deviation = Math.sqrt(Math.max(0, square - mean * mean))
  const first = centre - before
  const probability = (k: number): number =>
    (wide ? undefined : known[k - first]) ?? law.probability(k)
  return { law, centre, stride, nodes, mass, deviation, probability }
}

/** How far out the law has weight: exactly up to 2^16, beyond by a falling law's doublings. */
function reach(at: (distance: number) => number): number {
  let last = 0
  let peak = 0
  for (let distance = 0; distance <= directReach; distance++) {
    const value = at(distance)
    if (value > peak) peak = value
    if (value > peak * 1e-17) last = distance
    else if (distance > 4 * last + 1000) return last
  }
  if (last < directReach) return last
  let near = directReach
  while (near < 2 ** 51 && at(2 * near) > peak * 1e-17) near *= 2
  let far = 2 * near
  for (let step = near / 2; step >= near / 32; step /= 2)
    if (at(far - step) <= peak * 1e-17) far -= step
  return far
}

/** The upper ends of bins that hold at least `masses(F)` each, F the mass below; the last is open. */
export function binEnds(
  table: LawTable,
  masses: (below: number) => number,
): { readonly ends: number[]; readonly mass: number[] } {
  const ends: number[] = []
  const mass: number[] = []
  let below = 0
  let held = 0
  table.nodes.forEach((node, i) => {
    held += table.mass[i] ?? 0
    if (held < masses(below)) return
    ends.push(node + (table.stride - 1) / 2)
    mass.push(held)
    below += held
    held = 0
  })
  if (mass.length > 0 && held < masses(1)) {
    mass[mass.length - 1] = (mass[mass.length - 1] ?? 0) + held
    ends.pop()
  } else mass.push(held)
  return { ends: [...ends.slice(0, mass.length - 1), Number.POSITIVE_INFINITY], mass }
}

/** The bin that holds x: the first whose end is not below it. */
export function binOf(ends: readonly number[], x: number): number {
  let low = 0
  let high = ends.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (x <= (ends[middle] ?? 0)) high = middle
    else low = middle + 1
  }
  return low
}

/** -ln P(X = x): what an observation says against the law. */
export function surprise(probability: number): number {
  return -ln(probability)
}
