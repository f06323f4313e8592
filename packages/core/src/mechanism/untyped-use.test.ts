/** What programs without types may do by mistake. */
import { rational } from '@dither/math'
import { describe, expect, it } from 'vitest'
import * as root from '../index.ts'
import * as mechanisms from './index.ts'

const every: Readonly<Record<string, unknown>> = { ...root, ...mechanisms }
const call = (name: string, ...options: readonly unknown[]): unknown => {
  const make = every[name]
  if (typeof make !== 'function') throw new Error(`${name} is not exported`)
  return make(...options)
}
/** The method of what was made, called. */
const ask = (made: unknown, method: string, ...given: readonly unknown[]): unknown => {
  const found: unknown = Object.getOwnPropertyDescriptor(made, method)?.value
  if (typeof found !== 'function') throw new Error(`no ${method}`)
  return found(...given)
}
const dither = (message: string | RegExp): unknown =>
  expect.objectContaining({ name: 'DitherError', message: expect.stringMatching(message) })

describe('a misspelled option', () => {
  it.each([
    ['stabilityHistogram', { noise: 'laplace', preTreshold: 20 }, 'Did you mean preThreshold\\?'],
    ['exponential', { epsilon: 1, sensitivity: 1, monotonic: true }, 'monotonic is not a field'],
    ['laplace', { scale: 1, grid: 0.5 }, 'Known are bounds, dimension, scale'],
    ['discreteLaplace', { scale: 1, uper: 9 }, 'Did you mean upper\\?'],
    ['topK', { k: 2 }, 'k is not a field of topK. Say how many as first'],
    [
      'bestNoise',
      { sensitivity: 1, epsilon: 1 },
      'epsilon is not a field of bestNoise. Give .*budget',
    ],
    ['bestNoise', { sensitivity: { l1: 1 } }, 'budget is missing'],
    ['randomisedResponse', { categories: ['a'], epsilon: 1 }, 'Give their number'],
    ['setUnion', { epsilon: 1, delta: 1e-6, maxKey: 3 }, 'Did you mean maxKeys\\?'],
  ])('of %s is refused, with the way out', (name, options, message) => {
    expect(() => call(name, options)).toThrow(dither(message))
  })
})

describe('noise in arrays', () => {
  const kinds = [Int8Array, Uint8Array, Int16Array, Uint32Array, Float32Array, Array]
  it.each(['fillDiscreteLaplace', 'fillDiscreteGaussian'])(
    'by %s is refused where it would wrap or be rounded',
    (fill) => {
      for (const Kind of kinds)
        expect(() => call(fill, new Kind(4), rational(1000)), Kind.name).toThrow(
          dither('^out is another array, must be an Int32Array, a Float64Array or a BigInt64Array'),
        )
      for (const Kind of [Int32Array, Float64Array, BigInt64Array])
        expect(call(fill, new Kind(4), 1000)).toHaveLength(4)
    },
  )
  it('of multiples of a fraction is refused in integers', () => {
    const made = call('laplace', { scale: 1, sensitivity: 1 })
    expect(() => ask(made, 'fill', new Int32Array(4))).toThrow(dither('must be a Float64Array'))
  })
})

describe('plain numbers', () => {
  it('are parameters of draws and laws, by their shortest decimal', () => {
    expect(call('exponentialRho', 1)).toEqual(rational('1/8'))
    expect(call('discreteGaussianVariance', 4)).toBe(call('discreteGaussianVariance', rational(4)))
    expect(call('discreteLaplaceVariance', 0.1)).toBe(
      call('discreteLaplaceVariance', rational('1/10')),
    )
    expect(call('discreteLaplaceSampler', 0.1)).toMatchObject({ scale: rational('1/10') })
    expect(call('discreteGaussianSampler', '2.5')).toMatchObject({ variance: rational('5/2') })
    for (const draw of ['drawDiscreteLaplace', 'drawDiscreteGaussian', 'geometric'])
      expect(typeof call(draw, 10)).toBe('bigint')
    for (const draw of ['cksDiscreteLaplace', 'cksDiscreteGaussian'])
      expect(typeof call(draw, 10)).toBe('bigint')
    expect([call('bernoulli', 1), call('bernoulli', 0), call('bernoulliExp', 0)]).toEqual([
      true,
      false,
      true,
    ])
  })
  it('are no whole numbers of a draw below', () => {
    expect(() => call('uniformBelow', 5)).toThrow(dither('Give 5n rather than 5'))
  })
})

describe('a value that is no whole number', () => {
  it.each([
    ['discreteLaplace', { scale: 2 }],
    ['discreteGaussian', { variance: 2 }],
    ['staircase', { epsilon: 1, sensitivity: 1 }],
    ['uniformNoise', { radius: 5n }],
    ['boundedLaplace', { scale: 2, lower: 0, upper: 9 }],
    ['foldedLaplace', { scale: 2, lower: 0, upper: 9 }],
    ['truncatedGeometric', { epsilon: 1, lower: 0, upper: 9 }],
    ['canonicalNoise', { epsilon: 1 }],
    ['boundedNoise', { scale: 2, radius: 9n }],
  ])('is refused by %s without being named', (name, options) => {
    const made = call(name, options)
    expect(() => ask(made, 'invoke', 77)).toThrow(
      dither('^value must be a bigint. Take 3n rather than 3$'),
    )
  })

  it.each([
    ['laplace', { scale: 2 ** -20, bounds: { lower: 5, upper: 9 } }],
    ['gaussian', { standardDeviation: 2 ** -20, bounds: { lower: 5, upper: 9 } }],
  ])('counts as NaN does for %s, whatever it is: no value raises an error', (name, options) => {
    const made = call(name, options)
    for (const value of [Number.NaN, null, undefined, '7', true, 7n, {}, Symbol('7')])
      expect(ask(made, 'invoke', value)).toBeCloseTo(5, 3)
    expect(ask(made, 'invoke', 7)).toBeCloseTo(7, 3)
  })
})

describe('mechanisms in text', () => {
  it.each([
    ['discreteLaplace', { scale: 2 }, /^discreteLaplace, scale 2, variance 7\.8/],
    [
      'topK',
      { epsilon: 1, sensitivity: 1, first: 2 },
      /^topK, first 2, choice permuteAndFlip, scale 4/,
    ],
    ['setUnion', { epsilon: 1, delta: 1e-6, maxKeys: 3 }, /^policySelection, maxKeys 3/],
    [
      'stabilityHistogram',
      { noise: 'laplace', epsilon: 1, delta: 1e-6, maxGroups: 1, neighbours: 'add-remove' },
      /^stabilityHistogram, threshold 15/,
    ],
    ['bestNoise', { budget: { epsilon: 1 }, sensitivity: { l1: 1 } }, /^bestNoise, name /],
  ])('%s has JSON and words', (name, options, words) => {
    const made = call(name, options)
    expect(JSON.parse(JSON.stringify(made))).toHaveProperty('kind')
    expect(String(made)).toMatch(words)
  })
})
