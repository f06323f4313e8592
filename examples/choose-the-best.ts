/** Private choices: the best candidate, its value, the first three, and the best of several attempts. */
import { discreteLaplace, uniformBelow } from '@dither/core'
import {
  noisyMax,
  noisyMaxWithValue,
  noisyMin,
  privateSelection,
  topK,
} from '@dither/core/mechanisms'

// Visits by reason. A person counts once for one reason: counts move by at most 1, and all one way.
const reasons = ['cold', 'back', 'skin', 'sleep', 'stomach', 'travel']
const visits = [812n, 640n, 415n, 398n, 230n, 12n]
const change = { sensitivity: 1, monotone: true } as const
const name = (place: number): string => reasons[place] ?? '–'

const most = noisyMax({ epsilon: 0.1, ...change })
console.log(`most frequent: ${name(most.invoke(visits))}, for epsilon ${most.loss().epsilon}`)
const least = noisyMin({ epsilon: 0.1, ...change })
console.log(`least frequent: ${name(least.invoke(visits))}`)

// The value has noise of its own, at a price of its own.
const told = noisyMaxWithValue({ epsilon: 0.4, valueShare: 0.5, ...change })
const { index, value } = told.invoke(visits)
const off = told.valueNoise.accuracy({ confidence: 0.95 })
console.log(`${name(index)}: ${value} ± ${off}, for epsilon ${told.loss().epsilon}`)

// Three, in order: with a budget of rho, one shot of Gumbel noise.
const three = topK({ first: 3, rho: 0.02, ...change })
console.log(`the first three: ${three.invoke(visits).map(name).join(', ')}`)
console.log(`within ${Math.ceil(three.accuracy({ candidates: 6, confidence: 0.95 }))} visits`)

// Which cut-off splits the ages best? Each attempt takes one at random and scores it with noise; only the
// best attempt is told (a replaced age moves the score by 2), at three times the price of one, however many there were.
const ages = Array.from({ length: 1000 }, (_, i) => (i * 37) % 90)
const attempts = privateSelection({ runs: 100, epsilon: 1.5 })
const noise = discreteLaplace({ epsilon: attempts.runEpsilon, sensitivity: 2 })
const best = attempts.invoke(() => {
  const cut = 10 * Number(uniformBelow(9n))
  const below = BigInt(ages.filter((age) => age < cut).length)
  const gap = 2n * below - BigInt(ages.length)
  return { score: noise.invoke(gap < 0n ? gap : -gap), output: cut }
})
console.log(`cut at ${best.output}, for epsilon ${attempts.loss().epsilon}`)
