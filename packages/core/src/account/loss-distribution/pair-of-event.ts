/** Which pair dominates an event. */
import {
  exp,
  type Rational,
  rational,
  sqrtDown,
  subtract,
  toNumberDown,
  toNumberUp,
} from '@dither/math'
import { DitherError } from '../../error.ts'
import type { Event } from '../../space/event.ts'
import type { DiscreteGaussianEvent } from '../../space/events/discrete-gaussian.ts'
import type { SampledWithoutReplacementEvent } from '../../space/events/sampled.ts'
import { treeLevels } from '../../space/events/tree.ts'
import { priceEvent } from '../price-event.ts'
import { type Atom, approximatePair, atomsPair, purePair } from './atoms-pair.ts'
import type { DominatingPair } from './dominating-pair.ts'
import { fixedSizePair } from './fixed-size-pair.ts'
import { gaussianPair } from './gaussian-pair.ts'
import { laplacePair } from './laplace-pair.ts'
import { sampledPair } from './sampled-pair.ts'

/**
 * A dominating pair of one event, which is no composition. [loss-distribution.proof.md]
 *
 * @throws DitherError "unsupported" for events of which no pair is known
 */
export function pairOf(event: Event): DominatingPair {
  switch (event.kind) {
    case 'gaussian':
      return gaussianPair(toNumberDown(rational(event.noiseMultiplier)))
    case 'tree': {
      const deviation = toNumberDown(rational(event.noiseMultiplier))
      return gaussianPair(deviation / Math.sqrt(Number(treeLevels(event))) / (1 + 2 ** -50))
    }
    case 'laplace':
      return laplacePair(toNumberDown(rational(event.noiseMultiplier)))
    case 'discreteGaussian':
      return discreteGaussianPair(event)
    case 'poissonSampled':
      return sampledPair(pairOf(event.event), ...ratesOf(event, rational(event.rate)))
    case 'sampledWithoutReplacement':
      return onSampleOf(event)
    case 'approximate':
      return approximatePair(toNumberUp(rational(event.epsilon)), toNumberUp(rational(event.delta)))
    case 'zcdp':
      throw noPair(event, 'a rho says nothing of which losses there are', 'rdp() or zCDP')
    case 'jointGaussian':
      throw noPair(event, 'several directions may be the worst', 'rdp() or zCDP')
    case 'nonPrivate':
      throw noPair(event, 'it has no privacy', 'a private answer')
    case 'composed':
    case 'selfComposed':
    case 'parallel':
      throw noPair(event, 'its parts must be composed by themselves', 'one event a part')
    default:
      return pricedPair(event)
  }
}

function onSampleOf(event: SampledWithoutReplacementEvent): DominatingPair {
  const pair = pairOf(event.event)
  if (!pair.symmetric) throw noPair(event, 'its part has a direction', 'a part that has none')
  const rate = rational(BigInt(event.sample), BigInt(event.population))
  return fixedSizePair(pair, ...ratesOf(event, rate))
}

/** The rate, rounded up, and what it lacks of 1, each rounded once. */
function ratesOf(event: Event, exact: Rational): readonly [rate: number, rest: number] {
  const [rate, rest] = [toNumberUp(exact), toNumberUp(subtract(rational(1), exact))]
  if (rate >= nearest && (rest === 0 || rest >= nearest)) return [rate, rest]
  throw noPair(event, 'its rate is too near to 0 or 1', 'a rate of at least 1e-200')
}

/** Anything that is epsilon-DP, or (epsilon, delta)-DP, has the pair of that. */
function pricedPair(event: Event): DominatingPair {
  const loss = priceEvent(event, { measure: 'approximate' })
  if (loss.kind === 'zcdp') throw noPair(event, 'it has a rho alone', 'rdp() or zCDP')
  const epsilon = toNumberUp(loss.exact.epsilon)
  return loss.kind === 'pure'
    ? purePair(epsilon)
    : approximatePair(epsilon, toNumberUp(loss.exact.delta))
}

/** Of rates, and of what they lack of 1: doubles are far from their ends. */
const nearest = 1e-200

/** Density that is left out on either side. */
const farthest = 38
const mostAtoms = 2 ** 20

/** One integer that moves by a whole number, or one of several that moves by 1. */
function discreteGaussianPair(event: DiscreteGaussianEvent): DominatingPair {
  const square = rational(event.sensitivitySquared)
  const shift = wholeRoot(square)
  if (shift === undefined || (shift !== 1n && event.dimension > 1))
    throw noPair(event, 'several directions may be the worst', 'rdp() or zCDP')
  const variance = toNumberDown(rational(event.variance))
  const reach = Math.ceil(farthest * Math.sqrt(variance)) + Number(shift)
  if (reach > mostAtoms) return gaussianLike(event)
  const by = Number(shift)
  const masses: number[] = []
  let total = 0
  for (let k = -reach; k <= reach; k++) {
    const mass = exp((-k * k) / (2 * variance))
    masses.push(mass)
    total += mass
  }
  const atoms = masses.map(
    (mass, i): Atom => ({
      mass: mass / total,
      massOfQ: exp(-((i - reach + by) * (i - reach + by)) / (2 * variance)) / total,
      // P is centred on `by`, Q on 0; at the output by + k.
      loss: (by * (2 * (i - reach) + by)) / (2 * variance),
    }),
  )
  return atomsPair({
    atoms,
    onlyP: 2 ** -1000,
    onlyQ: 2 ** -1000,
    symmetric: true,
    lattice: by / (2 * variance),
    massError: 2 ** -50 * (8 + farthest * farthest) + 2 ** -52 * reach,
    lossError: 2 ** -50 * (1 + (by * farthest) / Math.sqrt(variance)),
  })
}

function gaussianLike(event: DiscreteGaussianEvent): never {
  throw noPair(event, 'its losses are too many to list', 'rdp() or zCDP')
}

function wholeRoot({ numerator, denominator }: Rational): bigint | undefined {
  if (denominator !== 1n) return undefined
  const root = sqrtDown(rational(numerator))
  return root.denominator === 1n && root.numerator ** 2n === numerator && numerator > 0n
    ? root.numerator
    : undefined
}

function noPair({ kind }: Event, why: string, instead: string): DitherError {
  return new DitherError('unsupported', `no dominating pair is known for ${kind}: ${why}`, {
    parameter: 'event',
    rule: 'S21',
    wayOut: `Use ${instead}`,
  })
}
