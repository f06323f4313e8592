/** How much more likely an answer is for those who hold it: given, or by what it may cost. */
import { compare, type Rational, type RationalLike, rational } from '@dither/math'
import { epsilonBudget, exactParameter, wrongParameter } from '../../space/parameter.ts'
import { oddsBelow } from './response-odds.ts'

/** What an answer may cost, or `odds`, e to the power of what it costs: a rational above 1. */
export type AnswerOdds = { readonly epsilon: RationalLike } | { readonly odds: RationalLike }

/** The odds, exact: of an epsilon a rational so close below e^epsilon that the loss is at most epsilon. */
export function answerOdds(options: AnswerOdds): Rational {
  if ('epsilon' in options) return oddsBelow(epsilonBudget(options.epsilon))
  const odds = exactParameter('odds', options.odds)
  if (compare(odds, rational(1)) > 0) return odds
  throw wrongParameter('odds', odds, 'must be more than 1')
}
