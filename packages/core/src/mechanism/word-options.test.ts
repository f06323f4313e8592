import { describe, expect, it } from 'vitest'
import * as account from '../account/index.ts'
import * as root from '../index.ts'
import * as mechanisms from './index.ts'

/** As programs without types call. */
const call = (name: string, options: object): unknown => {
  const every: Readonly<Record<string, unknown>> = { ...root, ...mechanisms, ...account }
  const make = every[name]
  if (typeof make !== 'function') throw new Error(`${name} is not exported`)
  return make(options)
}
const base = { epsilon: 1, sensitivity: 1 }
const noise = mechanisms.canonicalNoise({ epsilon: 1 })
const proportion = { noise, released: 3, size: 10 }

describe('options that are words', () => {
  it.each([
    ['noisyMax', 'noise', 'gausian', base],
    ['noisyMin', 'noise', '', base],
    ['noisyMaxWithValue', 'noise', 'Gumbel', base],
    ['noisyMaxWithValue', 'want', 'smalest', base],
    ['topK', 'choice', 'gumbel', { ...base, first: 2 }],
    ['vectorNoise', 'norm', 'L2', { ...base, dimension: 2 }],
    ['staircase', 'least', 'mean', base],
    ['setUnion', 'method', 'fast', { epsilon: 1, delta: 1e-6, maxKeys: 3 }],
    ['unaryEncoding', 'form', 'optimized', { epsilon: 1, categories: 4 }],
    [
      'sampleAndAggregate',
      'aggregate',
      'average',
      { epsilon: 1, blocks: 9, lower: 0, upper: 1, neighbours: 'change-one' },
    ],
    ['binomialTest', 'alternative', 'two_sided', { ...proportion, theta0: 0.5 }],
    ['binomialInterval', 'bounds', 'low', { ...proportion, confidence: 0.9 }],
  ])('%s refuses another %s before anything is drawn', (name, option, value, rest) => {
    expect(() => call(name, { ...rest, [option]: value })).toThrow(
      expect.objectContaining({
        name: 'DitherError',
        message: expect.stringMatching(new RegExp(`^${option} is ${value}, must be `)),
      }),
    )
  })

  it.each([
    ['exponential', base],
    ['permuteAndFlip', base],
    ['noisyMax', base],
    ['topK', { ...base, first: 1 }],
    ['sparseVector', base],
  ])(
    '%s refuses a monotone that is neither true nor false, as it would halve the noise',
    (name, rest) => {
      expect(() => call(name, { ...rest, monotone: 'no' })).toThrow(
        'monotone is no, must be true or false',
      )
    },
  )
})
