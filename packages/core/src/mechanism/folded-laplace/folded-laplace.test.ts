import { add, type Interval, type Rational, rational } from '@dither/math'
import { expectEnumeratedLaw, seededBits } from '@dither/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { priceEvent } from '../../account/price-event.ts'
import type { BitSource } from '../../random/bits.ts'
import { discreteLaplace } from '../discrete-laplace/discrete-laplace.ts'
import { discreteLaplaceProbability } from '../discrete-laplace/discrete-laplace-law.ts'
import { type FoldedLaplaceOptions, foldedLaplace } from './folded-laplace.ts'

/** Pr[output], by adding up every mirror image of it that weighs anything. */
const law = (scale: Rational, input: bigint, output: bigint, lower: bigint, upper: bigint) => {
  const images = new Set<bigint>()
  for (let turn = -40n; turn <= 40n; turn += 1n) {
    images.add(output + 2n * turn * (upper - lower))
    images.add(2n * lower - output + 2n * turn * (upper - lower))
  }
  let sum: Interval = { low: rational(0), high: rational('1e-20') }
  for (const image of images) {
    const p = discreteLaplaceProbability({ scale, input, output: image })
    sum = { low: add(sum.low, p.low), high: add(sum.high, p.high) }
  }
  return sum
}

describe('folded Laplace noise', () => {
  const options: FoldedLaplaceOptions = { scale: 1, lower: -1, upper: 2 }
  const draw = (by = options, value = 0n, change = (x: bigint) => x) => {
    const noise = foldedLaplace(by)
    return (bits: BitSource) => change(noise.invoke(value, { bits }))
  }

  it('has exactly the law of every mirror image together, by every bit string', () => {
    for (const value of [-1n, 0n, 2n])
      expectEnumeratedLaw(
        draw(options, value),
        (key) => law(rational(1), value, BigInt(key), -1n, 2n),
        {
          wordBits: 3,
          depth: 5,
          support: ['-1', '0', '1', '2'],
          mutants: {
            'clamped instead': (bits) => discreteLaplace(options).invoke(value, { bits }),
            'folded one further out': draw({ ...options, lower: -2 }, value),
            'scale doubled': draw({ ...options, scale: 2 }, value),
            'the upper end never answered': draw(options, value, (x) => (x === 2n ? 1n : x)),
          },
        },
      )
  })

  it('is the noisy value where that is within, else its mirror image', () => {
    fc.assert(
      fc.property(
        fc.bigInt(-5n, 5n),
        fc.bigInt(1n, 7n),
        fc.nat(),
        fc.integer(),
        (lower, width, at, seed) => {
          const bounds = { lower, upper: lower + width }
          const value = lower + (BigInt(at) % (width + 1n))
          const noisy = discreteLaplace({ scale: 9 }).invoke(value, { bits: seededBits(seed) })
          let folded = noisy
          while (folded < bounds.lower || folded > bounds.upper)
            folded = 2n * (folded < bounds.lower ? bounds.lower : bounds.upper) - folded
          const answer = foldedLaplace({ scale: 9, ...bounds }).invoke(value, {
            bits: seededBits(seed),
          })
          expect(answer).toBe(folded)
          const off = answer > value ? answer - value : value - answer
          const noise = noisy > value ? noisy - value : value - noisy
          expect(off <= noise).toBe(true)
        },
      ),
    )
  })

  it('costs what its noise costs, and names the same event', () => {
    const folded = foldedLaplace({ epsilon: '1/2', sensitivity: 3, lower: 0, upper: 9 })
    const plain = discreteLaplace({ epsilon: '1/2', sensitivity: 3 })
    expect(folded.event()).toEqual(plain.event())
    expect(folded.loss()).toEqual(plain.loss())
    expect(priceEvent(folded.event(), { measure: 'pure' })).toEqual(plain.loss())
    expect(folded.accuracy({ confidence: 0.9 })).toBe(plain.accuracy({ confidence: 0.9 }))
  })

  it('moves an input beyond the bounds to them first, and draws anew for each coordinate', () => {
    const noise = foldedLaplace({ scale: 100, lower: 0, upper: 1000 })
    const answers = noise.invokeVector([5000n, 1000n, 1000n], { bits: seededBits('vector') })
    const bits = seededBits('vector')
    expect(answers).toEqual([1000n, 1000n, 1000n].map((x) => noise.invoke(x, { bits })))
    expect(new Set(answers).size).toBe(3)
  })

  it('refuses bounds that leave nothing between them', () => {
    expect(() => foldedLaplace({ scale: 1, lower: 3, upper: 3 })).toThrow(/less than upper/)
    expect(() => foldedLaplace({ scale: 1, lower: '1/4', upper: '5/4' })).toThrow(/less than upper/)
  })
})
