/** The colour of a value: blue above 0, orange below, paler toward 0; told apart with every kind of colour sight. */

import type { Interval } from './drawable.ts'

type Colour = readonly [red: number, green: number, blue: number]

const pale: Colour = [243, 246, 248]
const above: readonly Colour[] = [pale, [146, 197, 222], [33, 102, 172], [8, 48, 97]]
const below: readonly Colour[] = [pale, [253, 190, 133], [217, 95, 2], [127, 48, 2]]

/** A fill, and whether text on it must be light. */
export interface Shade {
  readonly fill: string
  readonly dark: boolean
}

/** @param range of all values, with 0 */
export function shadeOf(value: number, [low, high]: Interval): Shade {
  const most = Math.max(-low, high)
  const share = most > 0 ? Math.min(1, Math.abs(value) / most) : 0
  const ramp = value < 0 ? below : above
  const at = share * (ramp.length - 1)
  const from = ramp[Math.min(ramp.length - 2, Math.floor(at))] ?? pale
  const to = ramp[Math.min(ramp.length - 1, Math.floor(at) + 1)] ?? pale
  const part = at - Math.min(ramp.length - 2, Math.floor(at))
  const mix = (one: number, other: number): number => Math.round(one + (other - one) * part)
  const colour: Colour = [mix(from[0], to[0]), mix(from[1], to[1]), mix(from[2], to[2])]
  return { fill: `rgb(${colour.join(',')})`, dark: luminance(colour) < 0.4 }
}

/** Of sRGB, roughly: enough to choose between light and dark text. */
function luminance([red, green, blue]: Colour): number {
  const linear = (part: number): number => (part / 255) * (part / 255)
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}
