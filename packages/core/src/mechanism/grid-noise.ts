/** Adds whole steps of noise to floating-point values. */
import { toNumber } from '@dither/math'
import type { InvokeOptions } from '../calculus/invoke-options.ts'
import type { BitSource } from '../random/bits.ts'
import { secureBits } from '../random/secure-bits/secure-bits.ts'
import { wrongParameter } from '../space/parameter.ts'
import { checkLength } from './dimension.ts'
import { type FloatGrid, fromSteps, toSteps } from './float-grid.ts'

/** Draws of whole numbers of steps. */
export interface StepSampler {
  draw(bits?: BitSource): bigint
  fill(out: Float64Array, bits?: BitSource): Float64Array
}

/** What both kinds of noise on doubles can do. */
export interface GridNoise {
  /** The value, rounded to the grid and clamped to the bounds, with fresh noise. What is no number counts as NaN does. */
  readonly invoke: (value: number, options?: InvokeOptions) => number
  /** Independent noise on every coordinate. */
  readonly invokeVector: (values: readonly number[], options?: InvokeOptions) => number[]
  /** Fills `out` with independent noise, without values, and returns it. */
  readonly fill: (out: Float64Array, options?: InvokeOptions) => Float64Array
}

/** Doubles hold these whole numbers, and the sum of any two of them, exactly. */
const half = 2n ** 52n
const halfNumber = Number(half)

/** Noise from the sampler on the grid: every result is an exact multiple of the step. */
export function gridNoise(sampler: StepSampler, grid: FloatGrid, dimension: number): GridNoise {
  const step = toNumber(grid.step)
  const perStep = 1 / step
  const lower = grid.lower === undefined ? -halfNumber : Number(grid.lower)
  const upper = grid.upper === undefined ? halfNumber : Number(grid.upper)
  const noisy = (given: number, bits: BitSource): number => {
    const noise = sampler.draw(bits) // (1) drawn without looking at the value
    const value = typeof given === 'number' ? given : Number.NaN // no value raises an error (S15)
    const scaled = value * perStep // exact: a power of two
    if (Math.abs(scaled) < halfNumber && noise < half && noise > -half) {
      // (2) Math.round is exact, and so are sums and products below 2^53 steps.
      const rounded = Math.max(lower, Math.min(upper, Math.round(scaled)))
      return (rounded + Number(noise)) * step
    }
    return fromSteps(toSteps(value, grid) + noise, grid) // (3) the same in whole numbers
  }
  return {
    invoke: (value, { bits = secureBits() } = {}) => noisy(value, bits),
    // (4) One fresh draw for every coordinate.
    invokeVector: (values, { bits = secureBits() } = {}) => {
      checkLength(values, dimension) // rounding to the grid costs up to a step a coordinate
      return values.map((value) => noisy(value, bits))
    },
    fill: (out, { bits = secureBits() } = {}) => {
      if (!(out instanceof Float64Array))
        throw wrongParameter('out', 'another array', 'must be a Float64Array')
      sampler.fill(out, bits)
      for (let i = 0; i < out.length; i++) out[i] = (out[i] ?? 0) * step
      return out
    },
  }
}
