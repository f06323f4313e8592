/** Laws of the loss, weighted towards large losses: where a composition will be looked at. */
import { exp, ln } from '@dither/math'
import type { GridMasses } from './grid-masses.ts'

/** A law, as many times. */
export interface Repeated {
  readonly law: GridMasses
  readonly count: number
}

/** Powers beyond e^this are avoided. */
const mostExponent = 600

/** ln of the sum of masses times e^(tilt loss). */
export function lnMoment({ first, masses, step }: GridMasses, tilt: number): number {
  const length = masses.length
  let sum = 0
  if (tilt >= 0) {
    const ratio = exp(tilt * step)
    for (let i = length - 1; i >= 0; i--) sum = sum * ratio + (masses[i] ?? 0)
    return tilt * first * step + ln(sum)
  }
  const ratio = exp(-tilt * step)
  for (let i = 0; i < length; i++) sum = sum * ratio + (masses[i] ?? 0)
  return tilt * (first + length - 1) * step + ln(sum)
}

/** Of all together. */
export function lnMoments(parts: readonly Repeated[], tilt: number): number {
  return parts.reduce((sum, { law, count }) => sum + count * lnMoment(law, tilt), 0)
}

/** The largest tilt for which no power overflows. */
function mostTilt(parts: readonly Repeated[]): number {
  const widest = Math.max(...parts.map(({ law }) => law.masses.length * law.step))
  return mostExponent / widest
}

/**
 * The tilt at which Chernoff's bound is about the smallest: of the loss with this tail (`lnTail`), or of the tail beyond this
 * loss. An estimate: any tilt is right.
 */
export function bestTilt(
  parts: readonly Repeated[],
  aim: { readonly lnTail: number } | { readonly loss: number },
): number {
  const bound = (tilt: number): number =>
    'loss' in aim
      ? lnMoments(parts, tilt) - tilt * aim.loss
      : (lnMoments(parts, tilt) - aim.lnTail) / tilt
  return smallest(bound, 1e-3, Math.min(mostTilt(parts), 1e4))
}

/** A loss above which less than e^lnTail lies, by Chernoff's bound; or below which, for `side` -1. */
export function chernoff(parts: readonly Repeated[], lnTail: number, side: 1 | -1): number {
  const bound = (tilt: number): number => (lnMoments(parts, side * tilt) - lnTail) / tilt
  return side * bound(smallest(bound, 1e-3, Math.min(mostTilt(parts), 1e4)))
}

/** Where a function of ln x that falls and then rises is about the smallest. */
function smallest(f: (x: number) => number, low: number, high: number): number {
  const golden = 0.6180339887498949
  let [a, b] = [ln(low), ln(high)]
  let [x, y] = [b - golden * (b - a), a + golden * (b - a)]
  let [atX, atY] = [f(exp(x)), f(exp(y))]
  for (let i = 0; i < 16; i++) {
    if (atX < atY) {
      b = y
      y = x
      atY = atX
      x = b - golden * (b - a)
      atX = f(exp(x))
    } else {
      a = x
      x = y
      atX = atY
      y = a + golden * (b - a)
      atY = f(exp(y))
    }
  }
  return exp(atX < atY ? x : y)
}
