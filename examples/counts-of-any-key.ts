/** Counts of search words that nobody listed: one sketch, asked later about any word, at no further cost. */
import { priceEvent } from '@dither/core/account'
import { readHistogramSketch, sparseHistogram } from '@dither/core/mechanisms'

// Each person counts once a word, for at most 2 words. Nobody needs to say which words there may be.
const histogram = sparseHistogram({
  maxGroups: 2,
  neighbours: 'add-remove',
  epsilon: 2,
  most: 2000n,
  total: 20_000n,
})
const words = new Map<string, bigint>([
  ['weather', 1600n],
  ['recipe', 700n],
  ['my rare illness', 1n],
])
const sketch = histogram.invoke(words)
for (const word of ['weather', 'recipe', 'my rare illness', 'a word that nobody used'])
  console.log(`${word}: ${Math.round(sketch.query(word))}`)
console.log(`each within ${Math.ceil(sketch.accuracy({ confidence: 0.95 }))} (95 %)`)

// All of it is public: send it, store it, and ask again.
const stored = JSON.stringify(sketch)
const read = readHistogramSketch(JSON.parse(stored))
console.log(read.query('recipe') === sketch.query('recipe') ? 'the same after storing' : 'changed')
const price = priceEvent(sketch.event, { measure: 'pure' })
console.log(
  `${histogram.cells} bits, ${price.kind} epsilon ${price.kind === 'pure' ? price.epsilon.toFixed(6) : '–'}`,
)
