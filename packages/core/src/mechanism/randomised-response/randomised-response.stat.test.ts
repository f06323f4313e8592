// Each test: false alarm at most 1e-9; n as stated; seeded, so a pass stays a pass.
import { expectJointLaw, expectLaw, expectPrivate, seededBits } from '@dither/testkit'
import { describe, it } from 'vitest'
import { randomisedBits } from './randomised-bits.ts'
import { type RandomisedResponseOptions, randomisedResponse } from './randomised-response.ts'

const answers = (options: RandomisedResponseOptions, value = 2) => {
  const response = randomisedResponse(options)
  const bits = seededBits(JSON.stringify(options))
  return () => response.invoke(value, { bits })
}

describe('randomised response', () => {
  it('has its law over categories, n = 200,000', () => {
    const chance = [0.1, 0.1, 0.6, 0.1, 0.1]
    const law = { probability: (k: number) => chance[k] ?? 0, centre: 2 }
    expectLaw(answers({ categories: 5, p: 0.6 }), law, {
      n: 200_000,
      mutants: {
        'p 2 % up': answers({ categories: 5, p: 0.612 }),
        'p 2 % down': answers({ categories: 5, p: 0.588 }),
        'another category': answers({ categories: 5, p: 0.6 }, 1),
      },
    })
  })

  it('has a coin of its own for every bit, n = 200,000', () => {
    const coins = randomisedBits({ length: 2, p: 0.8, q: 0.3 })
    const bits = seededBits('bits')
    const draw = () => coins.invoke([true, false], { bits }).map(Number)
    const law = (yes: number) => ({ probability: (k: number) => [1 - yes, yes][k] ?? 0 })
    expectJointLaw(draw, [law(0.8), law(0.3)], {
      n: 200_000,
      mutants: {
        'q for p': () => draw().reverse(),
        'one coin for both': () => {
          const u = coins.invoke([true, false], { bits })[0] === true
          return [Number(u), u ? Number(bits.next() / 2 ** 32 < 0.375) : 0]
        },
      },
    })
  })

  it('keeps any two answers within epsilon, n = 100,000', () => {
    const run = (options: RandomisedResponseOptions) => {
      const response = randomisedResponse(options)
      const bits = seededBits('private')
      return (value: number) => response.invoke(value, { bits })
    }
    expectPrivate(
      run({ categories: 4, epsilon: 1 }),
      [0, 3],
      { epsilon: 1 },
      {
        mutants: {
          'the categories forgotten': run({ categories: 4, p: '0.7310585786300049' }),
          'epsilon a fifth up': run({ categories: 4, epsilon: 1.2 }),
        },
      },
    )
  })
})
