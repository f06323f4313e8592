/** n = 3,000 to 400,000 draws a sampler, seeded; each right sampler is refused with chance 1e-9 at most. */
import { exp, expm1, ln } from '@dither/math'
import { describe, expect, test } from 'vitest'
import { seededBits } from '../bits/seeded-bits.ts'
import { type Draw, expectJointLaw, expectLaw } from './expect-law.ts'
import { type IntegerLaw, tabulate } from './integer-law.ts'
import type { JointDraw } from './judge.ts'
import { bennettBound } from './tail-bounds.ts'

/** P(k) = (1 - a) / (1 + a) a^|k| with a = e^(-1/scale). */
const laplace = (scale: number): IntegerLaw => {
  const a = exp(-1 / scale)
  const peak = -expm1(-1 / scale) / (1 + a)
  return { probability: (k) => peak * exp(-Math.abs(k) / scale) }
}

const uniforms = (seed: string): (() => number) => {
  const bits = seededBits(seed)
  return () => (bits.next() * 2097152 + (bits.next() >>> 11) + 0.5) * 2 ** -53
}

/** Magnitude floor(scale E), a sign, and -0 drawn again: right to far beyond what a test can see. */
const sampler = (scale: number, seed = 'laplace'): Draw => {
  const uniform = uniforms(seed)
  return () => {
    for (;;) {
      const size = Math.floor(-scale * ln(uniform()))
      const negative = uniform() < 0.5
      if (size !== 0 || !negative) return negative ? -size : size
    }
  }
}
const changed = (scale: number, change: (x: number) => number): Draw => {
  const draw = sampler(scale)
  return () => change(Number(draw()))
}

describe('expectLaw', () => {
  test.each([0.3, 40])(
    'accepts discrete Laplace of scale %f and refuses its broken twins',
    (scale) => {
      const zeroTwice: Draw = (() => {
        const uniform = uniforms('zero twice')
        return () => (uniform() < 0.5 ? 1 : -1) * Math.floor(-scale * ln(uniform()))
      })()
      const edge = Math.ceil(4 * scale)
      expectLaw(sampler(scale), laplace(scale), {
        mutants: {
          'scale 2 % up': sampler(scale * (scale < 1 ? 1.03 : 1.02)),
          'scale 2 % down': sampler(scale * (scale < 1 ? 0.97 : 0.98)),
          'zero from both signs': zeroTwice,
          'asymmetric zero': changed(scale, (x) => (x === -1 ? 0 : x)),
          'threshold off by one': changed(scale, (x) => (x === edge ? edge - 1 : x)),
          'no tail': changed(scale, (x) => (Math.abs(x) > 5 * scale - 0.5 ? 0 : x)),
          'half the sign': changed(scale, (x) => Math.abs(x)),
          'not an integer': changed(scale, (x) => x + 0.5),
        },
      })
    },
  )

  test('sees single bits dropped at a scale where every bin is right', () => {
    const scale = 2 ** 24
    const { caught } = expectLaw(sampler(scale), laplace(scale), {
      n: 60_000,
      mutants: {
        'bit 0 dropped': changed(scale, (x) => 2 * Math.floor(x / 2)),
        'bit 9 set': changed(scale, (x) => x + (Math.floor(x / 512) % 2 === 0 ? 512 : 0)),
        'bit 20 set': changed(scale, (x) => x + (Math.floor(x / 2 ** 20) % 2 === 0 ? 2 ** 20 : 0)),
        'scale 5 % up': sampler(scale * 1.05),
      },
    })
    expect(caught).toMatchObject({
      'bit 0 dropped': 'bit 0',
      'bit 9 set': 'bit 9',
      'scale 5 % up': 'surprise',
    })
  })

  test('sees draws that depend on the one before', () => {
    let last = 0
    let turn = false
    const fresh = sampler(1000)
    const pairs =
      (remember: (x: number) => number): Draw =>
      () => {
        turn = !turn
        if (turn) last = Number(fresh())
        return turn ? last : remember(last)
      }
    expectLaw(sampler(1000), laplace(1000), {
      n: 50_000,
      mutants: {
        'each draw twice': pairs((x) => x),
        'antithetic draws': pairs((x) => -x),
        'shared size': pairs((x) =>
          Math.abs(Number(fresh())) === 0 ? x : Math.sign(Number(fresh())) * Math.abs(x),
        ),
      },
    })
  })

  test('refuses values that the law excludes, uniform laws included', () => {
    const die: IntegerLaw = { probability: (k) => (k >= 0 && k < 6 ? 1 / 6 : 0) }
    const roll = (seed: string, sides: number): Draw => {
      const uniform = uniforms(seed)
      return () => Math.floor(sides * uniform())
    }
    expectLaw(roll('die', 6), die, {
      n: 30_000,
      mutants: { 'seven sides': roll('die', 7), 'five sides': roll('die', 5) },
    })
  })

  test('a twin that is not broken fails the test, and a law that does not sum to 1 is refused', () => {
    expect(() =>
      expectLaw(sampler(3), laplace(3), { n: 10_000, mutants: { honest: sampler(3, 'other') } }),
    ).toThrow(/"honest" passes/)
    expect(() => expectLaw(sampler(3), laplace(4), { n: 10_000 })).toThrow(/surprise/)
    expect(() => expectLaw(sampler(3), { probability: () => 0.1 }, { n: 100 })).toThrow(RangeError)
  })

  test('holds its false-alarm rate on honest samplers', () => {
    let least = 1
    for (let round = 0; round < 8; round++)
      for (const scale of [0.5, 5, 500])
        for (const { pValue } of expectLaw(sampler(scale, `round ${round}`), laplace(scale), {
          n: 3000,
        }).tests)
          least = Math.min(least, pValue)
    // About 600 tests: the least p-value is near 1/600, and below 1e-12 with chance 6e-10.
    expect(least).toBeGreaterThan(1e-12)
    expect(least).toBeLessThan(0.05)
  })
})

