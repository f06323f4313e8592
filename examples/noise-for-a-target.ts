/** How much noise a promise needs, what an attacker is left, and guards for those who ask as they go. */
import {
  calibrate,
  events,
  pld,
  privacyFilter,
  privacyOdometer,
  shuffled,
  tradeOff,
} from '@dither/core/account'

// 100 answers with Gaussian noise are to keep to epsilon 2. The result was priced itself, by an end that is certified.
const delta = 1e-6
const plan = (noiseMultiplier: number) =>
  events.selfComposed(events.gaussian({ noiseMultiplier }), 100)
const found = calibrate(plan, { epsilon: 2, delta })
console.log(`noise multiplier ${found.parameter.toFixed(3)}, by ${found.accountant}`)

// Whoever guesses from all of them whether one person was in the data, and is wrong in 1 of 100 cases, is right at most this often.
const attacker = tradeOff(pld().compose(found.event))
const right = attacker.truePositiveRate({ falsePositiveRate: 0.01 })
console.log(`right at most in ${(100 * right).toFixed(1)} % of cases`)

// A plan that follows the answers needs a filter: divergences add up at one order, fixed beforehand.
const noise = events.gaussian({ noiseMultiplier: 50 })
const guard = privacyFilter({ rule: 'renyi', epsilon: 2, delta, order: 15 })
let answers = 0
while (guard.remainingDivergence > 15 / (2 * 50 ** 2)) {
  guard.spend(noise)
  answers++
}
console.log(`a filter lets ${answers} questions through`)

// An odometer refuses nothing, and says at any time what is spent by then.
const odometer = privacyOdometer({ rule: 'zcdp', delta, order: 15 })
for (let i = 0; i < 100; i++) odometer.spend(noise)
console.log(`after 100 of them: epsilon ${odometer.spent.epsilon.toFixed(2)}`)

// 10,000 people who randomise their own answers, and a shuffler who cuts every tie to them.
const { epsilon } = shuffled({ epsilon0: 1, users: 10_000, delta })
console.log(`epsilon 1 each, shuffled: ${epsilon.toFixed(3)}`)
