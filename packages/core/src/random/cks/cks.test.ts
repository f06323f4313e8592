import { rational } from '@dither/math'
import { expectEnumeratedLaw, seededBits } from '@dither/testkit'
import { expect, test } from 'vitest'
import { exactLaw } from '../law/exact-law.ts'
import { cksDiscreteGaussian, cksDiscreteLaplace } from './cks.ts'

test('the oracle of the Laplace law has the exact law itself', () => {
  const law = exactLaw({ kind: 'discreteLaplace', scale: rational('1/2') })
  expectEnumeratedLaw(
    (bits) => cksDiscreteLaplace(rational('1/2'), bits),
    (key) => law(BigInt(key)),
    {
      wordBits: 1,
      depth: 14,
      mutants: { 'twice the scale': (bits) => cksDiscreteLaplace(rational(1), bits) },
    },
  )
})

test('the oracle of the Gaussian law has the exact law itself', () => {
  const law = exactLaw({ kind: 'discreteGaussian', variance: rational('1/2') })
  expectEnumeratedLaw(
    (bits) => cksDiscreteGaussian(rational('1/2'), bits),
    (key) => law(BigInt(key)),
    {
      wordBits: 1,
      depth: 15,
      mutants: { 'four times the variance': (bits) => cksDiscreteGaussian(rational(2), bits) },
    },
  )
})

test('the oracles refuse parameters that are not positive', () => {
  expect(() => cksDiscreteLaplace(rational(0), seededBits(1))).toThrow('scale is 0')
  expect(() => cksDiscreteGaussian(rational(-1), seededBits(1))).toThrow('variance is -1')
})
