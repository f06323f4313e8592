import { rational } from '@dither/math'
import { seededBits } from '@dither/testkit'
import { describe, expect, test } from 'vitest'
import { memory } from '../engines/memory/index.ts'
import { table } from '../fluent/table.ts'
import { prove } from '../proof/prove.ts'
import { defineSchema } from '../schema/define-schema.ts'
import { measurementOf, transformationOf } from './measurement-of.ts'
import { price } from './price.ts'

const schema = defineSchema({
  dataset: 'd',
  privacyUnit: 'row',
  rows: { public: 3 },
  columns: {
    x: { type: 'integer', lower: 0, upper: 10 },
    g: { type: 'category', categories: ['a', 'b'] },
  },
})
const of = table(memory([]), schema)
const one = rational(1)
const plan = of.groupBy('g').mean('x')
const proof = prove(plan.question, schema)

describe('a question in the calculus', () => {
  test('has the loss that its event is priced at', () => {
    for (const budget of [{ epsilon: 0.7 }, { rho: 0.2 }]) {
      const priced = price(proof, budget)
      expect(measurementOf(priced).loss(one)).toEqual(priced.loss)
    }
  })

  test('loses nothing at distance 0, and at most k times as much at distance k', () => {
    const measured = measurementOf(price(proof, { epsilon: 0.7 }))
    expect(measured.loss(rational(0))).toMatchObject({ epsilon: 0 })
    const three = measured.loss(rational(3))
    expect(three.kind === 'pure' && three.epsilon).toBeGreaterThanOrEqual(3 * 0.69)
  })

  test('gives the exact integers, by cells, with the public size enforced', () => {
    const rows = [
      { x: 9, g: 'a' },
      { x: 1, g: 'b' },
    ]
    // One constant row is added: x = 5, g = 'a'; sums are centred on 5.
    expect(transformationOf(proof).apply(rows)).toEqual([
      [4n, -4n],
      [2n, 1n],
    ])
    const noisy = measurementOf(price(proof, { epsilon: 900_000 }))
    expect(noisy.invoke(rows, { bits: seededBits(1) })).toEqual([
      [4n, -4n],
      [2n, 1n],
    ])
  })
})
