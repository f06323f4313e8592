/** Which of a thousand pages do people visit? Everyone answers with noise of their own, in a few bytes. */
import {
  hadamardBit,
  hadamardResponse,
  hierarchicalExponential,
  localHashing,
  unaryEncoding,
} from '@dither/core/mechanisms'

// 6,000 people, each on one of 1,000 pages: 1,800 on page 0, 600 on page 7, the others anywhere.
const people = Array.from({ length: 6000 }, (_, i) =>
  i % 10 < 3 ? 0 : i % 10 === 3 ? 7 : i % 1000,
)
const all = { categories: 1000, epsilon: 2 }
const say = (name: string, value: number, variance: number): void =>
  console.log(`${name}: ${Math.round(value)} ± ${Math.round(2 * Math.sqrt(variance))}`)

// A number below 1,024, whatever was visited.
const short = hadamardResponse(all)
const answers = Array.from({ length: short.answers }, () => 0)
for (const page of people) {
  const answer = short.invoke(page)
  answers[answer] = (answers[answer] ?? 0) + 1
}
const [first] = short.estimate(answers)
say(`Hadamard response, ${short.blocks} blocks, page 0`, first?.value ?? 0, first?.variance ?? 0)

// A public hash function and one of eight buckets; the server counts what each report supports.
const hashed = localHashing(all)
const reports = people.map((page) => hashed.invoke(page))
const supported = reports.filter((report) => hashed.supports(report, 0)).length
const counts = Array.from({ length: 1000 }, (_, page) => (page === 0 ? supported : 0))
const [hashedFirst] = hashed.estimate(counts, people.length)
say(
  `local hashing, ${hashed.buckets} buckets, page 0`,
  hashedFirst?.value ?? 0,
  hashedFirst?.variance ?? 0,
)

// One bit besides a row: the least to send. One bit a page: the most.
const bit = hadamardBit(all)
const found = bit.estimate(bit.support(people.map((page) => bit.invoke(page))), people.length)
say('one Hadamard bit, page 0', found[0]?.value ?? 0, found[0]?.variance ?? 0)
const unary = unaryEncoding(all)
console.log(
  `unary encoding: ${unary.invoke(7).length} bits, epsilon ${unary.loss().epsilon.toFixed(6)}`,
)

// A place near one's own: towns of one country are 2 steps apart, those of two countries 4.
const towns = hierarchicalExponential({
  hierarchy: [
    ['Oslo', 'Bergen', 'Tromsø'],
    ['Rome', 'Milan', 'Bari'],
  ],
  epsilon: 2,
})
console.log(
  `Bergen? ${towns.invoke('Bergen')}; at distance t within ${towns.lossPerDistance().epsilon.toFixed(6)} t`,
)
