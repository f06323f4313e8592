/**
 * Noise that follows the data: a smooth median, propose-test-release, and sample-and-aggregate; and when a plain choice
 * among candidates is better.
 */
import { permuteAndFlip } from '@dither/core'
import {
  proposeTestRelease,
  sampleAndAggregate,
  smoothMedian,
  stableMedian,
} from '@dither/core/mechanisms'

// 2,001 incomes from 20,000 to 60,000, one a person; their number is public, so neighbours change one of them.
const incomes = Array.from({ length: 2001 }, (_, i) => 20_000 + ((i * 7919) % 2001) * 20)
const range = { lower: 0, upper: 100_000 } as const
const neighbours = 'change-one'
const show = (name: string, value: number | bigint | undefined): void =>
  console.log(`${name}: ${value === undefined ? 'refused' : Math.round(Number(value))}`)

// First choice: a candidate with as many below as above. It says how far it is off, in ranks, before it looks.
const candidates = Array.from({ length: 1001 }, (_, c) => c * 100)
const scores = candidates.map((c) =>
  BigInt(Math.min(incomes.filter((x) => x <= c).length, incomes.filter((x) => x >= c).length)),
)
const choice = permuteAndFlip({ epsilon: 1, sensitivity: 1 })
show('chosen', candidates[choice.invoke(scores)])
const ranks = choice.accuracy({ candidates: candidates.length, confidence: 0.95 })
console.log(`within ${Math.ceil(ranks)} people of the middle, epsilon ${choice.loss().epsilon}`)

// Cauchy noise, as much as these incomes need. There are no candidates to choose: the range may have 2^32 values.
// But how far it is off depends on the data, so that nothing can be said of it; and now and then it is far off.
// Measured on 1,000 log-normal incomes, candidates 1 apart: at epsilon 1 half of the errors are below 23, 95 % below
// 267, against 43 and 209 of the choice; at epsilon 0.1, 2,858 and 20,023 against 368 and 1,652.
const smooth = smoothMedian({ ...range, epsilon: 1, neighbours })
show('smooth', smooth.invoke(incomes))
console.log(`epsilon ${smooth.loss().epsilon}; planned on made-up incomes:`)
const madeUp = Array.from({ length: 2001 }, (_, i) => 30_000 + i * 25)
const smoothBound = smooth.smoothBound(madeUp)
console.log(`within ${smooth.accuracy({ confidence: 0.95, smoothBound })} of the median of such`)

// "One person moves the median by 1,000 at most": tested first, with a delta for the case that it is wrong. It pays where
// values are dense for sure, and says how far it is off; where they are not it refuses, and the budget is spent.
const query = stableMedian({ ...range, bound: 1000n, neighbours })
const tested = proposeTestRelease({ query, epsilon: 1, delta: 1e-6, ...range })
show('tested', tested.invoke(incomes))
const { epsilon, delta } = tested.loss()
console.log(`within ${tested.accuracy({ confidence: 0.95 })}, epsilon ${epsilon}, delta ${delta}`)

// Any statistic: here the geometric mean, for which there is no mechanism. It runs on 200 blocks of people; each person is in
// one, and moves one result. What ten people say differs from what 2,001 say: that error is not in the interval.
const geometric = (block: readonly number[]): number =>
  Math.exp(block.reduce((sum, x) => sum + Math.log(x), 0) / block.length)
for (const aggregate of ['mean', 'median'] as const) {
  const made = sampleAndAggregate({ ...range, blocks: 200, epsilon: 1, aggregate, neighbours })
  show(`geometric, ${aggregate} of blocks`, made.invoke(incomes, geometric))
  const unit = aggregate === 'mean' ? '' : ' blocks of the middle'
  console.log(`within ${Math.ceil(made.accuracy({ confidence: 0.95 }))}${unit}`)
}
