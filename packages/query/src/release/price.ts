/** What a proved question costs, and the noise that this buys (S10, S11). */
import {
  calibrateJointGaussian,
  calibrateJointLaplace,
  DitherError,
  deltaBudget,
  type Event,
  type JointSensitivity,
  jointGaussian,
  jointLaplace,
  type Loss,
  pureLoss,
} from '@dither/core'
import { composedEvent } from '@dither/core/account'
import type { Rational } from '@dither/math'
import { cellCount } from '../plan/cells.ts'
import { mergedLength } from '../plan/merged.ts'
import { movedKeys } from '../proof/private-keys/key-reach-of.ts'
import type { NoisedVector, Proof, Selection } from '../proof/proof.ts'
import { accounting } from './accounting.ts'
import { type OtherNoise, otherNoise } from './least-noise.ts'
import { selectionEvent, selectionScale } from './price-selection.ts'
import { type PricedKeys, pricedKeys } from './private-keys/priced-keys.ts'
import type { PricedPart } from './total-event.ts'

/** How an answer is chosen. */
export type Chosen = 'exponential' | 'permute-and-flip'

/** A question with its cost: a function of the proof and the budget alone. */
export interface Priced {
  readonly proof: Proof
  /**
   * `none` when the answer is public. One that is chosen, is so by `permute-and-flip`; by `exponential` where
   * the budget is a rho, of which it takes a quarter.
   */
  readonly mechanism: 'laplace' | 'gaussian' | Chosen | 'none'
  /** What it was calibrated for; absent when the answer is public. */
  readonly budget?: ExactBudget
  /** One a vector, in lattice steps: scales of discrete Laplace, variances of discrete Gaussian noise; the scale of a choice. */
  readonly noise: readonly Rational[]
  /** The noise that the budget buys too, where the question left the choice open: it has more variance. */
  readonly other?: OtherNoise
  /** The number of coordinates of each vector. */
  readonly lengths: readonly number[]
  /** Of the answer itself: what its keys cost, where they are private, is in `keys`. */
  readonly event: Event
  readonly loss: Loss
  /** The choice of its keys, where they are private: once for all questions that share it. */
  readonly keys?: PricedKeys
  /** Where it is asked of one part of a partition. */
  readonly part?: PricedPart
}

/** A budget whose numbers may be exact already, as those of a share are. */
export type ExactBudget =
  | { readonly epsilon: Rational | number | string }
  | { readonly epsilon: Rational | number | string; readonly delta: Rational | number | string }
  | { readonly rho: Rational | number | string }

/**
 * Calibrates the noise so that the question costs its whole budget and not more. [price.proof.md]
 *
 * `{ epsilon }` buys discrete Laplace noise, `{ rho }` discrete Gaussian. `{ epsilon, delta }` buys both: the one with
 * less variance is taken, unless the question names the other; Laplace noise leaves the delta unspent. A question that names its
 * mechanism must fit its budget.
 *
 * @throws DitherError "invalid_parameter" if mechanism and budget do not fit
 */
export function price(proof: Proof, budget: ExactBudget): Priced {
  const priced = priceAnswer(proof, budget)
  const keys = pricedKeys(proof)
  return keys === undefined ? priced : Object.freeze({ ...priced, keys })
}

/** The same without what choosing private keys costs, which does not follow the budget. */
export function priceAnswer(proof: Proof, budget: ExactBudget): Priced {
  if (proof.vectors.length === 0) return free(proof)
  if (proof.keys !== undefined && 'rho' in budget) throw rhoBesideKeys()
  if (proof.selection !== undefined) return priceSelection(proof, proof.selection, budget)
  const { sensitivity, neighbours } = proof
  const lengths = proof.vectors.map((vector) => vectorLength(vector, proof))
  const { mechanism, noise, other } = chosenNoise(proof, budget, lengths)
  const event =
    mechanism === 'laplace'
      ? jointLaplace({ scales: noise }).event(sensitivity, neighbours)
      : gaussianEvent(noise, budget, proof, lengths)
  return Object.freeze({
    proof,
    mechanism,
    budget,
    noise,
    ...(other === undefined ? {} : { other }),
    lengths,
    event,
    loss: accounting.priceEvent(event, { measure: measureOf(budget) }),
  })
}

/** Of private keys as many coordinates as can differ between neighbours: all others have the same noise in both. */
function vectorLength({ merged }: NoisedVector, proof: Proof): number {
  const { axes } = proof.bounded
  if (proof.keys !== undefined) return Number(movedKeys(proof.keys, proof))
  return merged === undefined ? cellCount(axes) : mergedLength(axes, merged)
}

