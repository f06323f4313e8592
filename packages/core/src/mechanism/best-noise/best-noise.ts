/** Of all noise that a budget buys for an integer vector, that with the least variance. */
import { multiply, type Rational, type RationalLike, rational, sqrtDown } from '@dither/math'
import type { InvokeOptions } from '../../calculus/invoke-options.ts'
import type { DiscreteGaussianEvent } from '../../space/events/discrete-gaussian.ts'
import type { DiscreteLaplaceEvent } from '../../space/events/discrete-laplace.ts'
import type { NormNoiseEvent } from '../../space/events/norm-noise.ts'
import type { StaircaseEvent } from '../../space/events/staircase.ts'
import type { JointSensitivity } from '../../space/joint-sensitivity.ts'
import { approximateLoss, type Loss, zcdpLoss } from '../../space/loss.ts'
import type { Neighbours } from '../../space/neighbours.ts'
import { deltaBudget, epsilonBudget, rhoBudget, wrongParameter } from '../../space/parameter.ts'
import { readOptions } from '../../space/read-options.ts'
import { checkedDimension } from '../dimension.ts'
import { discreteGaussian } from '../discrete-gaussian/discrete-gaussian.ts'
import { readable } from '../readable.ts'
import { staircase } from '../staircase/staircase.ts'
import { vectorNoise } from '../vector-noise/vector-noise.ts'
import { type AllNorms, allNorms, type VectorSensitivity } from './norms.ts'

/** The kinds of noise that are compared, the first preferred where variances are equal. */
export type NoiseName = 'laplace' | 'gaussian' | 'staircase' | 'linf' | 'l2'

/** What may be spent: it decides what kinds of noise there are. */
export type NoiseBudget =
  | { readonly epsilon: RationalLike }
  | { readonly epsilon: RationalLike; readonly delta: RationalLike }
  | { readonly rho: RationalLike }

/** Public facts alone. */
export interface BestNoiseOptions {
  readonly budget: NoiseBudget
  /** In any norms; those that are left out are taken from the others. */
  readonly sensitivity: VectorSensitivity | JointSensitivity
  /** The number of coordinates; 1 unless said. */
  readonly dimension?: number
  readonly neighbours?: Neighbours
}

/** One kind of noise, calibrated. */
export interface NoiseCandidate {
  readonly name: NoiseName
  /** Of each coordinate. */
  readonly variance: number
  /** What it costs: at most the budget; a kind without a delta costs none. */
  readonly loss: Loss
  /** The vector with fresh noise. */
  readonly invoke: (values: readonly bigint[], options?: InvokeOptions) => bigint[]
  /** What a release costs, as data. */
  readonly event: () =>
    | DiscreteLaplaceEvent
    | DiscreteGaussianEvent
    | StaircaseEvent
    | NormNoiseEvent
  /** An a with Pr[|noise of a coordinate| <= a] >= confidence. */
  readonly accuracy: (options: { readonly confidence: RationalLike }) => number
}

/** The noise with the least variance, and all that it was compared with. */
export interface BestNoise extends NoiseCandidate {
  readonly kind: 'bestNoise'
  readonly dimension: number
  /** All kinds of noise that the budget buys, by variance: the chosen one is the first. */
  readonly candidates: readonly NoiseCandidate[]
  /** Why: the chosen kind and its variance, and what comes next. */
  readonly reason: string
}

/** Variances closer than that are equal, and the kind that was named first is taken. */
const nearTie = 1 + 2 ** -16

/**
 * The noise with the least variance for a budget and a sensitivity, chosen from public facts alone.
 *
 * Neighbours: integer vectors whose difference is within all norms of `sensitivity`.
 * Loss: at most the budget; pure noise bought with (epsilon, delta) costs no delta, and with rho it takes the epsilon
 * whose epsilon^2 / 2 is rho. [best-noise.proof.md]
 * Noise: discrete Laplace; discrete Gaussian where there is a delta or a rho; staircase for one coordinate; and the
 * K-norm mechanisms of the L-infinity and the L2 norm for several. Exactly drawn, independent of the input.
 *
 * @throws DitherError "invalid_parameter" if a parameter is out of its range
 * @see [GV16], [BW18], [AS21]
 */
export function bestNoise(options: BestNoiseOptions): BestNoise {
  readOptions(
    'bestNoise',
    options,
    'budget sensitivity dimension neighbours',
    'Give { budget: { epsilon }, sensitivity: { l1 } }: budget holds { epsilon }, { epsilon, delta } or { rho }',
  )
  const { budget, sensitivity } = options
  if (typeof budget !== 'object' || budget === null)
    throw wrongParameter('budget', budget ?? 'missing', 'must be an object', 'Say { epsilon: 1 }')
  readOptions('a budget', budget, 'epsilon delta rho')
  if (typeof sensitivity !== 'object' || sensitivity === null)
    throw wrongParameter(
      'sensitivity',
      sensitivity ?? 'missing',
      'must be an object',
      'Say { l1: 1 }',
    )
  readOptions('a sensitivity', sensitivity, 'l1 l2Squared lInfinity worstCases')
  const dimension = checkedDimension(options.dimension)
  const norms = allNorms(sensitivity, dimension)
  const { neighbours } = options
  const question = {
    norms,
    dimension,
    ...(neighbours === undefined ? {} : { neighbours }),
  }
  // (1) Every kind costs at most the budget, so that any choice of public facts does.
  const found = [
    ...pureKinds(question, pureBudget(budget), budget),
    ...gaussianKinds(question, budget),
  ]
  const best = found.reduce((one, other) => (isBetter(other, one) ? other : one))
  const candidates = [
    best,
    ...found.filter((one) => one !== best).sort((a, b) => a.variance - b.variance),
  ]
  return readable({
    ...best,
    kind: 'bestNoise',
    dimension,
    candidates: Object.freeze(candidates),
    reason: reasonOf(candidates),
  })
}

