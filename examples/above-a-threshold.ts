/** Which of many numbers are high: the days on which a clinic was full, told at the price of those few days. */
import { priceEvent } from '@dither/core/account'
import { sparseVector } from '@dither/core/mechanisms'

// A year of visits; a person makes at most one a day, and may be in all of them. So that one person changes
// every answer by at most 1, and all of them the same way.
const visits = Array.from({ length: 365 }, (_, day) => (day % 90 === 89 ? 1000n : 100n))
const watch = sparseVector({
  epsilon: 1,
  sensitivity: 1,
  monotone: true,
  most: 3,
  valueShare: 0.5,
})

const { epsilon } = watch.loss()
console.log(`three full days, and how full: epsilon ${epsilon}, for the whole year`)
const doubt = watch.accuracy({ confidence: 0.99, queries: visits.length })
console.log(`all 365 days are told right but for those within ${doubt} of the threshold`)

const stream = watch.start(500n)
for (const [day, count] of visits.entries()) {
  if (stream.left() === 0) break
  const { above, value } = stream.next(count)
  if (above) console.log(`day ${day}: about ${value} visits`)
}

// What it cost, as data: charge it before the stream begins.
const event = watch.event({ neighbours: 'add-remove' })
const loss = priceEvent(event, { measure: 'pure' })
console.log(`charged: ${event.kind}, epsilon ${loss.kind === 'pure' ? loss.epsilon : '–'}`)
