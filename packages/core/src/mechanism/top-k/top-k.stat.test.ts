// Each test: false alarm at most 1e-9; n as stated; seeded, so a pass stays a pass.
import { rational, toNumber } from '@dither/math'
import { expectLaw, expectPrivate, seededBits } from '@dither/testkit'
import { describe, it } from 'vitest'
import type { BitSource } from '../../random/bits.ts'
import { readScores } from '../exponential/candidates.ts'
import { exponential } from '../exponential/exponential.ts'
import { exponentialProbability } from '../exponential/exponential-law.ts'
import { noisyOrder, type ScoreNoise } from '../noisy-max/noisy-order.ts'
import { permuteAndFlipProbability } from '../permute-and-flip/permute-and-flip-law.ts'
import { type TopKOptions, topK } from './top-k.ts'

const scores = [0n, 6n, 3n]
const scale = rational(4)
/** The six orders of three, by what comes first and what next. */
const places = ['0 1', '0 2', '1 0', '1 2', '2 0', '2 1']
const law = (of: typeof exponentialProbability) => {
  const masses = places.map((text) => {
    const [a = 0, b = 0] = text.split(' ').map(Number)
    const rest = scores.filter((_, i) => i !== a)
    const first = of({ scores, scale, index: a })
    const second = of({ scores: rest, scale, index: b > a ? b - 1 : b })
    return toNumber(first.low) * toNumber(second.low)
  })
  return { probability: (k: number) => masses[k] ?? 0, centre: 3 }
}
const draw = (order: (bits: BitSource) => readonly number[]) => {
  const bits = seededBits('order')
  return () => places.indexOf(order(bits).slice(0, 2).join(' '))
}
const made = (options: Partial<TopKOptions>) => {
  const mechanism = topK({ sensitivity: 1, first: 2, scale: 4, ...options })
  return draw((bits) => mechanism.invoke(scores, { bits }))
}
const oneShot = (noise: ScoreNoise) =>
  draw((bits) => noisyOrder(readScores(scores), scale, noise, 2, bits))

describe('the first k', () => {
  it('in one shot have the law of exponential mechanisms in turn, n = 120,000', () => {
    const one = exponential({ scale: 4, sensitivity: 1 })
    expectLaw(made({ choice: 'exponential' }), law(exponentialProbability), {
      n: 120_000,
      mutants: {
        'scale 8 % up': made({ choice: 'exponential', scale: 4.32 }),
        'Laplace noise': oneShot('laplace'),
        'exponential noise': oneShot('exponential'),
        'the second from all again, moved on where it is the first': draw((bits) => {
          const [a, b] = [one.invoke(scores, { bits }), one.invoke(scores, { bits })]
          return [a, a === b ? (b + 1) % 3 : b]
        }),
      },
    })
  })

  it('peeled have the law of permute-and-flips in turn, n = 120,000', () => {
    expectLaw(made({ choice: 'permuteAndFlip' }), law(permuteAndFlipProbability), {
      n: 120_000,
      mutants: {
        'scale 8 % up': made({ choice: 'permuteAndFlip', scale: 4.32 }),
        'exponential noise in one shot': oneShot('exponential'),
        'the other law': made({ choice: 'exponential' }),
      },
    })
  })

  it.each(['exponential', 'permuteAndFlip'] as const)(
    'by %s keep neighbours within epsilon, n = 60,000',
    (choice) => {
      const x = new Array<bigint>(10).fill(0n)
      const y = x.map((_score, i) => (i < 2 ? 3n : -3n))
      const run = (epsilon: number, monotone = false) => {
        const mechanism = topK({ epsilon, sensitivity: 3, first: 2, choice, monotone })
        const bits = seededBits('private')
        return (given: readonly bigint[]): string =>
          mechanism
            .invoke(given, { bits })
            .map((place) => (place < 2 ? 'high' : 'low'))
            .join(' ')
      }
      expectPrivate(
        run(1),
        [x, y],
        { epsilon: 1 },
        {
          n: 60_000,
          mutants: {
            'each choice at the whole budget': run(2),
            'scores taken for monotone': run(1, true),
          },
        },
      )
    },
  )
})
