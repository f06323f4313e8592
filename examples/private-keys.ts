/** Keys that are private themselves: which search words may be shown, and how many people used them. */
import { priceEvent } from '@dither/core/account'
import { optimalSelection, stabilityHistogram } from '@dither/core/mechanisms'

// Each person counts once a word, for at most 4 words; whoever counts sees to that.
const words = new Map<string, bigint>([
  ['weather', 5200n],
  ['recipe', 1800n],
  ['train times', 640n],
  ['my rare illness', 1n],
])
const people = { maxGroups: 4, neighbours: 'add-remove' } as const

// Which words, without their counts: the most that privacy allows. No word of fewer than 20 people is shown.
const selection = optimalSelection({ ...people, epsilon: 1, delta: 1e-6, preThreshold: 20 })
console.log(`shown: ${selection.invoke(words).join(', ')}`)
console.log(
  `a word of 20 people is shown with chance ${Number(selection.keyDelta.numerator) / Number(selection.keyDelta.denominator)}`,
)

// Which words, and their counts: noise, and a threshold whose delta is exact.
const histogram = stabilityHistogram({ ...people, noise: 'laplace', epsilon: 1, delta: 1e-6 })
for (const [word, count] of histogram.invoke(words))
  console.log(`${word}: ${count} ± ${histogram.accuracy({ confidence: 0.95 })}`)
const { epsilon, delta } = histogram.loss()
console.log(`counts of ${histogram.threshold} and more; epsilon ${epsilon}, delta ${delta}`)

const price = priceEvent(histogram.event(), { measure: 'approximate' })
console.log(price.kind === 'approximate' && price.delta <= 1e-6 ? 'priced as it says' : 'dearer')
