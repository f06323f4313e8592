/** Answers that nobody has to be trusted with: everyone throws coins before speaking. */
import { randomisedBit, randomisedBits, randomisedResponse } from '@dither/core/mechanisms'

// 3,000 people, of whom 900 would say yes. Each answers for themselves, at epsilon 1.
const coin = randomisedBit({ epsilon: 1 })
const yes = Array.from({ length: 3000 }, (_, person) => coin.invoke(person < 900)).filter(Boolean)
const found = coin.estimate(yes.length, 3000)
const [low, high] = found.interval({ confidence: 0.95 })
console.log(`${yes.length} said yes; some ${Math.round(found.value)} mean it: ${low} to ${high}`)

// One of four parties: the truth, or any other, all alike.
const party = randomisedResponse({ categories: 4, epsilon: 2 })
const votes = [0, 0, 0, 0]
for (let person = 0; person < 3000; person++) {
  const vote = party.invoke(person % 10 < 5 ? 0 : person % 4)
  votes[vote] = (votes[vote] ?? 0) + 1
}
party.estimate(votes).forEach(({ value, variance }, i) => {
  console.log(`party ${i}: ${Math.round(value)} ± ${Math.round(2 * Math.sqrt(variance))}`)
})

// Bits, of which a person has at most two: RAPPOR's noise, and what it costs.
const features = randomisedBits({ length: 16, ones: 2, f: '1/2' })
const report = features.invoke(Array.from({ length: 16 }, (_, i) => i === 3 || i === 8))
console.log(`${report.map(Number).join('')} costs epsilon ${features.loss().epsilon}`)
