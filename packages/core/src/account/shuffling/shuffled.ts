/** Answers that were made private by each user, and then shuffled: less is told of any one. */
import {
  compare,
  decimalUp,
  exactDouble,
  expInterval,
  lnInterval,
  nextDown,
  type Rational,
  type RationalLike,
  rational,
  toNumberDown,
  toNumberUp,
} from '@dither/math'
import { type ApproximateEvent, approximateEvent } from '../../space/events/stated-loss.ts'
import { type ApproximateLoss, approximateLoss } from '../../space/loss.ts'
import {
  deltaBudget,
  epsilonBudget,
  exactParameter,
  wrongParameter,
} from '../../space/parameter.ts'
import { readOptions } from '../../space/read-options.ts'
import { hiddenBit } from './hidden-bit.ts'
import { type Holds, shuffledBits } from './shuffled-bits.ts'

/** What is known of a shuffle. */
export interface ShuffleOptions {
  /** Of each user's own randomiser: epsilon0-DP for any two values (local DP). */
  readonly epsilon0: RationalLike
  /** How many honest users answer, whose answers are shuffled together; a whole number. */
  readonly users: number
  /** The delta of the result. */
  readonly delta: RationalLike
  /** `'any'` unless said: any one randomiser, the same for all. `'binary'`: binary randomised response, which allows less. */
  readonly randomiser?: 'any' | 'binary'
}

/** What shuffling buys; made by `shuffled`. */
export interface Shuffled {
  readonly kind: 'shuffled'
  /** Rounded up. */
  readonly epsilon: number
  readonly delta: number
  /** How it was found: `'local'` where shuffling buys nothing, and epsilon is epsilon0. */
  readonly method: 'local' | 'clones' | 'exact'
  readonly loss: ApproximateLoss
  /** Composes as any (epsilon, delta) does; neighbours change one user's value. */
  readonly event: ApproximateEvent
}

/** More users hide no less; the sums would only get long. */
const mostUsers = 1e8
/** Up to here the bits of randomised response are priced exactly: users^2 ln(users) steps. */
const mostExact = 1000

/**
 * The loss of the answers of many users, after a shuffler has cut every tie between an answer and its user.
 *
 * Promise: at the delta, the shuffled answers are epsilon-close between neighbours; epsilon is at most epsilon0, and the bound of
 * "hiding among the clones" computed in full, rounded up. Never a closed form, and none of the later bounds that are known to be
 * below the truth. With `randomiser: 'binary'` and up to 1,000 users: exact, for the worst that the others may hold.
 * Neighbours: one user's value is changed (change-one); the number of users is public.
 * Needs: one randomiser for all users; nothing but the answer reaches the server (no address, time or cookie); `users` counts
 * honest ones only, since who answers falsely hides nobody. Above 10^8 they count as 10^8. [shuffling.proof.md]
 *
 * @throws DitherError "invalid_parameter"
 * @see [FMT21] theorem 3.1; [BBGN19] for the clones of binary randomised response
 */
export function shuffled(options: ShuffleOptions): Shuffled {
  readOptions('shuffled', options)
  const local = epsilonBudget(options.epsilon0, 'epsilon0')
  const delta = deltaBudget(options.delta)
  const users = wholeUsers(options.users)
  const randomiser = options.randomiser ?? 'any'
  if (randomiser !== 'any' && randomiser !== 'binary')
    throw wrongParameter('randomiser', randomiser, 'must be "any" or "binary"')
  const found = hidden(local, users, toNumberDown(delta), randomiser === 'binary')
  const isLocal = found === undefined || compare(found.epsilon, local) >= 0
  const epsilon = isLocal ? local : found.epsilon
  const loss = approximateLoss(epsilon, delta)
  return Object.freeze({
    kind: 'shuffled',
    epsilon: loss.epsilon,
    delta: loss.delta,
    method: isLocal ? 'local' : found.method,
    loss,
    event: approximateEvent({ epsilon, delta, neighbours: 'change-one' }),
  })
}

function hidden(
  local: Rational,
  users: number,
  delta: number,
  binary: boolean,
): { readonly epsilon: Rational; readonly method: 'clones' | 'exact' } | undefined {
  // Beyond, doubles say nothing, and shuffling buys next to nothing.
  if (compare(local, exactParameter('epsilon0', '0.000001')) < 0) return undefined
  if (compare(local, exactParameter('epsilon0', 34)) > 0) return undefined
  const odds = toNumberUp(expInterval(local, 80).high)
  const clone = nextDown(nextDown(nextDown(binary ? 2 / (odds + 1) : 1 / odds)))
  const exact = binary && users <= mostExact
  const search = (holds: Holds, from = 1) => leastOdds(holds, from, odds)
  const deltaAt = hiddenBit({ odds, clone, others: Math.min(users, mostUsers) - 1 })
  const x = exact ? shuffledBits(odds, users, delta, search) : search((at) => deltaAt(at) <= delta)
  if (x === undefined) return undefined
  return {
    epsilon: rational(decimalUp(lnInterval(exactDouble(x), 80).high)),
    method: exact ? 'exact' : 'clones',
  }
}

/** The least x in [from, odds) at which it holds, to 2^-30 of x - 1; never one at which it does not. */
function leastOdds(holds: Holds, from: number, odds: number): number | undefined {
  let above = from
  let atMost = odds - (odds - 1) * 2 ** -20
  if (holds(from)) return from
  if (!(above < atMost) || !holds(atMost)) return undefined
  while (atMost - above > 2 ** -30 * (atMost - 1)) {
    // By the geometric mean while the ends are far apart.
    const middle =
      atMost - 1 > 4 * (above - 1) && above > 1
        ? 1 + Math.sqrt((above - 1) * (atMost - 1))
        : (above + atMost) / 2
    if (middle <= above || middle >= atMost) break
    if (holds(middle)) atMost = middle
    else above = middle
  }
  return atMost
}

/** A whole number of users, at least 1. */
export function wholeUsers(users: number): number {
  if (!Number.isSafeInteger(users) || users < 1)
    throw wrongParameter('users', users, 'must be a whole number, at least 1')
  return users
}
