/** What a count with canonical noise tells of the proportion behind it: p-values and confidence intervals. */
import {
  add,
  ceiling,
  compare,
  decimalUp,
  divide,
  exactDouble,
  multiply,
  nextDown,
  nextUp,
  type Rational,
  type RationalLike,
  rational,
  smallestInteger,
  subtract,
  toNumber,
} from '@dither/math'
import {
  confidence as confidenceOf,
  exactParameter,
  wrongParameter,
} from '../../space/parameter.ts'
import { readOptions, readWord } from '../../space/read-options.ts'
import { twoTo } from '../../space/significant.ts'
import { binomialMean, meanBits } from './binomial-mean.ts'
import { canonicalTail } from './canonical-law.ts'
import type { CanonicalNoise } from './canonical-noise.ts'

/** A noisy count of successes out of a public number of independent trials, all of one chance. */
export interface NoisyProportion {
  /** The noise that the count took. */
  readonly noise: CanonicalNoise
  /** As `noise.invoke` returned it; a number stands for all that round to it. */
  readonly released: RationalLike
  /** The public number of trials, from 1 to 2^31 - 1. */
  readonly size: number
}

/** What is asked of the proportion. */
export interface BinomialTestOptions extends NoisyProportion {
  /** The proportion to be refuted, from 0 to 1. */
  readonly theta0: RationalLike
  /** What is held against it: that the true one is less, is greater, or (unless said) is another one. */
  readonly alternative?: 'two-sided' | 'less' | 'greater'
}

/** The answer of `binomialTest`. */
export interface BinomialTest {
  readonly kind: 'binomialTest'
  /** released / size: unbiased, so it may lie below 0 or above 1. */
  readonly estimate: number
  /** Rounded up. */
  readonly pValue: number
}

/** Which proportions the answer is about. */
export interface BinomialIntervalOptions extends NoisyProportion {
  /** At least 0, less than 1. */
  readonly confidence: RationalLike
  /** Whether both ends are bounds, or only one, which then lies closer; the other is 0 or 1. Both unless said. */
  readonly bounds?: 'both' | 'lower' | 'upper'
}

/** The answer of `binomialInterval`. */
export interface BinomialInterval {
  readonly kind: 'binomialInterval'
  /** released / size: unbiased, so it may lie below 0 or above 1. */
  readonly estimate: number
  readonly lower: number
  readonly upper: number
}

/** A p-value of an alternative on the upper side, times 2^meanBits and rounded up, by the proportion. */
type UpperTest = (theta: Rational) => bigint

const one = rational(1)
const half = rational('1/2')
const mostTrials = 2 ** 31 - 1
/** Bounds of proportions are multiples of 2^-40. */
const boundBits = 40

/**
 * Tests a proportion by a count with canonical noise: free, as it reads the released count alone.
 *
 * The p-value holds for binomial counts, noise included: where theta0 is true, or a proportion on the far side of it from
 * a one-sided alternative, Pr[p-value <= alpha] <= alpha for every alpha, exactly and at any size. [binomial-test.proof.md]
 * On one side no test that is private at this epsilon and delta has more power, up to a cell of the noise. On
 * two sides it is twice the smaller of both: a theta0 is refuted if and only if it lies outside `binomialInterval`.
 *
 * The work grows with sqrt(size): about 20,000 terms at a million trials.
 *
 * @throws DitherError "invalid_parameter" if a parameter is out of its range
 * @see [AS18], [AS20]
 */
export function binomialTest(options: BinomialTestOptions): BinomialTest {
  readOptions('binomialTest', options, 'noise released size theta0 alternative')
  const alternative = readWord(
    'alternative',
    options.alternative ?? 'two-sided',
    'two-sided',
    'less',
    'greater',
  )
  const theta = exactParameter('theta0', options.theta0)
  if (theta.numerator < 0n || compare(theta, one) > 0)
    throw wrongParameter('theta0', theta, 'must be from 0 to 1')
  const { estimate, greater, less } = read(options)
  const most = 1n << BigInt(meanBits)
  const units = (): bigint => {
    if (alternative === 'greater') return greater(theta)
    const below = less(subtract(one, theta))
    if (alternative === 'less') return below
    const above = greater(theta)
    return 2n * (below < above ? below : above)
  }
  const p = units()
  const pValue = decimalUp(multiply(rational(p < most ? p : most), twoTo(-meanBits)))
  return Object.freeze({ kind: 'binomialTest', estimate, pValue })
}

