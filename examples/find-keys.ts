/** Which words do people use? Nobody lists them beforehand, and no rare one may be told: private unions of sets. */
import { priceEvent } from '@dither/core/account'
import { setUnion, stabilityHistogram } from '@dither/core/mechanisms'

// 20,000 made-up people, each with the words that they use: a few of many, or many; some words are common, most are rare.
let state = 1
const chance = (): number => {
  state = (state * 48271) % 2147483647
  return state / 2147483647
}
const words = Array.from({ length: 20_000 }, (_, i) => `word ${i + 1}`)
const pick = (): string => words[Math.floor(words.length ** chance()) - 1] ?? 'word 1' // Zipf: the n-th in proportion to 1 / n
const people = Array.from({ length: 20_000 }, () => {
  const size = Math.min(200, 2 + Math.floor(2 / chance()))
  return new Set(Array.from({ length: size }, pick))
})
const used = new Set(people.flatMap((person) => [...person])).size

// Each person counts for 50 words at most, which are drawn; all that is told costs epsilon 1 and delta 0.00001.
const budget = { epsilon: 1, delta: 1e-5 }
const maxKeys = 50
console.log(`${people.length} people use ${used} words`)

// Counting people: the noise is for 50 counts of everybody, however few words they use.
const counts = new Map<string, bigint>()
for (const person of people)
  for (const word of [...person].slice(0, maxKeys)) counts.set(word, (counts.get(word) ?? 0n) + 1n)
const histogram = stabilityHistogram({
  ...budget,
  noise: 'gaussian',
  maxGroups: maxKeys,
  neighbours: 'add-remove',
})
console.log(`counted: ${histogram.invoke(counts).size} words`)

// One weight for everybody, spread over their words; in two rounds; or one after another, to words that still need it.
for (const method of ['weighted', 'iterative', 'policy'] as const) {
  const union = setUnion({ ...budget, maxKeys, method })
  const found = union.invoke(people)
  const { epsilon, delta } = union.loss()
  console.log(
    `${method}: ${found.length} words, for epsilon ${epsilon.toFixed(6)} and delta ${delta.toExponential(4)}`,
  )
  console.log(
    `  a word of ${union.accuracy({ confidence: 0.95, keys: 4 })} people with at most four words each is told 95 times in 100, or more often`,
  )
}

const price = priceEvent(setUnion({ ...budget, maxKeys }).event(), { measure: 'approximate' })
console.log(price.kind === 'approximate' && price.delta <= 1e-5 ? 'priced as it says' : 'dearer')