describe('expectJointLaw', () => {
  const scale = 100
  const joint = (second: (x: number, fresh: number) => number): JointDraw => {
    const [a, b] = [sampler(scale, 'a'), sampler(scale, 'b')]
    return () => {
      const x = Number(a())
      return [x, second(x, Number(b()))]
    }
  }
  test('accepts independent cells and refuses cells that share noise in any way', () => {
    const { caught } = expectJointLaw(
      joint((_, fresh) => fresh),
      [laplace(scale), laplace(scale)],
      {
        n: 60_000,
        mutants: {
          'cells sharing noise': joint((x) => x),
          'opposite noise': joint((x) => -x),
          'shared size': joint((x, fresh) => Math.sign(fresh) * Math.abs(x)),
          'shared sign': joint((x, fresh) => (x < 0 ? -1 : 1) * Math.abs(fresh)),
          'shared low bit': joint((x, fresh) =>
            Math.abs(x) % 2 === Math.abs(fresh) % 2 ? fresh : fresh + 1,
          ),
          'shared one time in 200': joint((x, fresh) => (Math.abs(fresh) % 200 === 7 ? x : fresh)),
          'one cell of another scale': joint((_, fresh) => Math.round(fresh * 1.04)),
        },
      },
    )
    expect(Object.keys(caught).length).toBe(7)
  })

  test('sees noise that comes back in the next draw', () => {
    const draw = sampler(scale, 'late')
    let before = Number(draw())
    const late: JointDraw = () => {
      const pair = [Number(draw()), before]
      before = pair[0] ?? 0
      return pair
    }
    expect(() => expectJointLaw(late, [laplace(scale), laplace(scale)], { n: 20_000 })).toThrow(
      /next/,
    )
    expect(() => expectJointLaw(() => [1], [laplace(1), laplace(1)], { n: 10 })).toThrow(/cells/)
  })
})

describe('the machinery', () => {
  test('a table carries the law: sum 1, deviation, remembered probabilities', () => {
    for (const scale of [0.2, 30, 2 ** 20]) {
      const table = tabulate(laplace(scale))
      expect(table.mass.reduce((sum, part) => sum + part, 0)).toBeCloseTo(1, 9)
      const a = exp(-1 / scale)
      expect(table.deviation / (Math.sqrt(2 * a) / -expm1(-1 / scale))).toBeCloseTo(1, 4)
      expect(table.probability(3)).toBe(table.probability(3))
    }
  })

  test('the bound on sums bounds the exact binomial tail', () => {
    // P(|B - 50| >= 25) for 100 fair coins is 5.6e-7; centred coins are 1/2 in size at most.
    expect(bennettBound(25, 25)).toBeGreaterThan(5.6e-7)
    expect(bennettBound(25, 25)).toBeLessThan(1e-3)
    expect([bennettBound(0, 5), bennettBound(0, 0), bennettBound(1, 0)]).toEqual([1, 1, 0])
  })
})
