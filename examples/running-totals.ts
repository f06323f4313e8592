/** A dashboard: the total of a year, told anew every day, for the price of one stream. */
import { squareRootCounter, treeCounter } from '@dither/core/mechanisms'

const day = (i: number): bigint => BigInt(40 + (i % 7) * 3)

// A person is in one day's count, once. Charge counter.event() before the stream begins.
const counter = squareRootCounter({ steps: 365, rho: 0.05 })
let stream = counter.start()
for (let i = 0; i < 365; i++) {
  const told = stream.next(day(i))
  if (told.step % 73 === 0) {
    const { lower, upper } = told.interval({ confidence: 0.95 })
    console.log(`day ${told.step}: ${told.value}, between ${lower} and ${upper}`)
  }
  // A restart: the checkpoint holds exact counts, is kept as safe as the data, and is taken up once.
  if (told.step === 200) {
    const checkpoint = JSON.parse(JSON.stringify(stream.checkpoint()))
    const used = new Set<string>()
    const firstUse = (id: string) => used.size < used.add(id).size
    stream = counter.resume(checkpoint, { firstUse })
  }
}
console.log(`off by at most ${counter.accuracy({ confidence: 0.95 })} on any one day, in 95 of 100`)

// Pure privacy: noise on dyadic intervals.
const tree = treeCounter({ steps: 365, epsilon: 1 })
console.log(`a tree, epsilon ${tree.loss().epsilon}: ± ${tree.accuracy({ confidence: 0.95 })}`)
