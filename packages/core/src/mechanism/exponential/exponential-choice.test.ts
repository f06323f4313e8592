import { add, compare, type Rational, rational } from '@dither/math'
import { seededBits } from '@dither/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readRuns } from './candidates.ts'
import { certainChoice, exponentialChoice, type Weights, weigh } from './exponential-choice.ts'
import { exponentialProbability } from './exponential-law.ts'

type Choose = typeof certainChoice

const runs = [
  { score: -2n, count: 3 },
  { score: 1n, count: 1 },
  { score: 0n, count: 4 },
  { score: 1n, count: 2 },
  { score: -30n, count: 2 },
]
const candidates = readRuns(runs)
const scale = rational('3/2')
/** Where each candidate's part of [0, 1] ends, within 2^-90. */
const ends: Rational[] = []
for (let index = 0n; index < candidates.total; index++) {
  const { low } = exponentialProbability({ runs, scale, index, bits: 100 })
  ends.push(add(ends.at(-1) ?? rational(0), low))
}
const slack = rational(1n, 1n << 90n)

/** Counts answers, and those that are wrong for some U of which only so much is known. */
function judge(choose: Choose): { answers: number; wrong: number } {
  let [answers, wrong] = [0, 0]
  for (const precision of [0, 1, 2, 3, 5, 8, 13, 40]) {
    const weights = weigh(candidates, scale, precision)
    for (let known = 0; known <= 9; known++)
      for (let prefix = 0n; prefix < 1n << BigInt(known); prefix++) {
        const index = choose(candidates, weights, { prefix, known })
        if (index === undefined) continue
        answers++
        const end = ends[Number(index)] ?? rational(2)
        const start = ends[Number(index) - 1] ?? rational(0)
        const unit = 1n << BigInt(known)
        if (compare(add(rational(prefix, unit), slack), start) < 0) wrong++
        else if (compare(rational(prefix + 1n, unit), add(end, slack)) > 0) wrong++
      }
  }
  return { answers, wrong }
}

/** As if the weights had no error: 2 units of theirs count for nothing. */
const exactly = ({ lows, sums, total }: Weights): Weights => ({
  lows: lows.map((low) => low << 64n),
  sums: sums.map((sum) => sum << 64n),
  total: total << 64n,
})

describe('a certain choice', () => {
  it('is right for every U, however little is known of it and of the weights', () => {
    const { answers, wrong } = judge(certainChoice)
    expect(wrong).toBe(0)
    expect(answers).toBeGreaterThan(2000)
  })

  it.each<[string, Choose]>([
    ['believes the lower ends of weights', (c, w, u) => certainChoice(c, exactly(w), u)],
    [
      'takes the lower end of U for U',
      (c, w, { prefix, known }) =>
        certainChoice(c, w, { prefix: prefix << 64n, known: known + 64 }),
    ],
    [
      'answers one too late',
      (c, w, u) => {
        const index = certainChoice(c, w, u)
        return index === undefined ? undefined : index + 1n
      },
    ],
  ])('is told from a twin that %s', (_, twin) => {
    expect(judge(twin).wrong).toBeGreaterThan(0)
  })

  it('is the same from a choice kept for many draws as from one made anew', () => {
    const kept = exponentialChoice(candidates, scale)
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 32 }), (seed, wordBits) => {
        const fresh = exponentialChoice(candidates, scale)
        expect(kept.draw(seededBits(seed, { wordBits }))).toBe(
          fresh.draw(seededBits(seed, { wordBits })),
        )
      }),
    )
  })
})
