/** The closed form for shuffled answers, inside the regime that it was proved for. */
import {
  add,
  compare,
  divide,
  expInterval,
  lnInterval,
  multiply,
  type Rational,
  rational,
  sqrtUp,
  subtract,
} from '@dither/math'
import { DitherError } from '../../error.ts'
import { deltaBudget, epsilonBudget } from '../../space/parameter.ts'
import { readOptions } from '../../space/read-options.ts'
import { type ShuffleOptions, wholeUsers } from './shuffled.ts'

const one = rational(1)
const bits = 90

/**
 * The closed form of "hiding among the clones": ln(1 + (1 - e^-epsilon0) / (1 + e^(-epsilon0 - t)) (s + c)), where
 * s = 8 sqrt(e^epsilon0 ln(4 / delta) / users), c = 8 e^epsilon0 / users and e^t = 1 + s + c; rounded up.
 *
 * For comparison with papers: `shuffled` is never worse by much and often several times better. Neighbours as there.
 *
 * @throws DitherError "unsupported" outside of its regime, epsilon0 <= ln(users / (16 ln(4 / delta))), where it would be
 *   below the truth
 * @see [FMT21] theorem 3.1
 */
export function shuffledClosedForm(options: Omit<ShuffleOptions, 'randomiser'>): Rational {
  readOptions('shuffledClosedForm', options)
  const local = epsilonBudget(options.epsilon0, 'epsilon0')
  const users = rational(wholeUsers(options.users))
  const spread = lnInterval(divide(rational(4), deltaBudget(options.delta)), bits).high
  const odds = expInterval(local, bits).high
  if (compare(multiply(odds, multiply(rational(16), spread)), users) > 0)
    throw new DitherError(
      'unsupported',
      'the closed form holds for epsilon0 <= ln(users / (16 ln(4 / delta))) only',
      { parameter: 'epsilon0', wayOut: 'Take shuffled(), which holds everywhere' },
    )
  // Rises in the odds: s + c does, 1 - 1 / odds does, and 1 + 1 / (odds (1 + s + c)) falls.
  const s = multiply(rational(8), sqrtUp(divide(multiply(odds, spread), users)))
  const both = add(s, divide(multiply(rational(8), odds), users))
  const kept = subtract(one, divide(one, odds))
  const against = add(one, divide(one, multiply(odds, add(one, both))))
  return lnInterval(add(one, multiply(divide(kept, against), both)), bits).high
}
