// False alarm at most 1e-9; n as stated; seeded, so a pass stays a pass.
import { rational } from '@dither/math'
import { expectPrivate, seededBits } from '@dither/testkit'
import { it } from 'vitest'
import { bernoulli } from '../../random/bernoulli/bernoulli.ts'
import { privateSelection } from './private-selection.ts'

it('the best of several runs keeps neighbours within three times the loss of one, n = 40,000', () => {
  const bits = seededBits('private')
  // Randomised response at epsilon ln 2: the truth with probability 2/3.
  const answer = (truth: boolean) => bernoulli(rational('2/3'), bits) === truth
  const made = privateSelection({ runs: 4, runEpsilon: 0.7 })
  const run = (truth: boolean) => () => {
    const output = answer(truth)
    return { score: output ? 1n : 0n, output }
  }
  const worst = (truth: boolean, runs: number): string =>
    String(Array.from({ length: runs }, () => answer(truth)).some((output) => output))
  expectPrivate(
    (truth: boolean) => String(made.invoke(run(truth), { bits }).output),
    [true, false],
    { epsilon: 2.1 },
    {
      n: 40_000,
      mutants: {
        'five runs, always': (truth) => worst(truth, 5),
        'at least five runs': (truth) =>
          String(made.invoke(run(truth), { bits }).output || worst(truth, 4) === 'true'),
        'until a run is good, and how many it took': (truth) => {
          let count = 1
          while (!answer(truth) && count < 5) count++
          return String(count)
        },
      },
    },
  )
})
