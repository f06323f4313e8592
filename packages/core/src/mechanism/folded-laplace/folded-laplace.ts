/** Discrete Laplace noise that is folded back at public bounds. */
import type { InvokeOptions } from '../../calculus/invoke-options.ts'
import { readOptions } from '../../space/read-options.ts'
import { type Clamp, clampTo } from '../clamp.ts'
import {
  type DiscreteLaplace,
  type DiscreteLaplaceOptions,
  discreteLaplace,
} from '../discrete-laplace/discrete-laplace.ts'
import { type BoundsOptions, readBounds } from '../read-bounds.ts'
import { readValue } from '../read-value.ts'
import { readable } from '../readable.ts'

/** Noise as for `discreteLaplace`, with both bounds. */
export type FoldedLaplaceOptions = DiscreteLaplaceOptions & BoundsOptions

/** Folded discrete Laplace noise; made by `foldedLaplace`. */
export interface FoldedLaplace
  extends Pick<DiscreteLaplace, 'scale' | 'loss' | 'event' | 'accuracy'> {
  readonly kind: 'foldedLaplace'
  readonly clamp: Clamp
  /** A fresh answer within the bounds. A value beyond them is first moved to the nearest. */
  readonly invoke: (value: bigint, options?: InvokeOptions) => bigint
  /** Independent noise on every coordinate. */
  readonly invokeVector: (values: readonly bigint[], options?: InvokeOptions) => bigint[]
}

/**
 * Adds discrete Laplace noise, and folds the sum back at the bounds until it is within: bound - k becomes bound + k.
 *
 * Neighbours: inputs at distance at most `sensitivity` (L1).
 * Loss: pure DP, epsilon = sensitivity / scale, that of `discreteLaplace`: folding sees the noisy value alone.
 * [folded-laplace.proof.md]
 * Accuracy: that of the noise, which folding never takes further off; conservative.
 *
 * @throws DitherError "invalid_parameter" if a parameter is out of its range
 */
export function foldedLaplace(options: FoldedLaplaceOptions): FoldedLaplace {
  readOptions('foldedLaplace', options, 'lower upper scale epsilon sensitivity accuracy confidence')
  const clamp = Object.freeze(readBounds(options))
  const { lower: _lower, upper: _upper, ...unbounded } = options
  const { scale, loss, event, accuracy, invoke } = discreteLaplace(unbounded)
  // (1) What is folded is the noisy value; (2) clamping the input first brings neighbours no further apart.
  const folded = (value: bigint, from?: InvokeOptions): bigint =>
    foldTo(invoke(clampTo(readValue(value), clamp), from), clamp)
  return readable({
    kind: 'foldedLaplace',
    scale,
    clamp,
    invoke: folded,
    invokeVector: (values: readonly bigint[], from?: InvokeOptions) =>
      values.map((value) => folded(value, from)),
    loss,
    event,
    accuracy,
  })
}

/** Mirrors a value at the bounds until it is within: period 2 (upper - lower). */
function foldTo(value: bigint, { lower, upper }: Clamp): bigint {
  const period = 2n * (upper - lower)
  const rest = (value - lower) % period
  const place = rest < 0n ? rest + period : rest
  return lower + (2n * place > period ? period - place : place)
}
