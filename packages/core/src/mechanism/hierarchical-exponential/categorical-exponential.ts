/** A person's category, or one near it, by the exponential mechanism: for people who trust nobody with it. */
import {
  divide,
  expFixed,
  type Interval,
  multiply,
  type Rational,
  type RationalLike,
  rational,
  toNumberUp,
} from '@dither/math'
import type { InvokeOptions } from '../../calculus/invoke-options.ts'
import { secureBits } from '../../random/secure-bits/secure-bits.ts'
import {
  type CategoricalExponentialEvent,
  categoricalExponentialEvent,
} from '../../space/events/categorical-exponential.ts'
import { type PureLoss, pureLoss, type ZcdpLoss, zcdpLoss } from '../../space/loss.ts'
import type { Neighbours } from '../../space/neighbours.ts'
import {
  confidence as confidenceOf,
  epsilonBudget,
  scale as scaleOf,
  wrongParameter,
} from '../../space/parameter.ts'
import { readOptions } from '../../space/read-options.ts'
import { readScores } from '../exponential/candidates.ts'
import { exponentialChoice } from '../exponential/exponential-choice.ts'
import { exponentialProbability } from '../exponential/exponential-law.ts'
import { exponentialRho } from '../exponential/exponential-scale.ts'
import { readable } from '../readable.ts'
import {
  type CategoryDistances,
  categoryLattice,
  type Hierarchy,
  hierarchyDistances,
} from './category-distances.ts'
import {
  categoryLoss,
  categoryLossPerDistance,
  categoryScale,
  lossCases,
  lossRange,
} from './category-loss.ts'

/** What an answer may cost: at most, or for each unit of the distance between two categories; or the scale. */
export type DistanceNoise =
  | { readonly epsilon: RationalLike }
  | { readonly epsilonPerDistance: RationalLike }
  | { readonly scale: RationalLike }

/** Names, their distances, and the noise. */
export type CategoricalExponentialOptions = CategoryDistances & DistanceNoise

/** A tree of names, and the noise. */
export type HierarchicalExponentialOptions = { readonly hierarchy: Hierarchy } & DistanceNoise

/** Answers with categories by their distances; made by `categoricalExponential` and `hierarchicalExponential`. */
export interface CategoricalExponential {
  readonly kind: 'categoricalExponential'
  readonly categories: readonly string[]
  /** Exact, in units of the distances: answers weigh e^(-distance / scale). */
  readonly scale: Rational
  /** A category, mostly near the one given. */
  readonly invoke: (category: string, options?: InvokeOptions) => string
  /** Encloses the chance of an answer. */
  readonly probability: (options: {
    readonly category: string
    readonly answer: string
  }) => Interval
  /** Between any two categories: exact, rounded up by less than 2^-90 of it. */
  readonly loss: () => PureLoss
  /** The smaller of epsilon^2 / 2 and range^2 / 8, the losses of one pair lying in a range. */
  readonly zcdpLoss: () => ZcdpLoss
  /** Metric privacy: two categories at distance t are within this epsilon times t. */
  readonly lossPerDistance: () => PureLoss
  /** What an answer costs, as data: between any two categories. */
  readonly event: (change?: { readonly neighbours?: Neighbours }) => CategoricalExponentialEvent
  /** With the confidence, the answer is within this distance of the category, whichever it is. */
  readonly accuracy: (options: { readonly confidence: RationalLike }) => number
}

/**
 * Answers y for a category x with probability e^(-d(x, y) / scale) / N(x), N(x) the sum over all y; exactly.
 *
 * Neighbours: any two categories of the one person who answers (local privacy).
 * Loss: pure DP, epsilon = the largest (d(x', y) - d(x, y)) / scale + ln(N(x') / N(x)) over all x, x' and y: exact, never
 * more than the usual 2 max d / scale. Metric privacy, per unit of d(x, x'): `lossPerDistance`. [hierarchical-exponential.proof.md]
 * By `epsilon` the scale is the smallest of 48 bits that a search finds to cost at most that.
 *
 * Categories and distances are public; one person who answers again pays again. At most 512 categories.
 *
 * @throws DitherError "invalid_parameter" if distances are none, or a category is not one of them; such an error
 *   names no category
 * @see [MT07], [CABP13] for metric privacy
 */
