// Each test: false alarm at most 1e-9; n as stated; seeded, so a pass stays a pass.
import { toNumber } from '@dither/math'
import { expectLaw, expectPrivate, seededBits } from '@dither/testkit'
import { describe, expect, it } from 'vitest'
import { type HadamardBitOptions, hadamardBit } from './hadamard-bit.ts'
import { type HadamardResponseOptions, hadamardResponse } from './hadamard-response.ts'

const answers = (options: HadamardResponseOptions, category = 4) => {
  const made = hadamardResponse(options)
  const bits = seededBits(JSON.stringify(made.loss()))
  return (value = category) => made.invoke(value, { bits })
}
const signs = (options: HadamardBitOptions, category = 4) => {
  const made = hadamardBit(options)
  const bits = seededBits(JSON.stringify(made.loss()))
  return (value = category) => {
    const { row, sign } = made.invoke(value, { bits })
    return 2 * row + Number(sign === 1)
  }
}

describe('Hadamard response, drawn', () => {
  it('has its law over all answers, n = 100,000', () => {
    const made = hadamardResponse({ categories: 10, odds: 5, blocks: 2 })
    const total = made.answers / 4
    const draw = (by: HadamardResponseOptions, category = 4) => {
      const answer = answers(by, category)
      return () => answer()
    }
    expectLaw(
      draw({ categories: 10, odds: 5, blocks: 2 }),
      {
        probability: (y) =>
          y >= 0 && y < made.answers ? (made.supports(y, 4) ? 5 : 1) / (total * (5 + 3)) : 0,
      },
      {
        n: 100_000,
        mutants: {
          'odds 6 % up': draw({ categories: 10, odds: '5.3', blocks: 2 }),
          'odds 6 % down': draw({ categories: 10, odds: '4.7', blocks: 2 }),
          'another category': draw({ categories: 10, odds: 5, blocks: 2 }, 5),
        },
      },
    )
  })

  it('keeps any two categories within epsilon, n = 60,000: many bits, and one', () => {
    for (const make of [answers, signs]) {
      const run = (epsilon: number) => make({ categories: 6, epsilon })
      expectPrivate(
        run(1),
        [4, 2],
        { epsilon: 1 },
        {
          n: 60_000,
          outcome: String,
          mutants: {
            'epsilon a fifth up': run(1.2),
            'never flipped': run(40),
          },
        },
      )
    }
  })

  it('has estimates without bias, where one for a single block has one: 100,000 reports', () => {
    const options = { categories: 10, epsilon: 2 }
    const made = hadamardResponse(options)
    expect(made.blocks).toBe(4)
    const answer = answers(options)
    const counts = Array.from({ length: made.answers }, () => 0)
    for (let i = 0; i < 100_000; i++) {
      const y = answer(i % 10 < 6 ? 0 : i % 10)
      counts[y] = (counts[y] ?? 0) + 1
    }
    const held = [60_000, 0, 0, 0, 0, 0, 10_000, 10_000, 10_000, 10_000]
    made.estimate(counts).forEach(({ value, variance, interval }, v) => {
      // Six and a half standard deviations.
      expect(Math.abs(value - (held[v] ?? 0))).toBeLessThan(6.5 * Math.sqrt(variance))
      const [low, high] = interval({ confidence: 1 - 1e-9 })
      expect(low <= (held[v] ?? 0) && (held[v] ?? 0) <= high).toBe(true)
    })
    // Category 1 shares the block of category 0, so it is supported more often than those of other blocks.
    const supported = counts.reduce((sum, n, y) => sum + (made.supports(y, 1) ? n : 0), 0)
    const plain = (supported / 1e5 - toNumber(made.qBeyond)) / toNumber(made.p)
    expect(plain).toBeGreaterThan(0.05)
  })
})
