/** A category as a vector of bits with a single 1, every bit of which is randomised. */
import { add, divide, type Rational, type RationalLike, rational, subtract } from '@dither/math'
import type { InvokeOptions } from '../../calculus/invoke-options.ts'
import type { RandomisedBitsEvent } from '../../space/events/randomised-bits.ts'
import type { PureLoss } from '../../space/loss.ts'
import type { Neighbours } from '../../space/neighbours.ts'
import { epsilonBudget, wrongParameter } from '../../space/parameter.ts'
import { readOptions } from '../../space/read-options.ts'
import { categoryNumber } from '../../space/response-chances.ts'
import { readable } from '../readable.ts'
import type { CountEstimate } from './count-estimate.ts'
import { randomisedBits } from './randomised-bits.ts'
import { oddsBelow } from './response-odds.ts'

/**
 * How many categories, what an answer may cost, and which bits are noisier: `optimised` (OUE, unless said) keeps a 1
 * with chance 1/2 and makes a 0 a 1 rarely; `symmetric` (SUE, basic RAPPOR) treats both alike.
 */
export interface UnaryEncodingOptions {
  readonly categories: number
  readonly epsilon: RationalLike
  readonly form?: 'optimised' | 'symmetric'
}

/** Randomised unary answers; made by `unaryEncoding`. */
export interface UnaryEncoding {
  readonly kind: 'unaryEncoding'
  readonly categories: number
  /** The chance that an answer supports the category of its person: 1/2, or e^(epsilon / 2) / (e^(epsilon / 2) + 1). */
  readonly p: Rational
  /** The chance that it supports any other: 1 / (e^epsilon + 1), or 1 - p. */
  readonly q: Rational
  /** One bit a category, for a category from 0 to categories - 1; those that are true are supported. */
  readonly invoke: (category: number, options?: InvokeOptions) => boolean[]
  /** Between any two categories. */
  readonly loss: () => PureLoss
  /** What an answer costs, as data. */
  readonly event: (change?: { readonly neighbours?: Neighbours }) => RandomisedBitsEvent
  /** How many truly hold each category, from how many of the reports support it. */
  readonly estimate: (counts: readonly number[], reports: number) => readonly CountEstimate[]
}

/**
 * Answers with one randomised bit for each category: `randomisedBits` for people who hold one category each.
 *
 * Neighbours: any two categories of the one person who answers (local privacy).
 * Loss: pure DP, epsilon = ln(p (1 - q) / (q (1 - p))), rounded up. [randomised-response.proof.md]
 * Optimised, p = 1/2 and q = 1 / (e^epsilon + 1): the least variance for rare categories, 4 e^epsilon / (e^epsilon - 1)^2 a report.
 *
 * @throws DitherError "invalid_parameter" if a parameter, or a category, is out of its range; such an error
 *   names no category
 * @see [WBLJ17]
 */
export function unaryEncoding(options: UnaryEncodingOptions): UnaryEncoding {
  readOptions('unaryEncoding', options, 'categories epsilon form')
  const categories = categoryNumber(options.categories)
  const { form = 'optimised' } = options
  if (form !== 'optimised' && form !== 'symmetric')
    throw wrongParameter('form', form, 'must be optimised or symmetric')
  const { p, q, loss, event, estimate, invoke } = randomisedBits({
    length: categories,
    ...(form === 'optimised' ? { epsilon: options.epsilon } : symmetric(options.epsilon)),
  })
  return readable({
    kind: 'unaryEncoding',
    categories,
    p,
    q,
    invoke: (category: number, from?: InvokeOptions) => {
      if (!Number.isInteger(category) || category < 0 || category >= categories)
        throw wrongParameter('category', 'not one', `must be a whole number below ${categories}`)
      return invoke(
        Array.from({ length: categories }, (_, place) => place === category),
        from,
      )
    },
    loss,
    event,
    estimate,
  })
}

/** Either of the two bits in which categories differ costs half. */
function symmetric(epsilon: RationalLike): { readonly p: Rational; readonly q: Rational } {
  const one = rational(1)
  const q = divide(one, add(one, oddsBelow(divide(epsilonBudget(epsilon), rational(2)))))
  return { p: subtract(one, q), q }
}
