/** The choice as a black box, on a tiny grid, against its claim. */
import { exponentialProbability, permuteAndFlipProbability } from '@dither/core/mechanisms'
import { rational, toNumber } from '@dither/math'
import { expectLaw, expectPrivate, seededBits } from '@dither/testkit'
import { expect, test } from 'vitest'
import { memory } from '../engines/memory/index.ts'
import { interpreter } from '../engines/memory/interpreter.ts'
import { table } from '../fluent/table.ts'
import { prove } from '../proof/prove.ts'
import { quantileScores, scoreSlack } from '../proof/quantile/scores.ts'
import { defineSchema } from '../schema/define-schema.ts'
import { integersOf } from './integers.ts'
import { type Priced, price } from './price.ts'
import { selected } from './select-quantile.ts'
import type { Statistic } from './statistic.ts'

const columns = {
  x: { type: 'integer', lower: 0, upper: 3 },
  g: { type: 'category', categories: ['a', 'b'] },
} as const
const open = table(memory([]), defineSchema({ dataset: 'd', privacyUnit: 'row', columns }))
const fixed = table(
  memory([]),
  defineSchema({ dataset: 'd', privacyUnit: 'row', rows: { public: 3 }, columns }),
)
const epsilon = 1
const n = 24_000

function priceOf({ question, schema }: Statistic): Priced {
  return price(prove(question, schema), { epsilon })
}

/** What a release of it shows, as text; `sharper` divides the scale. */
function chooser(priced: Priced, seed: string, sharper = 1): (rows: readonly object[]) => string {
  const bits = seededBits(seed)
  const noise = priced.noise.map((scale) =>
    rational(scale.numerator, scale.denominator * BigInt(sharper)),
  )
  return (rows) => {
    const steps = interpreter(priced.proof.bounded)
    for (const row of rows) steps.take({ ...row })
    const exact = integersOf(priced.proof, { columns: [], products: [] }, steps.answer())
    return selected({ ...priced, noise }, exact, bits)[0]?.join(' ') ?? ''
  }
}

const at = (...xs: [number, string?][]) => xs.map(([x, g = 'a']) => ({ x, g }))

test.each<[string, Statistic, object[], object[]]>([
  ['the median of rows that come', open.median('x'), at([0], [1]), at([0], [1], [3])],
  ['the least of rows that come', open.min('x'), at([3]), at([3], [0])],
  ['a row that is replaced', fixed.median('x'), at([0], [0], [3]), at([0], [3], [3])],
  [
    'a row that goes to another group',
    fixed.groupBy('g').median('x'),
    at([0], [3], [0]),
    at([0], [3], [3, 'b']),
  ],
])('%s keeps its epsilon, and a sharper twin does not', (name, statistic, x, y) => {
  const priced = priceOf(statistic)
  // False alarm 1e-9.
  const report = expectPrivate(
    chooser(priced, name),
    [x, y],
    { epsilon },
    {
      n,
      mutants: { 'an eighth of the scale': chooser(priced, `${name}, sharper`, 8) },
    },
  )
  expect(report.epsilon).toBeLessThanOrEqual(epsilon)
})

test.each([
  ['permute-and-flip', { epsilon: 3 }, permuteAndFlipProbability, exponentialProbability],
  ['exponential', { rho: '9/8' }, exponentialProbability, permuteAndFlipProbability],
] as const)('a choice has the law of its scores: %s', (mechanism, budget, lawOf, otherLaw) => {
  const { question, schema } = open.median('x')
  const priced = price(prove(question, schema), budget)
  expect(priced.mechanism).toBe(mechanism)
  const rows = at([0], [1], [3], [3], [3])
  const scale = priced.noise[0] ?? rational(1)
  const half = rational('1/2')
  const scores = quantileScores([1n, 1n, 0n, 3n], half, scoreSlack(half, scale))
  const probabilities = (law: typeof lawOf): number[] =>
    [0, 1, 2, 3].map((index) => toNumber(law({ scores, scale, index }).low))
  const law = probabilities(lawOf)
  // The other mechanism is another one, by more than the test can overlook.
  expect(
    Math.max(...probabilities(otherLaw).map((p, i) => Math.abs(p - (law[i] ?? 0)))),
  ).toBeGreaterThan(0.03)
  const choose = chooser(priced, 'law')
  const twin = chooser(priced, 'law of a twin', 2)
  const other = chooser(
    { ...priced, mechanism: mechanism === 'exponential' ? 'permute-and-flip' : 'exponential' },
    'law of another',
  )
  // False alarm 1e-9.
  expectLaw(
    () => BigInt(choose(rows)),
    { probability: (k) => law[Number(k)] ?? 0 },
    {
      n,
      alpha: 1e-9,
      mutants: {
        'half the scale': () => BigInt(twin(rows)),
        'the other mechanism': () => BigInt(other(rows)),
      },
    },
  )
})
