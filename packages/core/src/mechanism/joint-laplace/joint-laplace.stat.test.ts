// Each test: false alarm at most 1e-9; n as stated; seeded, so a pass stays a pass.
import { exp } from '@dither/math'
import { expectJointLaw, expectPrivate, seededBits } from '@dither/testkit'
import { describe, it } from 'vitest'
import { jointSensitivity, vectorChange } from '../../space/joint-sensitivity.ts'
import { calibrateJointLaplace } from './calibrate-joint-laplace.ts'
import { jointLaplace } from './joint-laplace.ts'

const law = (scale: number) => {
  const q = exp(-1 / scale)
  return { probability: (k: number) => ((1 - q) / (1 + q)) * exp(-Math.abs(k) / scale) }
}

describe('joint Laplace noise', () => {
  it('is independent over coordinates and vectors, n = 150,000', () => {
    const noise = jointLaplace({ scales: [2, 5] })
    const bits = seededBits('joint law')
    const cells = (): bigint[] => noise.draw([1, 2], bits).flat()
    expectJointLaw(cells, [law(2), law(5), law(5)], {
      n: 150_000,
      mutants: {
        'cells of a vector share noise': () => {
          const [a = 0n, b = 0n] = cells()
          return [a, b, b]
        },
        'vectors share a sign': () => {
          const [a = 0n, b = 0n, c = 0n] = cells()
          return [a < 0n === b < 0n ? a : -a, b, c]
        },
        'scales swapped': () => cells().toReversed(),
      },
    })
  })

  it('keeps neighbours within epsilon when both vectors move, n = 300,000', () => {
    const worst = [vectorChange([1n]), vectorChange([4n])]
    const sensitivity = jointSensitivity([worst])
    const run = (epsilon: number) => {
      const scales = calibrateJointLaplace({ epsilon, sensitivity, shares: [1, 1] })
      const noise = jointLaplace({ scales })
      const bits = seededBits('joint private')
      return (values: readonly (readonly bigint[])[]) => noise.invoke(values, { bits })
    }
    const inputs = [
      [[0n], [0n]],
      [[1n], [4n]],
    ] as const
    expectPrivate(
      run(1),
      [inputs[0], inputs[1]],
      { epsilon: 1 },
      {
        n: 300_000,
        outcome: ([a = [], b = []]) => `${(a[0] ?? 0n) <= 0n} ${(b[0] ?? 0n) <= 0n}`,
        mutants: { 'each vector gets the whole budget': run(2) },
      },
    )
  })
})
