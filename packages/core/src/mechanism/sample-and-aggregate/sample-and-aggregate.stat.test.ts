// Each test: false alarm at most 1e-9; n as stated; seeded, so a pass stays a pass.
import { expectPrivate, seededBits } from '@dither/testkit'
import { describe, it } from 'vitest'
import { sampleAndAggregate } from './sample-and-aggregate.ts'

describe('sample and aggregate', () => {
  it('keeps neighbours within epsilon, n = 20,000', () => {
    // One unit of seven makes the result of its block leap over the whole range.
    const statistic = (block: readonly number[]): number => Math.max(...block)
    const x = [0, 0, 0, 0, 0, 0]
    const y = [0, 0, 1, 0, 0, 0, 0]
    const options = { blocks: 3, lower: 0, upper: 1, epsilon: 1, steps: 4, fallback: 0 } as const
    const run = (aggregate: 'mean' | 'median', epsilon = 1, leaks = false) => {
      const made = sampleAndAggregate({ ...options, aggregate, epsilon, neighbours: 'add-remove' })
      const bits = seededBits('private')
      return (units: readonly number[]) => {
        let seen = 0
        const value = made.invoke(
          units,
          (block) => {
            seen = leaks ? Math.max(seen, statistic(block)) : statistic(block)
            return seen
          },
          { bits },
        )
        return Math.round(value * 12)
      }
    }
    for (const aggregate of ['mean', 'median'] as const)
      expectPrivate(
        run(aggregate),
        [x, y],
        { epsilon: 1 },
        {
          n: 20_000,
          mutants: {
            'four times the epsilon': run(aggregate, 4),
            ...(aggregate === 'mean'
              ? { 'a statistic that remembers other blocks': run(aggregate, 1, true) }
              : {}),
          },
        },
      )
  })
})