/** A choice uses the epsilon of a budget with a delta, and none of the delta. */
function priceSelection(proof: Proof, selection: Selection, budget: ExactBudget): Priced {
  if ('delta' in budget) deltaBudget(budget.delta)
  const mechanism = 'rho' in budget ? 'exponential' : 'permute-and-flip'
  const scale = selectionScale(selection, budget)
  const event = selectionEvent(selection, scale, mechanism, proof.neighbours)
  return Object.freeze({
    proof,
    mechanism,
    budget,
    noise: Object.freeze([scale]),
    lengths: Object.freeze([cellCount(proof.bounded.axes)]),
    event,
    loss: accounting.priceEvent(event, { measure: measureOf(budget) }),
  })
}

/** Whether the answer is chosen, and so takes no noise. */
export function isChosen(mechanism: Priced['mechanism']): mechanism is Chosen {
  return mechanism === 'exponential' || mechanism === 'permute-and-flip'
}

function rhoBesideKeys(): DitherError {
  return new DitherError(
    'invalid_parameter',
    'budget is a rho, must be an epsilon beside private keys',
    {
      parameter: 'budget.rho',
      rule: 'S13',
      charged: false,
      wayOut: 'Give { epsilon }, or { epsilon, delta }: choosing keys has a delta',
    },
  )
}

/** The measure that a budget speaks in. */
function measureOf(budget: ExactBudget): 'pure' | 'approximate' | 'zcdp' {
  if ('rho' in budget) return 'zcdp'
  return 'delta' in budget ? 'approximate' : 'pure'
}

/** A question whose answer is public costs nothing. */
export function free(proof: Proof): Priced {
  return Object.freeze({
    proof,
    mechanism: 'none',
    noise: Object.freeze([]),
    lengths: Object.freeze([]),
    event: composedEvent([], proof.neighbours),
    loss: pureLoss(0),
  })
}

/** The noise that the question asks for, or the better of what the budget buys. */
function chosenNoise(
  { question, sensitivity, shares }: Proof,
  budget: ExactBudget,
  lengths: readonly number[],
): Pick<Priced, 'noise' | 'other'> & { readonly mechanism: 'laplace' | 'gaussian' } {
  if ('delta' in budget) deltaBudget(budget.delta)
  const kinds = kindsFor(question.mechanism, budget)
  const [laplace, gaussian] = [
    kinds.includes('laplace') && 'epsilon' in budget
      ? calibrateJointLaplace({ epsilon: budget.epsilon, sensitivity, shares })
      : undefined,
    kinds.includes('gaussian') ? gaussianNoise(budget, sensitivity, shares, lengths) : undefined,
  ]
  if (laplace === undefined || gaussian === undefined)
    return laplace === undefined
      ? { mechanism: 'gaussian', noise: gaussian ?? [] }
      : { mechanism: 'laplace', noise: laplace }
  // (1) By public facts alone; each costs at most the budget.
  const other = otherNoise(laplace, gaussian)
  return other.mechanism === 'gaussian'
    ? { mechanism: 'laplace', noise: laplace, other }
    : { mechanism: 'gaussian', noise: gaussian, other }
}

function gaussianNoise(
  budget: ExactBudget,
  sensitivity: JointSensitivity,
  shares: readonly string[],
  lengths: readonly number[],
): readonly Rational[] | undefined {
  if ('rho' in budget) return calibrateJointGaussian({ rho: budget.rho, sensitivity, shares })
  return 'delta' in budget
    ? calibrateJointGaussian({ ...budget, sensitivity, shares, lengths })
    : undefined
}

function gaussianEvent(
  variances: readonly Rational[],
  budget: ExactBudget,
  { sensitivity, neighbours }: Proof,
  lengths: readonly number[],
): Event {
  const claim = 'delta' in budget ? { claim: budget } : {}
  return jointGaussian({ variances }).event(sensitivity, { lengths, neighbours, ...claim })
}

/** @throws DitherError "invalid_parameter" if the budget does not buy what is asked */
function kindsFor(
  asked: Proof['question']['mechanism'],
  budget: ExactBudget,
): readonly ('laplace' | 'gaussian')[] {
  const bought = {
    pure: ['laplace'],
    approximate: ['laplace', 'gaussian'],
    zcdp: ['gaussian'],
  } as const
  const kinds = bought[measureOf(budget)]
  const wanted = asked === 'geometric' ? 'laplace' : asked
  if (wanted === undefined) return kinds
  if (kinds.some((kind) => kind === wanted)) return [wanted]
  throw wanted === 'laplace'
    ? new DitherError('invalid_parameter', `mechanism is ${asked}, needs a budget of epsilon`, {
        parameter: 'mechanism',
        wayOut: 'Give { epsilon }, or { epsilon, delta }',
      })
    : new DitherError('invalid_parameter', 'mechanism is gaussian, needs a delta or rho', {
        parameter: 'mechanism',
        wayOut: 'Give { epsilon, delta } or { rho }',
      })
}
