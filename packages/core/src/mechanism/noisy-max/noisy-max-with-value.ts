/** Report noisy max that also tells the winner's score: with noise of its own, at a price of its own. */
import {
  add,
  compare,
  multiply,
  type Rational,
  type RationalLike,
  rational,
  subtract,
} from '@dither/math'
import type { InvokeOptions } from '../../calculus/invoke-options.ts'
import { type ComposedEvent, composedEvent } from '../../space/events/composed.ts'
import { type PureLoss, pureLoss } from '../../space/loss.ts'
import { epsilonBudget, exactParameter, wrongParameter } from '../../space/parameter.ts'
import { readOptions, readWord } from '../../space/read-options.ts'
import { type DiscreteLaplace, discreteLaplace } from '../discrete-laplace/discrete-laplace.ts'
import type { ScoreChange } from '../exponential/exponential-scale.ts'
import { readable } from '../readable.ts'
import { type NoisyMax, type NoisyMaxChange, noisyMax, noisyMin } from './noisy-max.ts'
import type { ScoreNoise } from './noisy-order.ts'

/** What both parts may cost together, and how they share it. */
export type NoisyMaxWithValueOptions = ScoreChange & {
  readonly epsilon: RationalLike
  /** The part of epsilon that is spent on the value; 1/2 unless said. */
  readonly valueShare?: RationalLike
  /** Which candidate is wanted: the largest unless said. */
  readonly want?: 'largest' | 'smallest'
  /** Of the choice; exponential unless said. */
  readonly noise?: ScoreNoise
}

/** Which candidate was chosen, and about how large its score is. */
export interface ChosenValue {
  /** Its place, from 0. */
  readonly index: number
  /** Its score with fresh discrete Laplace noise. */
  readonly value: bigint
}

/** Made by `noisyMaxWithValue`. */
export interface NoisyMaxWithValue {
  /** Its name. */
  readonly kind: 'noisyMaxWithValue'
  /** How the candidate is chosen. */
  readonly choice: NoisyMax
  /** The noise on its score. */
  readonly valueNoise: DiscreteLaplace
  /** Chooses a candidate, and tells its score with fresh noise. */
  readonly invoke: (scores: readonly bigint[], options?: InvokeOptions) => ChosenValue
  /** The losses of both, added. */
  readonly loss: (change?: NoisyMaxChange) => PureLoss
  /** What a release costs, as data: both events. */
  readonly event: (change?: NoisyMaxChange) => ComposedEvent
}

/**
 * Chooses as `noisyMax` does, then tells the chosen score with fresh discrete Laplace noise.
 *
 * Neighbours: inputs with the same candidates in the same order, whose scores each differ by at most
 * `sensitivity`; `monotone` as for `noisyMax`.
 * Loss: pure DP, that of the choice and sensitivity / scale of the value's noise: epsilon exactly.
 * [noisy-max.proof.md]
 *
 * The noise that won is never told: told, it would cost as much as the noisy scores of all candidates.
 *
 * @throws DitherError "invalid_parameter" if a parameter is out of its range or a score is no bigint
 */
export function noisyMaxWithValue(options: NoisyMaxWithValueOptions): NoisyMaxWithValue {
  readOptions('noisyMaxWithValue', options, 'epsilon valueShare want noise sensitivity monotone')
  const { valueShare = '1/2', want = 'largest', ...rest } = options
  readWord('want', want, 'largest', 'smallest')
  const epsilon = epsilonBudget(options.epsilon)
  const forValue = multiply(shareOf(valueShare), epsilon)
  const make = want === 'smallest' ? noisyMin : noisyMax
  const choice = make({ ...rest, epsilon: subtract(epsilon, forValue) })
  const valueNoise = discreteLaplace({ epsilon: forValue, sensitivity: options.sensitivity })
  const parts = ({ sensitivity = options.sensitivity, neighbours }: NoisyMaxChange) => ({
    sensitivity,
    ...(neighbours === undefined ? {} : { neighbours }),
  })
  return readable({
    kind: 'noisyMaxWithValue',
    choice,
    valueNoise,
    invoke: (scores: readonly bigint[], invokeOptions: InvokeOptions = {}) => {
      const index = choice.invoke(scores, invokeOptions)
      const score = scores[index]
      if (typeof score !== 'bigint') throw wrongParameter('score', 'a fraction', 'must be a bigint')
      return Object.freeze({ index, value: valueNoise.invoke(score, invokeOptions) }) // (1)
    },
    loss: (change: NoisyMaxChange = {}) =>
      pureLoss(
        add(choice.loss(change).exact.epsilon, valueNoise.loss(parts(change)).exact.epsilon),
      ),
    event: (change: NoisyMaxChange = {}) =>
      composedEvent([choice.event(change), valueNoise.event(parts(change))]),
  })
}

function shareOf(value: RationalLike): Rational {
  const share = exactParameter('valueShare', value)
  if (compare(share, rational(0)) <= 0 || compare(share, rational(1)) >= 0)
    throw wrongParameter('valueShare', value, 'must be more than 0 and less than 1')
  return share
}
