/** n = 20,000 to 200,000 runs an input, seeded; each honest mechanism is refused with chance 1e-9 at most. */
import { exp, ln } from '@dither/math'
import { describe, expect, test } from 'vitest'
import { seededBits } from '../bits/seeded-bits.ts'
import { expectPrivate } from './expect-private.ts'

const bits = seededBits('expectPrivate')
const uniform = (): number => (bits.next() * 2097152 + (bits.next() >>> 11) + 0.5) * 2 ** -53
const laplace = (scale: number): number => {
  for (;;) {
    const size = Math.floor(-scale * ln(uniform()))
    const negative = uniform() < 0.5
    if (size !== 0 || !negative) return negative ? -size : size
  }
}
const counting =
  (epsilon: number, sensitivity = 1) =>
  (count: number): number =>
    count * sensitivity + laplace(1 / epsilon)

describe('expectPrivate', () => {
  test('accepts a counting query at its claim, nearly attains it, and refuses broken twins', () => {
    const report = expectPrivate(
      counting(1),
      [10, 11],
      { epsilon: 1 },
      {
        n: 200_000,
        mutants: {
          'noise for half the claim': counting(1.25),
          'sensitivity 2': counting(1, 2),
          'no noise one time in 100': (count) =>
            uniform() < 0.01 ? 1000 + count : counting(1)(count),
          'noise of one sign': (count) => count + Math.abs(laplace(1)),
          'noise cut off': (count) => count + Math.max(-4, Math.min(4, laplace(1))),
          'noise on even integers alone': (count) => count + 2 * laplace(0.5),
          'one constant seed': (count) => count + 3,
        },
      },
    )
    expect(report.epsilon).toBeGreaterThan(0.9)
    expect(report.epsilon).toBeLessThanOrEqual(1)
  })

  test('takes delta into account, exactly as far as it goes', () => {
    const leaky = (chance: number) => (secret: number) =>
      uniform() < chance ? `secret ${secret}` : 'nothing'
    expectPrivate(
      leaky(0.05),
      [0, 1],
      { epsilon: 0.1, delta: 0.05 },
      { n: 40_000, mutants: { 'leaks twice as often': leaky(0.1) } },
    )
    expect(() => expectPrivate(leaky(0.05), [0, 1], { epsilon: 3 }, { n: 40_000 })).toThrow(
      /at least/,
    )
  })

  test('judges outputs of any shape by what an attacker would see', () => {
    const keep = (epsilon: number) => exp(epsilon) / (1 + exp(epsilon))
    const respond =
      (epsilon: number) =>
      (bit: bigint): { readonly answer: bigint } => ({
        answer: uniform() < keep(epsilon) ? bit : 1n - bit,
      })
    expectPrivate(
      respond(2),
      [0n, 1n],
      { epsilon: 2 },
      { n: 60_000, mutants: { 'epsilon 2.4': respond(2.4) } },
    )
    expectPrivate(
      respond(2),
      [0n, 1n],
      { epsilon: 2 },
      { n: 20_000, outcome: ({ answer }) => Number(answer) },
    )
  })

  test('a twin that is not broken fails the test', () => {
    expect(() =>
      expectPrivate(
        counting(1),
        [0, 1],
        { epsilon: 1 },
        { n: 20_000, mutants: { honest: counting(1) } },
      ),
    ).toThrow(/"honest" passes/)
  })
})
