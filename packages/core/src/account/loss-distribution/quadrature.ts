/** Integrals of Gaussian densities over short intervals, by rules of Gauss and Legendre. */
import { normalTail } from '@dither/math'

/** Points on [-1, 1], with half their weights. */
export interface Rule {
  readonly points: readonly number[]
  readonly weights: readonly number[]
}

/** By how wide an interval they serve, times how far out it is. */
const rules = [
  { widest: 0.0004, points: [-0.5773502691896257, 0.5773502691896257], weights: [0.5, 0.5] },
  {
    widest: 0.02,
    points: [-0.7745966692414834, 0, 0.7745966692414834],
    weights: [0.2777777777777778, 0.4444444444444444, 0.2777777777777778],
  },
  {
    widest: 0.1,
    points: [-0.8611363115940526, -0.33998104358485626, 0.33998104358485626, 0.8611363115940526],
    weights: [0.17392742256872692, 0.3260725774312731, 0.3260725774312731, 0.17392742256872692],
  },
] as const

/** No part of an interval is wider, times how far out it is. */
export const widest = 0.1

/** By which share an integral of `rise` or `fall` may be off. [loss-distribution.proof.md] */
export const quadratureError: number = 2 ** -41

/** @param width times how far out */
export function ruleFor(width: number): Rule {
  return width <= rules[0].widest ? rules[0] : width <= rules[1].widest ? rules[1] : rules[2]
}

/** Beyond this many deviations a double holds no density. */
export const farthest = 37

/** About as many deviations as leave this tail. */
export function deviationsFor(tail: number): number {
  let z = 1
  while (z < farthest && normalTail(z) > tail) z += 1 / 16
  return z
}
