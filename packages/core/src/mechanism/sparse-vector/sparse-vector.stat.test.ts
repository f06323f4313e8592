// Each test: false alarm at most 1e-9; n as stated; seeded, so a pass stays a pass.

import { exp, rational } from '@dither/math'
import { expectLaw, expectPrivate, seededBits } from '@dither/testkit'
import { describe, it } from 'vitest'
import { discreteLaplaceSampler } from '../../random/discrete-laplace/discrete-laplace.ts'
import { type SparseVectorOptions, sparseVector } from './sparse-vector.ts'

type Answers = readonly bigint[]

/** Everything that a stream tells, as text. */
const run = (options: SparseVectorOptions) => {
  const mechanism = sparseVector(options)
  const bits = seededBits('stream')
  return (answers: Answers): string => {
    const stream = mechanism.start(0n, { bits })
    let text = ''
    for (const answer of answers) {
      if (stream.left() === 0) break
      const { above, value } = stream.next(answer)
      text += above ? `+${value ?? ''}` : '-'
    }
    return text
  }
}

/** The published variants, from the same noise. [LSL17], figure 1 */
interface Variant {
  readonly threshold?: number
  readonly query?: number
  readonly most?: number
  /** The threshold's noise again for each answer. */
  readonly anew?: boolean
}
const broken = ({ threshold, query, most = 1, anew = false }: Variant) => {
  const bits = seededBits('broken')
  const sampler = (scale: number | undefined) =>
    scale === undefined ? { draw: () => 0n } : discreteLaplaceSampler(rational(scale))
  const [forThreshold, forQuery] = [sampler(threshold), sampler(query)]
  return (answers: Answers): string => {
    let noisyThreshold = forThreshold.draw(bits)
    let text = ''
    let left = most
    for (const answer of answers) {
      if (left === 0) break
      if (anew) noisyThreshold = forThreshold.draw(bits)
      const above = answer + forQuery.draw(bits) >= noisyThreshold
      text += above ? '+' : '-'
      if (above) left--
    }
    return text
  }
}

/** The probability that two answers are both told to be below threshold 0, in doubles good to 1e-12. */
const bothBelow = (answers: readonly number[], threshold: number, query: number): number => {
  const q = exp(-1 / query)
  const below = (t: number) =>
    t > 0 ? 1 - exp(-t / query) / (1 + q) : exp((t - 1) / query) / (1 + q)
  const a = exp(-1 / threshold)
  let sum = 0
  for (let z = -200; z <= 200; z++) {
    const mass = ((1 - a) / (1 + a)) * exp(-Math.abs(z) / threshold)
    sum += answers.reduce((product, answer) => product * below(z - answer), mass)
  }
  return sum
}

describe('the sparse vector technique', () => {
  it('has its law, n = 400,000', () => {
    const draw = (threshold: number, query: number, change?: Answers) => {
      const tell = run({ sensitivity: 1, scales: { threshold, query } })
      return () => (tell(change ?? [-1n, -2n]) === '--' ? 1 : 0)
    }
    const p = bothBelow([-1, -2], 3, 5)
    const law = { probability: (k: number) => (k === 1 ? p : k === 0 ? 1 - p : 0), centre: 0 }
    const anew = broken({ threshold: 3, query: 5, anew: true })
    expectLaw(draw(3, 5), law, {
      n: 400_000,
      mutants: {
        'an answer one off': draw(3, 5, [-1n, -1n]),
        'the threshold on the wrong side': draw(3, 5, [0n, -1n]),
        'the comparison 10 % off': draw(3, 5.5),
        'the threshold drawn anew': () => (anew([-1n, -2n]) === '--' ? 1 : 0),
      },
    })
  })

  it('keeps streams whose answers move both ways within epsilon, n = 200,000', () => {
    const x = [0n, 0n, 0n, 0n, 3n, 3n]
    const y = [3n, 3n, 3n, 3n, 0n, 0n]
    expectPrivate(
      run({ epsilon: 1, sensitivity: 3, most: 2 }),
      [x, y],
      { epsilon: 1 },
      {
        n: 200_000,
        mutants: {
          'sensitivity forgotten': run({ epsilon: 1, sensitivity: 1, most: 2 }),
          'noise on comparisons not scaled by most': broken({ threshold: 12, query: 4, most: 2 }),
          'no end after most': broken({ threshold: 6, query: 6, most: 6 }),
          'no noise on comparisons': broken({ threshold: 3, most: 2 }),
          'no noise on the threshold': broken({ query: 6, most: 1 }),
          'the threshold drawn anew': broken({ threshold: 6, query: 6, most: 2, anew: true }),
        },
      },
    )
  })

  it('keeps streams that release values within epsilon, n = 80,000', () => {
    expectPrivate(
      run({ epsilon: 1, sensitivity: 2, valueShare: 0.5 }),
      [
        [1n, 2n],
        [3n, 0n],
      ],
      { epsilon: 1 },
      {
        n: 80_000,
        mutants: {
          'values not paid for': run({
            sensitivity: 2,
            scales: { threshold: 5, query: 7, value: '1/2' },
          }),
        },
      },
    )
  })
})
