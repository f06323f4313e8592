/** Running totals by noisy sums of dyadic intervals: the binary tree mechanism. */
import {
  divide,
  formatRational,
  multiply,
  type Rational,
  type RationalLike,
  rational,
  toNumberUp,
} from '@dither/math'
import type { InvokeOptions } from '../../calculus/invoke-options.ts'
import { discreteLaplaceSampler } from '../../random/discrete-laplace/discrete-laplace.ts'
import {
  type DiscreteLaplaceEvent,
  discreteLaplaceEvent,
} from '../../space/events/discrete-laplace.ts'
import { type PureLoss, pureLoss } from '../../space/loss.ts'
import type { Neighbours } from '../../space/neighbours.ts'
import { epsilonBudget, scale as scaleOf, sensitivity } from '../../space/parameter.ts'
import { readOptions } from '../../space/read-options.ts'
import { readable } from '../readable.ts'
import {
  type CountCheckpoint,
  type Counting,
  type CountStream,
  countStream,
  type ResumeOptions,
  readCheckpoint,
} from './count-stream.ts'
import { laplaceSumQuantile } from './laplace-sum-quantile.ts'
import { readStep, readStreamChange, type StreamChange } from './stream-change.ts'

/** How streams differ, and the noise: by what the whole stream may cost, or by its scale. */
export type TreeCounterOptions = StreamChange &
  ({ readonly epsilon: RationalLike } | { readonly scale: RationalLike })

/** Streams of one length and one noise; made by `treeCounter`. */
export interface TreeCounter {
  readonly kind: 'treeCounter'
  /** How many counts a stream takes, at most. */
  readonly steps: number
  /** Of the noise on every interval, exact, in units of the counts. */
  readonly scale: Rational
  /** In how many intervals one step is, at most. */
  readonly levels: number
  /** Begins a stream. Charge its event before. */
  readonly start: (options?: InvokeOptions) => CountStream
  /** Goes on from a checkpoint, for the first time; see `CountStream.checkpoint`. */
  readonly resume: (checkpoint: CountCheckpoint, options: ResumeOptions) => CountStream
  /** Of a whole stream: epsilon = levels * maxSteps * sensitivity / scale. */
  readonly loss: () => PureLoss
  /** What a whole stream costs, as data. */
  readonly event: (change?: { readonly neighbours?: Neighbours }) => DiscreteLaplaceEvent
  /** With the confidence, the total after this step (the last unless said) is within this; up to 1 in 500 too wide. */
  readonly accuracy: (options: {
    readonly confidence: RationalLike
    readonly step?: number
  }) => number
}

/**
 * Tells the running total of a stream after every step, each within noise that grows with log(steps).
 *
 * Neighbours: streams that differ in at most `maxSteps` steps, in each by at most `sensitivity`; also where
 * later counts are chosen by what was told before.
 * Loss: pure DP, for the whole stream, epsilon = levels * maxSteps * sensitivity / scale, levels =
 * floor(log2(steps)) + 1; its event is that of one vector with discrete Laplace noise. [continual-count.proof.md]
 * Noise: discrete Laplace on every dyadic interval once it is complete; a total is a sum of at most `levels` of them.
 *
 * For a zCDP budget `squareRootCounter` errs less.
 *
 * @throws DitherError "invalid_parameter"
 * @see [CSS11], [DNPR10]
 */
export function treeCounter(options: TreeCounterOptions): TreeCounter {
  readOptions('treeCounter', options, 'steps sensitivity maxSteps epsilon scale')
  const { steps, change, maxSteps } = readStreamChange(options)
  const levels = 32 - Math.clz32(steps)
  const moved = multiply(rational(BigInt(levels) * maxSteps), change)
  const scale =
    'scale' in options ? scaleOf(options.scale) : divide(moved, epsilonBudget(options.epsilon))
  const sampler = discreteLaplaceSampler(scaleOf(scale))
  const mechanism = `treeCounter steps ${steps} scale ${formatRational(scale)}`
  const accuracy = (step: number, confidence: RationalLike): bigint =>
    laplaceSumQuantile(scale, ones(step), confidence)
  const counting = (sums: bigint[], noisy: bigint[]): Counting => ({
    mechanism,
    steps,
    take: (count, step, bits) => {
      // (1) The interval that ends here: of as many steps as the lowest 1 of `step` says.
      const level = 31 - Math.clz32(step & -step)
      let sum = count
      for (let i = 0; i < level; i++) {
        sum += sums[i] ?? 0n
        sums[i] = 0n
        noisy[i] = 0n
      }
      sums[level] = sum
      noisy[level] = sum + sampler.draw(bits) // (2) One draw for every interval, when it is complete.
      // (3) The intervals of the ones of `step` make up everything so far; the others are 0.
      return noisy.reduce((total, part) => total + part, 0n)
    },
    secret: () => sums,
    noisy: () => noisy,
    accuracy,
  })
  const nothing = (): bigint[] => Array.from({ length: levels }, () => 0n)
  return readable({
    kind: 'treeCounter',
    steps,
    scale,
    levels,
    start: ({ bits }: InvokeOptions = {}) => countStream(counting(nothing(), nothing()), 0, bits),
    resume: (checkpoint: CountCheckpoint, { bits, firstUse }: ResumeOptions) => {
      const state = readCheckpoint(
        checkpoint,
        { mechanism, steps, sizes: () => [levels, levels] },
        firstUse,
      )
      return countStream(counting(state.secret, state.noisy), state.step, bits)
    },
    loss: () => pureLoss(divide(moved, scale)),
    event: ({ neighbours }: { readonly neighbours?: Neighbours } = {}) =>
      discreteLaplaceEvent({
        scale,
        sensitivity: sensitivity(moved),
        ...(neighbours === undefined ? {} : { neighbours }),
      }),
    accuracy: ({
      confidence,
      step = steps,
    }: {
      readonly confidence: RationalLike
      readonly step?: number
    }) => toNumberUp(rational(accuracy(readStep(step, steps), confidence))),
  })
}

/** How many intervals make up so many steps. */
function ones(step: number): number {
  let count = 0
  for (let rest = step; rest > 0; rest >>= 1) count += rest & 1
  return count
}
