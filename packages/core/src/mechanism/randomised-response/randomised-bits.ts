/** Randomised response of bits: one answer of yes or no, or a vector of them. */
import {
  add,
  divide,
  multiply,
  type Rational,
  type RationalLike,
  rational,
  subtract,
} from '@dither/math'
import type { InvokeOptions } from '../../calculus/invoke-options.ts'
import { bernoulli } from '../../random/bernoulli/bernoulli.ts'
import { secureBits } from '../../random/secure-bits/secure-bits.ts'
import {
  type RandomisedBitsEvent,
  randomisedBitsEvent,
} from '../../space/events/randomised-bits.ts'
import { type PureLoss, pureLoss } from '../../space/loss.ts'
import type { Neighbours } from '../../space/neighbours.ts'
import { epsilonBudget, exactParameter, wrongParameter } from '../../space/parameter.ts'
import { readOptions } from '../../space/read-options.ts'
import { type BitChances, bitChances, readSize } from '../../space/response-chances.ts'
import { readable } from '../readable.ts'
import { type CountEstimate, countEstimate } from './count-estimate.ts'
import { bitsEpsilon, oddsBelow } from './response-odds.ts'

const one = rational(1)
const half = rational('1/2')

/**
 * The chances of a 1; or `f`, the chance that a bit is drawn anew by a fair coin, as in RAPPOR; or what an
 * answer may cost.
 */
export type BitNoise =
  | BitChances
  | { readonly f: RationalLike }
  | { readonly epsilon: RationalLike }

/** How many bits there are, and how many of them one person may have: 1 unless said. */
export type RandomisedBitsOptions = BitNoise & { readonly length: number; readonly ones?: number }

/** Randomised response of a vector of bits; made by `randomisedBits`. */
export interface RandomisedBits {
  readonly kind: 'randomisedBits'
  readonly length: number
  readonly ones: number
  /** The chance that a 1 is reported as 1. */
  readonly p: Rational
  /** The chance that a 0 is reported as 1. */
  readonly q: Rational
  /** Randomised bits, of the first `ones` that are true; any later ones count as false. */
  readonly invoke: (values: readonly boolean[], options?: InvokeOptions) => boolean[]
  /** Between any two vectors with at most `ones` that are true. */
  readonly loss: () => PureLoss
  /** What an answer costs, as data. */
  readonly event: (change?: { readonly neighbours?: Neighbours }) => RandomisedBitsEvent
  /** How many truly have each bit, from how many of the reports have it. */
  readonly estimate: (counts: readonly number[], reports: number) => readonly CountEstimate[]
}

/** Randomised response of yes or no; made by `randomisedBit`. */
export interface RandomisedBit {
  readonly kind: 'randomisedBit'
  /** The chance that a yes is reported as yes. */
  readonly p: Rational
  /** The chance that a no is reported as yes. */
  readonly q: Rational
  /** A randomised yes or no. */
  readonly invoke: (value: boolean, options?: InvokeOptions) => boolean
  /** Between yes and no. */
  readonly loss: () => PureLoss
  /** What an answer costs, as data. */
  readonly event: (change?: { readonly neighbours?: Neighbours }) => RandomisedBitsEvent
  /** How many truly say yes, from how many of the reports do. */
  readonly estimate: (count: number, reports: number) => CountEstimate
}

/**
 * Reports each bit by a coin of its own: 1 with chance p where it is 1, with chance q where it is 0.
 *
 * Neighbours: any two vectors of the one person who answers, each with at most `ones` bits that are 1.
 * Loss: pure DP, epsilon = ones ln(p (1 - q) / (q (1 - p))), rounded up; less where 2 ones > length.
 * [randomised-response.proof.md]
 *
 * `f` means p = 1 - f / 2 and q = f / 2. By `epsilon`: p = 1/2 and q = 1 / (e^(epsilon / ones) + 1), the least
 * variance for rare bits; or where 2 ones > length, p = 1 - q and q = 1 / (e^(epsilon / length) + 1). The loss is
 * at most epsilon.
 *
 * @throws DitherError "invalid_parameter" if a parameter is out of its range, or a vector has another length
 * @see [EPK14] for f, [WBLJ17] for the choice of p and q
 */
export function randomisedBits(options: RandomisedBitsOptions): RandomisedBits {
  readOptions('randomisedBits', options, 'p q f epsilon length ones')
  const { length, ones } = readSize(options)
  const { p, q } = bitChances(chancesFor(options, length, ones))
  const invoke = (
    values: readonly boolean[],
    { bits = secureBits() }: InvokeOptions = {},
  ): boolean[] => {
    if (values.length !== length)
      throw wrongParameter('values', 'of another length', `must be ${length} bits`)
    let seen = 0
    return Array.from(values, (value) => {
      // (1) Only the first `ones` count, so that any vector is one of those priced.
      if (value === true) seen += 1
      return bernoulli(value === true && seen <= ones ? p : q, bits)
    })
  }
  return readable({
    kind: 'randomisedBits',
    length,
    ones,
    p,
    q,
    invoke,
    loss: () => pureLoss(bitsEpsilon({ p, q, length, ones })),
    event: (change: { readonly neighbours?: Neighbours } = {}) =>
      randomisedBitsEvent({ p, q, length, ones, ...change }),
    estimate: (counts: readonly number[], reports: number) => {
      if (counts.length !== length)
        throw wrongParameter('counts', counts.length, `must be ${length} counts`)
      return counts.map((count) => countEstimate({ count, reports, p, q }))
    },
  })
}

/**
 * Reports one answer of yes or no: yes with chance p where it is yes, with chance q where it is no.
 *
 * Neighbours: yes and no, of the one person who answers.
 * Loss: pure DP, epsilon = ln of the larger of p / q and (1 - q) / (1 - p), rounded up.
 * [randomised-response.proof.md]
 *
 * @throws DitherError "invalid_parameter" unless 0 < q < p < 1
 * @see [War65]
 */
export function randomisedBit(options: BitNoise): RandomisedBit {
  readOptions('randomisedBit', options, 'p q f epsilon')
  const { p, q, loss, event, invoke, estimate } = randomisedBits({ ...options, length: 1 })
  return readable({
    kind: 'randomisedBit',
    p,
    q,
    invoke: (value: boolean, from?: InvokeOptions) => invoke([value], from)[0] === true,
    loss,
    event,
    estimate: (count: number, reports: number) => firstOf(estimate([count], reports)),
  })
}

function firstOf([first]: readonly CountEstimate[]): CountEstimate {
  if (first === undefined) throw wrongParameter('counts', 0, 'must be 1 count')
  return first
}

function chancesFor(options: BitNoise, length: number, ones: number): BitChances {
  if ('p' in options) return options
  if ('f' in options) {
    const q = multiply(half, exactParameter('f', options.f))
    return { p: subtract(one, q), q }
  }
  const epsilon = epsilonBudget(options.epsilon)
  const rare = 2 * ones <= length
  const odds = oddsBelow(divide(epsilon, rational(rare ? ones : length)))
  const q = divide(one, add(odds, one))
  return { p: rare ? half : subtract(one, q), q }
}
