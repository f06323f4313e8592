/** Snapped Laplace noise on floating-point numbers: few answers, far apart. */
import {
  add,
  compare,
  divide,
  floorLog2,
  type Rational,
  type RationalLike,
  rational,
  toNumber,
  toNumberDown,
  toNumberUp,
} from '@dither/math'
import type { InvokeOptions } from '../../calculus/invoke-options.ts'
import { exactParameter, wrongParameter } from '../../space/parameter.ts'
import { readOptions } from '../../space/read-options.ts'
import { twoTo } from '../../space/significant.ts'
import type { ValueBounds } from '../float-grid.ts'
import { type Laplace, type LaplaceOptions, laplace } from '../laplace/laplace.ts'
import { readable } from '../readable.ts'

/** Noise as for `laplace`, with bounds: answers stay within them. */
export type SnappingOptions = LaplaceOptions & { readonly bounds: ValueBounds }

/** Snapped Laplace noise; made by `snapping`. */
export interface Snapping extends Pick<Laplace, 'scale' | 'loss' | 'event' | 'accuracy'> {
  readonly kind: 'snapping'
  /** The smallest power of two that is not below the scale: answers are its multiples, or a bound. */
  readonly step: Rational
  /** A fresh answer. */
  readonly invoke: (value: number, options?: InvokeOptions) => number
  /** Independent noise on every coordinate. */
  readonly invokeVector: (values: readonly number[], options?: InvokeOptions) => number[]
}

/**
 * Adds Laplace noise, rounds to the nearest multiple of a power of two about as large as the scale, and clamps.
 *
 * Neighbours: inputs at distance at most `sensitivity` (L1) over `dimension` coordinates.
 * Loss: pure DP, that of `laplace`: noise is drawn exactly on a fine grid, and rounding and clamping see the
 * noisy value alone. [snapping.proof.md] The published mechanism rounds to mend noise in doubles, and pays for what
 * is left of the flaw; here there is none, and rounding only hides that answers look more exact than they are.
 * `laplace` itself has less error.
 * Accuracy: that of the noise and half a step.
 *
 * @throws DitherError "invalid_parameter" if a parameter is out of its range
 * @see [Mir12]
 */
export function snapping(options: SnappingOptions): Snapping {
  readOptions('snapping', options, 'bounds dimension scale epsilon sensitivity accuracy confidence')
  const { scale, loss, event, accuracy, invoke, invokeVector } = laplace(options)
  const lower = toNumberUp(exactParameter('bounds.lower', options.bounds.lower))
  const upper = toNumberDown(exactParameter('bounds.upper', options.bounds.upper))
  if (lower > upper)
    throw wrongParameter('bounds.lower', lower, 'must be at most upper, in doubles')
  const below = twoTo(floorLog2(scale))
  const step = compare(below, scale) < 0 ? twoTo(floorLog2(scale) + 1) : below
  const width = toNumber(step)
  const half = divide(step, rational(2))
  // (1) A function of the noisy value and of public numbers; powers of two divide exactly.
  const snapped = (noisy: number): number =>
    Math.max(lower, Math.min(upper, Math.round(noisy / width) * width)) + 0
  return readable({
    kind: 'snapping',
    scale,
    step,
    invoke: (value: number, from?: InvokeOptions) => snapped(invoke(value, from)),
    invokeVector: (values: readonly number[], from?: InvokeOptions) =>
      invokeVector(values, from).map(snapped),
    loss,
    event,
    accuracy: (wanted: { readonly confidence: RationalLike }) =>
      toNumberUp(add(rational(accuracy(wanted)), half)),
  })
}
