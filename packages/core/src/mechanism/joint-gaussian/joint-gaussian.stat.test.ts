// Each test: false alarm at most 1e-9; n as stated; seeded, so a pass stays a pass.
import { exp } from '@dither/math'
import { expectJointLaw, expectPrivate, seededBits } from '@dither/testkit'
import { describe, it } from 'vitest'
import { jointSensitivity, vectorChange } from '../../space/joint-sensitivity.ts'
import { calibrateJointGaussian } from './calibrate-joint-gaussian.ts'
import { jointGaussian } from './joint-gaussian.ts'

const law = (variance: number) => {
  const weight = (k: number) => exp(-(k ** 2) / (2 * variance))
  let total = 0
  for (let k = -100; k <= 100; k++) total += weight(k)
  return { probability: (k: number) => weight(k) / total }
}

describe('joint Gaussian noise', () => {
  it('is independent over coordinates and vectors, n = 150,000', () => {
    const noise = jointGaussian({ variances: [3, 20] })
    const bits = seededBits('joint law')
    const cells = (): bigint[] => noise.draw([2, 1], bits).flat()
    expectJointLaw(cells, [law(3), law(3), law(20)], {
      n: 150_000,
      mutants: {
        'cells of a vector share noise': () => {
          const [a = 0n, , c = 0n] = cells()
          return [a, a, c]
        },
        'variances for deviations': (() => {
          const other = jointGaussian({ variances: [9, 400] })
          return () => other.draw([2, 1], bits).flat()
        })(),
      },
    })
  })

  it('calibrated to (epsilon, delta) keeps neighbours within it, n = 200,000', () => {
    const sensitivity = jointSensitivity([[vectorChange([1n]), vectorChange([4n])]])
    const claim = { epsilon: 0.5, delta: 0.02 }
    const run = (epsilon: number) => {
      const variances = calibrateJointGaussian({
        epsilon,
        delta: claim.delta,
        sensitivity,
        shares: [1, 1],
        lengths: [1, 1],
      })
      const noise = jointGaussian({ variances })
      const bits = seededBits('joint private')
      return (values: readonly (readonly bigint[])[]) => noise.invoke(values, { bits })
    }
    expectPrivate(
      run(0.5),
      [
        [[0n], [0n]],
        [[1n], [4n]],
      ],
      claim,
      {
        n: 200_000,
        // The direction in which the two inputs differ most, for the noise that each vector has.
        outcome: ([a = [], b = []]) => 4 * Number(a[0] ?? 0n) + Number(b[0] ?? 0n),
        mutants: { 'half the noise': run(1.3) },
      },
    )
  })
})
