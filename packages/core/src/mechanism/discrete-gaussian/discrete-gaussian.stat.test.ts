// Each test: false alarm at most 1e-9; n as stated; seeded, so a pass stays a pass.
import { exp } from '@dither/math'
import { expectLaw, expectPrivate, seededBits } from '@dither/testkit'
import { describe, it } from 'vitest'
import { type DiscreteGaussianOptions, discreteGaussian } from './discrete-gaussian.ts'

const draw = (options: DiscreteGaussianOptions, change = (x: bigint) => x) => {
  const noise = discreteGaussian(options)
  const bits = seededBits(JSON.stringify(options))
  return () => change(noise.invoke(-3n, { bits }))
}
const law = (variance: number) => {
  const weight = (k: number) => exp(-((k + 3) ** 2) / (2 * variance))
  let total = 0
  for (let k = -200; k <= 200; k++) total += weight(k)
  return { probability: (k: number) => weight(k) / total, centre: -3 }
}

describe('discrete Gaussian noise', () => {
  it('has its law about the input, n = 400,000', () => {
    expectLaw(draw({ rho: 0.08, sensitivity: 1 }), law(6.25), {
      mutants: {
        'deviation 2 % up': draw({ standardDeviation: '2.55' }),
        'deviation 2 % down': draw({ standardDeviation: '2.45' }),
        'variance for deviation': draw({ standardDeviation: '6.25' }),
        'asymmetric zero': draw({ variance: '6.25' }, (x) => (x === -4n ? -3n : x)),
      },
    })
  })

  it('calibrated to (epsilon, delta) keeps neighbours within it, n = 200,000', () => {
    const run = (options: DiscreteGaussianOptions) => {
      const noise = discreteGaussian(options)
      const bits = seededBits('private')
      return (value: bigint) => noise.invoke(value, { bits })
    }
    const claim = { epsilon: 0.5, delta: 0.02 }
    expectPrivate(run({ ...claim, sensitivity: 3 }), [0n, 3n], claim, {
      n: 200_000,
      mutants: {
        'sensitivity forgotten': run({ ...claim, sensitivity: 1 }),
        'deviation 20 % small': (() => {
          const { parameter } = discreteGaussian({ ...claim, sensitivity: 3 })
          const { numerator, denominator } = parameter
          return run({ variance: { numerator: 16n * numerator, denominator: 25n * denominator } })
        })(),
      },
    })
  })
})
