/** Is it more than a third? A test, and an interval, from one noisy count: exact at any size. */
import {
  binomialInterval,
  binomialTest,
  boundedNoise,
  canonicalNoise,
} from '@dither/core/mechanisms'

// 412 of 1,000 people, who were drawn at random, said yes. The 1,000 are public, the answers are not.
const [yes, size] = [412n, 1000]

// Per person: epsilon 0.5, and one chance in a million that an answer tells who said what.
const noise = canonicalNoise({ epsilon: 0.5, delta: 1e-6 })
const released = noise.invoke(yes) // all that is spent is spent here
console.log(`yes: ${released.toFixed(3)} of ${size}, costs epsilon ${noise.loss().epsilon}`)

// Tests and intervals read the released count alone, so any number of them is free.
const asked = { noise, released, size }
const { pValue } = binomialTest({ ...asked, theta0: '1/3', alternative: 'greater' })
console.log(`if it were a third, so many or more would come with chance ${pValue.toExponential(1)}`)
const { estimate, lower, upper } = binomialInterval({ ...asked, confidence: 0.95 })
console.log(
  `share: ${estimate.toFixed(3)}, from ${lower.toFixed(3)} to ${upper.toFixed(3)} with 95 % confidence`,
)

// Where a count must not be off by more than so much, ever: the radius is a promise, not a chance.
const sure = boundedNoise({ epsilon: 0.5, delta: 1e-6, sensitivity: 1 })
console.log(`surely within ${sure.radius}: ${sure.invoke(yes)}`)
