/** The delta of a composed law at any epsilon, from above or from below; and back. */
import { exp, expm1 } from '@dither/math'
import type { ComposedLaw } from './composed-law.ts'

/** delta(epsilon), which all errors are on one side of; an estimate without them. */
export interface DeltaCurve {
  readonly upper: (epsilon: number) => number
  readonly lower: (epsilon: number) => number
  readonly estimate: (epsilon: number) => number
  /** Beyond this, nothing is left but the infinite losses. */
  readonly highest: number
  /** Beyond this, for certain. */
  readonly most: number
}

/** delta(epsilon) is the sum over losses above epsilon of mass (1 - e^(epsilon - loss)). */
export function deltaCurve(law: ComposedLaw): DeltaCurve {
  const { step, low, high, entries, tilt, scale } = law
  const start = Math.max(low, 0)
  const length = Math.max(0, high - start + 1)
  const mask = entries.length - 1
  // Sums over k >= start + i of mass, and of mass e^((start + i) step - loss).
  const sums = new Float64Array(length + 1)
  const falling = new Float64Array(length + 1)
  const shrink = exp(-step)
  const sizes = new Float64Array(length + 1)
  for (let i = length - 1; i >= 0; i--) {
    const k = start + i
    const mass = (entries[k & mask] ?? 0) * exp(scale - tilt * k * step)
    sizes[i] = (sizes[i + 1] ?? 0) + Math.abs(mass)
    sums[i] = (sums[i + 1] ?? 0) + mass
    falling[i] = (falling[i + 1] ?? 0) * shrink + mass
  }
  const rounding = 4 * (length + 4) * 2 ** -53 // (1) of the sums themselves
  const decay = -expm1(-2 * tilt * step)
  const spread = Math.sqrt(Math.min(length + 1, decay > 0 ? 1 / decay : length + 1))
  const weightAt = (k: number): number => exp(scale - tilt * k * step)
  const placeOf = (epsilon: number): number =>
    Math.min(Math.max(Math.floor(epsilon / step) + 1 - start, 0), length)
  const value = (epsilon: number): number => {
    const i = placeOf(epsilon)
    return (sums[i] ?? 0) - exp(epsilon - (start + i) * step) * (falling[i] ?? 0)
  }
  /** (2) By Cauchy and Schwarz: no weight is above `weightAt` of the first, and they fall as the tilt does. */
  const slack = (epsilon: number): number => {
    const i = placeOf(epsilon)
    // Outside of the window there may be losses between epsilon and its lower end, too.
    const away = law.outside * exp(scale - tilt * Math.min(epsilon, (start + i) * step))
    return law.error * spread * weightAt(start + i) + away + rounding * (sizes[i] ?? 0)
  }
  const share = exp(law.share)
  return {
    highest: high * step,
    most: Math.max(0, law.most) + 2 * law.lossError,
    // Far below where the tilt looks, what is computed is noise, of either sign.
    estimate: (epsilon) => Math.max(slack(epsilon), value(epsilon)) + law.infinite,
    upper: (epsilon) => {
      const moved = epsilon - law.lossError
      if (moved >= law.most) return Math.min(1, law.infinite * (1 + 2 ** -40))
      // (3) What lies beyond the window is in `outside`, too.
      return Math.min(
        1,
        (Math.max(0, value(moved)) + slack(moved)) * share + law.infinite * (1 + 2 ** -40),
      )
    },
    lower: (epsilon) => {
      const moved = epsilon + law.lossError
      return Math.max(0, (value(moved) - slack(moved)) / share) + law.infinite * (1 - 2 ** -40)
    },
  }
}

/** About the smallest epsilon at which a falling function is at most delta: never one at which it is above. */
export function epsilonAbove(
  curve: (epsilon: number) => number,
  delta: number,
  highest: number,
  most: number = highest,
): number {
  if (curve(0) <= delta) return 0
  let [above, atMost] = [0, highest]
  if (!(curve(atMost) <= delta)) {
    above = atMost
    atMost = Math.max(highest, most)
  }
  if (!(curve(atMost) <= delta)) return Number.POSITIVE_INFINITY
  for (let i = 0; i < 60 && atMost - above > 1e-9 * atMost; i++) {
    const middle = (above + atMost) / 2
    if (curve(middle) <= delta) atMost = middle
    else above = middle
  }
  return atMost
}

/**
 * An epsilon at which the curve is above delta, about the largest below `near`; 0 if none is found. The curve may be of no
 * use far below: it is looked at near by first.
 */
export function epsilonBelow(
  curve: (epsilon: number) => number,
  delta: number,
  near: number,
): number {
  if (!(near > 0)) return 0
  let atMost = near
  for (let gap = near * 2 ** -30; gap < near; gap *= 4) {
    let above = near - gap
    if (curve(above) > delta) {
      for (let i = 0; i < 40 && atMost - above > 1e-9 * near; i++) {
        const middle = (above + atMost) / 2
        if (curve(middle) > delta) above = middle
        else atMost = middle
      }
      return above
    }
    atMost = above
  }
  return 0
}
