// Each test: false alarm at most 1e-9; n as stated; seeded, so a pass stays a pass.
import { rational } from '@dither/math'
import { expectPrivate, seededBits } from '@dither/testkit'
import { describe, it } from 'vitest'
import { discreteLaplace } from '../discrete-laplace/discrete-laplace.ts'
import { proposeTestRelease } from './propose-test-release.ts'
import { stableMedian } from './stable-query.ts'

describe('propose, test, release', () => {
  const query = stableMedian({ lower: 0, upper: 100, bound: 2n, neighbours: 'change-one' })
  const options = { query, epsilon: 1, delta: 0.05 } as const
  const run = (change: Partial<Parameters<typeof proposeTestRelease<readonly number[]>>[0]>) => {
    const made = proposeTestRelease<readonly number[]>({ ...options, ...change })
    const bits = seededBits('private')
    return (values: readonly number[]) => Number(made.invoke(values, { bits }) ?? -1000n)
  }

  it('keeps neighbours within epsilon and delta where the median leaps, n = 60,000', () => {
    const made = proposeTestRelease({ ...options })
    const bits = seededBits('broken')
    expectPrivate(
      run({}),
      [
        [0, 0, 100, 100, 100],
        [0, 0, 0, 100, 100],
      ],
      { epsilon: 1, delta: 0.05 },
      {
        n: 60_000,
        mutants: {
          'a distance that is two off': run({
            query: { ...query, distance: (values) => query.distance(values) + 2n },
          }),
          'no test': (values) => Number(made.valueNoise.invoke(query.value(values), { bits })),
          'refused without noise on the distance': (values) =>
            query.distance(values) > 0n ? 0 : Number(query.value(values)),
        },
      },
    )
  })

  it('keeps neighbours within epsilon and delta where it is stable, n = 60,000', () => {
    const small = discreteLaplace({ scale: rational(1) })
    const bits = seededBits('small')
    expectPrivate(
      run({ delta: 0.2 }),
      [
        [2, 2, 2, 2, 2, 2, 2, 4, 4, 4, 4, 4, 4, 4, 4],
        [2, 2, 2, 2, 2, 2, 2, 2, 4, 4, 4, 4, 4, 4, 4],
      ],
      { epsilon: 1, delta: 0.05 },
      {
        n: 60_000,
        mutants: {
          'a quarter of the noise': (values) => Number(small.invoke(query.value(values), { bits })),
        },
      },
    )
  })
})
