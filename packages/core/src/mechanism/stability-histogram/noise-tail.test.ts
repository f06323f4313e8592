import { compare, rational, subtract, toNumber } from '@dither/math'
import { describe, expect, it } from 'vitest'
import { discreteLaplaceProbability } from '../discrete-laplace/discrete-laplace-law.ts'
import { gaussianTail, laplaceTail } from './noise-tail.ts'

describe('the tails of the noise', () => {
  it('are sums of its law', () => {
    for (const scale of [rational('1/3'), rational(2), rational(50)])
      for (const d of [-4n, -1n, 0n, 1n, 3n, 9n]) {
        const here = laplaceTail(scale)(d)
        const next = laplaceTail(scale)(d + 1n)
        const mass = discreteLaplaceProbability({ scale, input: 0n, output: d })
        expect(toNumber(subtract(here.high, next.low)) / toNumber(mass.low)).toBeCloseTo(1, 9)
        expect(compare(here.low, here.high)).toBeLessThanOrEqual(0)
      }
  })

  it('of Gaussian noise agree where sums give way to a rounded normal law', () => {
    const summed = gaussianTail(rational(65_536), 400)
    const rounded = gaussianTail(rational(65_536n * 2n ** 40n + 1n, 2n ** 40n), 400)
    for (const d of [-900n, -1n, 0n, 1n, 256n, 1500n, 4000n]) {
      const [a, b] = [summed(d), rounded(d)]
      expect(toNumber(b.low) / toNumber(a.high)).toBeLessThanOrEqual(1)
      expect(toNumber(b.high) / toNumber(a.low)).toBeGreaterThanOrEqual(1)
      expect(toNumber(b.high) / toNumber(b.low)).toBeLessThan(1 + 2 ** -20)
    }
  })
})
