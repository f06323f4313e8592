import { rational } from '@dither/math'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { DitherError } from '../error.ts'
import {
  confidence,
  type Delta,
  delta,
  deltaBudget,
  type Epsilon,
  epsilon,
  epsilonBudget,
  exactParameter,
  rho,
  rhoBudget,
  scale,
  sensitivity,
} from './parameter.ts'

const refusal = (act: () => unknown): DitherError => {
  try {
    act()
  } catch (error) {
    if (error instanceof DitherError) return error
    throw error
  }
  throw new Error('nothing was refused')
}

describe('parameters', () => {
  it('mean their shortest decimal, exactly', () => {
    expect(epsilon(0.1)).toEqual(rational('1/10'))
    expect(scale('7/20')).toEqual(rational(7, 20n))
    expect(delta(1e-6)).toEqual(rational('0.000001'))
    expect(scale({ numerator: -6n, denominator: -4n })).toEqual(rational('3/2'))
  })

  it('say name, value and rule when refused', () => {
    const error = refusal(() => epsilon(-1))
    expect(error.message).toBe('epsilon is -1, must be at least 0')
    expect(error.code).toBe('invalid_parameter')
    expect(error.detail.parameter).toBe('epsilon')
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 'many', '', '1/0', {}])(
    'refuse %s, which is no finite number',
    (value) => {
      // @ts-expect-error an object is no number
      expect(refusal(() => exactParameter('scale', value)).code).toBe('invalid_parameter')
    },
  )

  it.each([
    ['epsilonBudget', () => epsilonBudget(0)],
    ['epsilonBudget', () => epsilonBudget(1e9)],
    ['rhoBudget', () => rhoBudget('0')],
    ['deltaBudget', () => deltaBudget(1)],
    ['deltaBudget', () => deltaBudget(0)],
    ['delta', () => delta(1.5)],
    ['rho', () => rho(-1e-9)],
    ['scale', () => scale(0)],
    ['sensitivity', () => sensitivity(-1)],
    ['confidence', () => confidence(1)],
  ])('%s refuses what is out of its range', (_name, act) => {
    expect(refusal(act).code).toBe('invalid_parameter')
  })

  it('keep the edges of their ranges', () => {
    expect(epsilon(0).numerator).toBe(0n)
    expect(delta(1).numerator).toBe(1n)
    expect(confidence(0).numerator).toBe(0n)
    expect(epsilonBudget(1_000_000).numerator).toBe(1_000_000n)
  })

  it('are branded: a rational is no Epsilon, an Epsilon no Delta', () => {
    expectTypeOf(epsilon(1)).toEqualTypeOf<Epsilon>()
    // @ts-expect-error only the checker makes one
    const bare: Epsilon = rational(1)
    // @ts-expect-error another parameter
    const other: Delta = epsilon(1)
    expect([bare, other]).toHaveLength(2)
  })
})
