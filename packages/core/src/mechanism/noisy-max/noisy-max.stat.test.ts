// Each test: false alarm at most 1e-9; n as stated; seeded, so a pass stays a pass.
import { exp, ln, toNumber } from '@dither/math'
import { expectLaw, expectPrivate, seededBits } from '@dither/testkit'
import { describe, it } from 'vitest'
import { permuteAndFlipProbability } from '../permute-and-flip/permute-and-flip-law.ts'
import { type NoisyMaxOptions, noisyMax } from './noisy-max.ts'
import { noisyMaxWithValue } from './noisy-max-with-value.ts'
import type { ScoreNoise } from './noisy-order.ts'

const scores = [0n, 5n, 3n, 5n, 1n]
const run = (options: NoisyMaxOptions, given: readonly bigint[] = scores) => {
  const made = noisyMax(options)
  const bits = seededBits('law')
  return () => made.invoke(given, { bits })
}

describe('noisy max', () => {
  it('has its law with Gumbel and with exponential noise, n = 70,000 each', () => {
    const total = scores.reduce((sum, score) => sum + exp(Number(score) / 4), 0)
    const gumbel = (k: number) => exp(Number(scores[k] ?? -1000n) / 4) / total
    const flip = (k: number) =>
      k < 0 || k > 4 ? 0 : toNumber(permuteAndFlipProbability({ scores, scale: 4, index: k }).low)
    const laws = { gumbel, exponential: flip }
    for (const noise of ['gumbel', 'exponential'] as const) {
      const options = { scale: 4, sensitivity: 1, noise }
      expectLaw(
        run(options),
        { probability: laws[noise], centre: 1 },
        {
          n: 70_000,
          mutants: {
            'scale 12 % up': run({ ...options, scale: 4.48 }),
            'scale 12 % down': run({ ...options, scale: 3.52 }),
            'the other noise': run({
              ...options,
              noise: noise === 'gumbel' ? 'exponential' : 'gumbel',
            }),
            'a score one off': run(options, [0n, 5n, 3n, 5n, 2n]),
            'ties to the first': (() => {
              const draw = run(options)
              return () => {
                const index = draw()
                return index === 3 ? 1 : index
              }
            })(),
          },
        },
      )
    }
  })

  it('has the law of two Laplace noises, n = 150,000', () => {
    // The difference of two standard ones exceeds g with probability (2 + g) e^(-g) / 4.
    const less = ((2 + 3 / 4) * exp(-3 / 4)) / 4
    const law = { probability: (k: number) => (k === 0 ? less : k === 1 ? 1 - less : 0), centre: 1 }
    const made = (noise: ScoreNoise, scale = 4) => run({ scale, sensitivity: 1, noise }, [0n, 3n])
    expectLaw(made('laplace'), law, {
      n: 150_000,
      mutants: {
        'scale 8 % up': made('laplace', 4.32),
        'scale 8 % down': made('laplace', 3.68),
        'no sign': made('exponential'),
      },
    })
  })

  it.each(['exponential', 'laplace', 'gumbel'] as const)(
    'keeps neighbours within epsilon with %s noise, n = 40,000',
    (noise) => {
      const x = new Array<bigint>(12).fill(0n)
      const y = x.map((_score, i) => (i === 0 ? 3n : -3n))
      const make = (options: Partial<NoisyMaxOptions>) => {
        const made = noisyMax({ epsilon: 1, sensitivity: 3, noise, ...options })
        const bits = seededBits('private')
        return (given: readonly bigint[]) => made.invoke(given, { bits })
      }
      expectPrivate(
        make({}),
        [x, y],
        { epsilon: 1 },
        { n: 40_000, mutants: { 'scores taken for monotone': make({ monotone: true }) } },
      )
    },
  )

  it('keeps a value within epsilon, but never the noise that won, n = 60,000', () => {
    const x = new Array<bigint>(12).fill(0n)
    const y = new Array<bigint>(12).fill(2n)
    const made = noisyMaxWithValue({ epsilon: 1, sensitivity: 2, monotone: true })
    const bits = seededBits('value')
    const b = toNumber(made.choice.scale)
    expectPrivate(
      (given: readonly bigint[]) => Number(made.invoke(given, { bits }).value),
      [x, y],
      { epsilon: 1 },
      {
        n: 60_000,
        mutants: {
          // The largest of 12 exponential noises, by inversion: e^(-E) for the largest is 1 - U^(1/12).
          'the winning noisy score': (given) => {
            const u = (bits.next() + 0.5) / 2 ** 32
            const largest = -ln(1 - exp(ln(u) / 12))
            return Math.round(Number(given[0]) + b * largest)
          },
          'a value without its share': (given) =>
            Number((given[0] ?? 0n) + BigInt(made.choice.invoke(given, { bits }) % 2)),
        },
      },
    )
  })
})