/**
 * A confidence interval for the proportion behind a count with canonical noise: free, as it reads the released count alone.
 *
 * It holds the proportion with at least the confidence, over trials and noise, exactly and at any size: it is all
 * proportions that `binomialTest` does not refute, widened to multiples of 2^-40. [binomial-test.proof.md]
 *
 * @throws DitherError "invalid_parameter" if a parameter is out of its range
 * @see [AS20]
 */
export function binomialInterval(options: BinomialIntervalOptions): BinomialInterval {
  readOptions('binomialInterval', options, 'noise released size confidence bounds')
  const bounds = readWord('bounds', options.bounds ?? 'both', 'both', 'lower', 'upper')
  const alpha = subtract(one, confidenceOf(options.confidence))
  const { estimate, greater, less } = read(options)
  const share = bounds === 'both' ? multiply(alpha, half) : alpha
  return Object.freeze({
    kind: 'binomialInterval',
    estimate,
    lower: bounds === 'upper' ? 0 : toNumber(refuted(greater, share)),
    // (4) The same for failures.
    upper: bounds === 'lower' ? 1 : toNumber(subtract(one, refuted(less, share))),
  })
}

/** The estimate; and tests against more successes, and against more failures by the chance of a failure. */
function read({ noise, released, size }: NoisyProportion): {
  readonly estimate: number
  readonly greater: UpperTest
  readonly less: UpperTest
} {
  if (!Number.isInteger(size) || size < 1 || size > mostTrials)
    throw wrongParameter('size', size, `must be a whole number from 1 to ${mostTrials}`)
  const { centre, low, high } = readReleased(released)
  const trials = rational(BigInt(size))
  return {
    estimate: toNumber(divide(centre, trials)),
    greater: upperTest(noise, size, low),
    less: upperTest(noise, size, subtract(trials, high)),
  }
}

/** All that may have been rounded to a number: half the way to its neighbours. */
function readReleased(released: RationalLike): {
  readonly centre: Rational
  readonly low: Rational
  readonly high: Rational
} {
  const exact = exactParameter('released', released)
  if (typeof released !== 'number') return { centre: exact, low: exact, high: exact }
  const centre = exactDouble(released)
  const towards = (other: number): Rational =>
    Number.isFinite(other) ? multiply(half, add(centre, exactDouble(other))) : centre
  return { centre, low: towards(nextDown(released)), high: towards(nextUp(released)) }
}

/** Pr[X + noise >= reached], rounded up, for X binomial. */
function upperTest({ shape, width }: CanonicalNoise, size: number, reached: Rational): UpperTest {
  const cells = shape.width / width
  // (1) Cell c lies at (c + 1/2) / cells.
  const first = ceiling(subtract(multiply(reached, rational(cells)), half))
  const known = new Map<bigint, bigint>()
  const above = (x: bigint): bigint => {
    const before = known.get(x)
    if (before !== undefined) return before
    const { high } = canonicalTail(shape, first - x * cells, meanBits)
    known.set(x, high)
    return high
  }
  return (chance) => binomialMean({ size: BigInt(size), chance, above })
}

/** The largest multiple of 2^-40 that is refuted at that level; 0 if none is. */
function refuted(test: UpperTest, level: Rational): Rational {
  const steps = 1n << BigInt(boundBits)
  const stays = (step: bigint): boolean =>
    // (3) p <= level is certain where the bound on p is.
    step > steps ||
    compare(multiply(rational(test(rational(step, steps))), twoTo(-meanBits)), level) > 0
  const first = smallestInteger(stays, 0n, steps + 1n)
  return first === 0n ? rational(0) : rational(first - 1n, steps)
}