export function categoricalExponential(
  options: CategoricalExponentialOptions,
): CategoricalExponential {
  readOptions(
    'categoricalExponential',
    options,
    'categories distances epsilon epsilonPerDistance scale',
  )
  const { categories, rows, unit } = categoryLattice(options)
  const known = lossCases(rows)
  const steps = stepScale(options, unit, (epsilon, per) => categoryScale(known, epsilon, per))
  const scale = multiply(steps, unit)
  const places = new Map(categories.map((name, place) => [name, place]))
  const scores = rows.map((row) => row.map((d) => BigInt(-d)))
  // (1) The nearest weighs 1: itself, at distance 0. Weights are computed at a category's first draw, and kept.
  const choices = scores.map((row) => exponentialChoice(readScores(row), steps))
  const at = <T>(rowsOf: readonly T[], category: string): T => {
    const found = rowsOf[places.get(category) ?? -1]
    if (found === undefined)
      throw wrongParameter('category', 'not one', 'must be one of the categories')
    return found
  }
  const nameOf = (place: number): string => categories[place] ?? ''
  const epsilon = categoryLoss(known, steps)
  const range = lossRange(known, steps)
  return readable({
    kind: 'categoricalExponential',
    categories,
    scale,
    invoke: (category: string, { bits = secureBits() }: InvokeOptions = {}) => {
      bits.dropIfStale?.()
      return nameOf(Number(at(choices, category).draw(bits)))
    },
    probability: ({ category, answer }: { readonly category: string; readonly answer: string }) => {
      at(scores, answer)
      const index = places.get(answer) ?? 0
      return exponentialProbability({ scores: at(scores, category), scale: steps, index })
    },
    loss: () => pureLoss(epsilon),
    zcdpLoss: () => {
      const bySize = divide(multiply(epsilon, epsilon), rational(2))
      const byRange = exponentialRho(range)
      return zcdpLoss(less(bySize, byRange) ? bySize : byRange)
    },
    lossPerDistance: () => pureLoss(divide(categoryLossPerDistance(known, steps), unit)),
    event: (change: { readonly neighbours?: Neighbours } = {}) =>
      categoricalExponentialEvent({ epsilon, range, ...change }),
    accuracy: ({ confidence }: { readonly confidence: RationalLike }) => {
      const wanted = confidenceOf(confidence)
      const worst = known.sums.reduce((most, row) => Math.max(most, reachOf(row, steps, wanted)), 0)
      return toNumberUp(multiply(rational(worst), unit))
    },
  })
}

/**
 * The same for the leaves of a tree: an answer weighs e^(-steps / scale), steps being those up from a leaf to where
 * they meet and down to the other, 2 for neighbours in one list.
 *
 * Neighbours: any two leaves of the one person who answers (local privacy).
 * Loss: pure DP, exact, as that of `categoricalExponential`. [hierarchical-exponential.proof.md]
 *
 * @throws DitherError "invalid_parameter"; names no category
 * @see [MT07]
 */
export function hierarchicalExponential(
  options: HierarchicalExponentialOptions,
): CategoricalExponential {
  readOptions('hierarchicalExponential', options, 'hierarchy epsilon epsilonPerDistance scale')
  const { hierarchy, ...noise } = options
  return categoricalExponential({ ...hierarchyDistances(hierarchy), ...noise })
}

/** The scale in steps of the lattice. */
function stepScale(
  options: DistanceNoise,
  unit: Rational,
  search: (epsilon: Rational, per: 'pair' | 'distance') => Rational,
): Rational {
  if ('scale' in options) return divide(scaleOf(options.scale), unit)
  if ('epsilon' in options) return search(epsilonBudget(options.epsilon), 'pair')
  const perStep = multiply(epsilonBudget(options.epsilonPerDistance, 'epsilonPerDistance'), unit)
  return search(perStep, 'distance')
}

/** The smallest distance in a sorted row within which an answer surely falls with the wanted chance. */
function reachOf(row: readonly number[], scale: Rational, wanted: Rational): number {
  const weights = row.map((d) => expFixed(BigInt(d) * scale.denominator, scale.numerator, 128))
  const total = weights.reduce((sum, { high }) => sum + high, 0n)
  let within = 0n
  for (const [place, d] of row.entries()) {
    within += weights[place]?.low ?? 0n
    if (within * wanted.denominator >= wanted.numerator * total) return d
  }
  return row.at(-1) ?? 0
}

function less(a: Rational, b: Rational): boolean {
  return a.numerator * b.denominator < b.numerator * a.denominator
}