interface NoiseQuestion {
  readonly norms: AllNorms
  readonly dimension: number
  readonly neighbours?: Neighbours
}

/** The epsilon that pure noise may cost: for a rho, the largest with epsilon^2 / 2 <= rho [BS16]. */
function pureBudget(budget: NoiseBudget): Rational {
  if (!('rho' in budget)) return epsilonBudget(budget.epsilon)
  return sqrtDown(multiply(rational(2), rhoBudget(budget.rho)), 40) // (2)
}

function pureKinds(
  { norms, dimension, neighbours }: NoiseQuestion,
  epsilon: Rational,
  budget: NoiseBudget,
): readonly NoiseCandidate[] {
  const by = neighbours === undefined ? {} : { neighbours }
  const vector = (name: NoiseName, noise: ReturnType<typeof vectorNoise>): NoiseCandidate => ({
    name,
    variance: noise.variance,
    loss: inMeasure(noise.loss(), budget),
    invoke: noise.invoke,
    event: () => noise.event(by),
    accuracy: noise.accuracy,
  })
  const base = { dimension, epsilon }
  const laplace = vector('laplace', vectorNoise({ ...base, norm: 'l1', sensitivity: norms.l1 }))
  if (dimension > 1)
    return [
      laplace,
      vector('linf', vectorNoise({ ...base, norm: 'linf', sensitivity: norms.lInfinity })),
      vector('l2', vectorNoise({ ...base, norm: 'l2', sensitivitySquared: norms.l2Squared })),
    ]
  const stairs = staircase({ epsilon, sensitivity: norms.l1 })
  return [
    laplace,
    {
      name: 'staircase',
      variance: stairs.variance,
      loss: inMeasure(stairs.loss(), budget),
      invoke: (values, how) => checked(values, 1).map((value) => stairs.invoke(value, how)),
      event: () => stairs.event(by),
      accuracy: stairs.accuracy,
    },
  ]
}

function gaussianKinds(
  { norms, dimension, neighbours }: NoiseQuestion,
  budget: NoiseBudget,
): readonly NoiseCandidate[] {
  const by = neighbours === undefined ? {} : { neighbours }
  if (!('rho' in budget) && !('delta' in budget)) return []
  const square = { sensitivitySquared: norms.l2Squared, dimension }
  const noise =
    'rho' in budget
      ? discreteGaussian({ ...square, rho: budget.rho })
      : discreteGaussian({ ...square, epsilon: budget.epsilon, delta: budget.delta })
  return [
    {
      name: 'gaussian',
      variance: noise.variance,
      // (3) What it was calibrated for, which its pricer proves again.
      loss:
        'rho' in budget
          ? noise.loss()
          : approximateLoss(epsilonBudget(budget.epsilon), deltaBudget(budget.delta)),
      invoke: (values, how) => noise.invokeVector(checked(values, dimension), how),
      event: () => noise.event(by),
      accuracy: noise.accuracy,
    },
  ]
}

/** A pure loss in the measure of the budget: a rho of epsilon^2 / 2 beside a rho. */
function inMeasure(
  loss: ReturnType<ReturnType<typeof vectorNoise>['loss']>,
  budget: NoiseBudget,
): Loss {
  if (!('rho' in budget)) return loss
  const { epsilon } = loss.exact
  return zcdpLoss(multiply(rational('1/2'), multiply(epsilon, epsilon)))
}

function checked(values: readonly bigint[], dimension: number): readonly bigint[] {
  if (values.length === dimension) return values
  throw wrongParameter('dimension', dimension, 'must be the length of the vector')
}

const order: readonly NoiseName[] = ['laplace', 'gaussian', 'staircase', 'linf', 'l2']

/** By variance; by the order of names where they are nearly equal. */
function isBetter(one: NoiseCandidate, other: NoiseCandidate): boolean {
  const earlier = order.indexOf(one.name) < order.indexOf(other.name)
  return earlier
    ? one.variance <= other.variance * nearTie
    : one.variance * nearTie < other.variance
}

function reasonOf([best, next]: readonly NoiseCandidate[]): string {
  if (best === undefined) return ''
  const own = `${best.name} has variance ${best.variance.toPrecision(4)}`
  if (next === undefined) return `${own}; no other noise is bought by the budget`
  return `${own}; next is ${next.name} with ${next.variance.toPrecision(4)}`
}
