/** One accountant after another: what each is for, and what it says. docs/accounting.md explains them. */
import type { Loss } from '@dither/core'
import {
  calibrate,
  events,
  gaussianLimit,
  gdp,
  groupEvent,
  optimalComposition,
  pld,
  priceEvent,
  privacyFilter,
  privacyOdometer,
  privacyProfile,
  rdp,
  replacedSample,
  shuffled,
  tradeOff,
} from '@dither/core/account'

// Rounded up, as claims are.
const show = (name: string, of: number | Loss, round = Math.ceil): void => {
  const value = typeof of === 'number' ? of : of.kind === 'zcdp' ? of.rho : of.epsilon
  console.log(`${name}: ${(round(value * 1e4) / 1e4).toFixed(4)}`)
}
const neighbours = 'add-remove'

// A count, and sums: what was done to the data is data itself, and so is its price.
const count = events.discreteLaplace({ scale: 10, sensitivity: 1, neighbours })
const sums = events.discreteGaussian({ variance: 400, sensitivitySquared: 1, neighbours })

const both = events.composed([count, sums])
show('the count, epsilon', priceEvent(count, { measure: 'pure' }))
show('the sums, rho', priceEvent(sums, { measure: 'zcdp' }))
show('both, rho', priceEvent(both, { measure: 'zcdp' }))
show('both, epsilon at delta 1e-6', priceEvent(both, { measure: 'approximate', delta: 1e-6 }))

// Training: 1,000 steps, each on a fresh Poisson sample of 1 in 100.
const delta = 1e-5
const gaussian = events.gaussian({ noiseMultiplier: 1, neighbours })
const step = events.poissonSampled({ rate: 0.01, event: gaussian })

const { lower, upper } = pld().compose(step, 1000).epsilon({ delta })
const renyi = rdp().compose(step, 1000).epsilon({ delta })
show('pld, upper end: a claim', upper)
show('pld, lower end: no accountant can say less', lower, Math.floor)
show('rdp: a claim', renyi.epsilon)

const about = pld().compose(step, 1000).estimate({ delta })
const limit = gaussianLimit({ rate: 0.01, noiseMultiplier: 1, steps: 1000 })
show('pld, estimate: no claim', about)
show('central limit: no claim', limit.estimateEpsilon({ delta }))

const replaced = replacedSample({ rate: 0.01, noiseMultiplier: 1, count: 1000 })
show('a unit replaced by another, upper end', replaced.epsilon({ delta }).upper)

// Gaussian noise alone, and mechanisms of which no more than an epsilon is known.
const looks = gdp().compose(events.gaussian({ noiseMultiplier: 20, neighbours }), 100)
const known = optimalComposition([{ epsilon: 0.1, count: 100 }])
show('100 looks, mu', looks.mu)
show('100 looks, epsilon', looks.epsilon({ delta }).epsilon)
show(`100 times epsilon 0.1 (${known.method})`, known.epsilon({ delta }).epsilon)

// One mechanism at every epsilon; and what an attacker gains.
const profile = privacyProfile(count)
const attacker = tradeOff(looks)
show('the count, delta at epsilon 0.05', profile.delta({ epsilon: 0.05 }).delta)
show(
  '100 looks: right at most, if wrong once in 100',
  attacker.truePositiveRate({ falsePositiveRate: 0.01 }),
)

// The least noise for a promise.
const plan = (noiseMultiplier: number) =>
  events.selfComposed(
    events.poissonSampled({ rate: 0.01, event: events.gaussian({ noiseMultiplier, neighbours }) }),
    1000,
  )
const found = calibrate(plan, { epsilon: 1, delta }, { between: [0.5, 4], tolerance: 1e-3 })
show(`noise multiplier by ${found.accountant}`, found.parameter)

// A household of 4 changes together.
const household = groupEvent(count, 4)
show('the count, of a household of 4', priceEvent(household, { measure: 'pure' }))

// 10,000 people randomise their own answers, and a shuffler cuts every tie to them.
const mixed = shuffled({ epsilon0: 1, users: 10_000, delta: 1e-6 })
show(`epsilon 1 each, shuffled (${mixed.method})`, mixed.epsilon)

// Guards, for questions that follow the answers.
const guard = privacyFilter({ rule: 'approximate', epsilon: 1, delta: 1e-6, neighbours })
guard.spend(count)
const often = privacyFilter({ rule: 'renyi', epsilon: 1, delta: 1e-6, order: 20, neighbours })
for (let i = 0; i < 10; i++) often.spend(sums)
const meter = privacyOdometer({ rule: 'zcdp', delta: 1e-6, order: 20 })
for (let i = 0; i < 10; i++) meter.spend(sums)
show('filter: left', guard.remaining, Math.floor)
show('filter by divergences: spent', often.spent)
show('odometer: spent by now', meter.spent)
