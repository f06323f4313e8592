/** What many small looks cost together: four accountants of the same events, none below the truth. */
import {
  events,
  gaussianLimit,
  gdp,
  optimalComposition,
  privacyProfile,
  rdp,
} from '@dither/core/account'

// Private training: 10,000 steps, each on a fresh Poisson sample of 1 in 100, with noise as large as one person's part.
const [rate, steps, delta] = [0.01, 10_000, 1e-5]
const noise = events.gaussian({ noiseMultiplier: 1, neighbours: 'add-remove' })
const step = events.poissonSampled({ rate, event: noise })

const training = rdp().compose(step, steps).epsilon({ delta })
console.log(`training: epsilon ${training.epsilon.toFixed(4)} at order ${training.order}`)

// A limit theorem says less. It is an estimate: nobody may charge it.
const limit = gaussianLimit({ rate, noiseMultiplier: 1, steps }).estimateEpsilon({ delta })
console.log(`a limit theorem would say about ${limit.toFixed(2)}`)

// Gaussian noise without samples adds up exactly.
const looks = gdp().compose(events.gaussian({ noiseMultiplier: 20 }), 100)
console.log(`100 looks: mu ${looks.mu}, epsilon ${looks.epsilon({ delta }).epsilon.toFixed(4)}`)

// Of mechanisms of which an epsilon is all that is known, the best that can be said.
const pure = optimalComposition([{ epsilon: 0.1, count: 100 }])
console.log(`100 times 0.1: epsilon ${pure.epsilon({ delta }).epsilon.toFixed(4)} instead of 10`)

// And one mechanism alone, at every epsilon: here discrete Laplace noise of scale 2.
const profile = privacyProfile(events.discreteLaplace({ sensitivity: 1, scale: 2 }))
console.log(`one count: delta ${profile.delta({ epsilon: 0.4 }).delta.toFixed(4)} at epsilon 0.4`)
