import { compare, rational } from '@dither/math'
import { seededBits } from '@dither/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { priceEvent } from '../../account/price-event.ts'
import { readEvent } from '../../account/read-event.ts'
import { jointSensitivity, vectorChange } from '../../space/joint-sensitivity.ts'
import { discreteGaussian } from '../discrete-gaussian/discrete-gaussian.ts'
import { discreteLaplace } from '../discrete-laplace/discrete-laplace.ts'
import { staircase } from '../staircase/staircase.ts'
import { vectorNoise } from '../vector-noise/vector-noise.ts'
import { type BestNoiseOptions, bestNoise, type NoiseBudget } from './best-noise.ts'
import { allNorms } from './norms.ts'

const chosen = (options: BestNoiseOptions): string => bestNoise(options).name
const delta = 1e-6

describe('the noise with the least variance', () => {
  it('is Laplace for one count, and Gaussian for many, where there is a delta', () => {
    const budget = { epsilon: 1, delta }
    expect(chosen({ budget, sensitivity: { l1: 1 } })).toBe('laplace')
    expect(chosen({ budget, dimension: 200, sensitivity: { lInfinity: 1 } })).toBe('gaussian')
    expect(chosen({ budget, dimension: 200, sensitivity: { l1: 1 } })).toBe('laplace')
  })

  it('follows the shape of the change where epsilon is alone', () => {
    const budget = { epsilon: 1 }
    expect(chosen({ budget, sensitivity: { l1: 1 } })).toBe('laplace')
    expect(chosen({ budget, dimension: 20, sensitivity: { lInfinity: 1 } })).toBe('linf')
    expect(chosen({ budget, dimension: 20, sensitivity: { l2Squared: 400 } })).toBe('l2')
    expect(chosen({ budget: { epsilon: 8 }, sensitivity: { l1: 1000 } })).toBe('staircase')
  })

  it('is Gaussian beside a rho, but where pure noise has less', () => {
    expect(chosen({ budget: { rho: 0.1 }, sensitivity: { l1: 1 } })).toBe('gaussian')
    expect(chosen({ budget: { rho: 0.1 }, dimension: 9, sensitivity: { l1: 3 } })).toBe('gaussian')
    const large = bestNoise({ budget: { rho: 200 }, sensitivity: { l1: 1000 } })
    expect(large.name).toBe('staircase')
    expect(large.loss.kind).toBe('zcdp')
  })

  const budgets: fc.Arbitrary<NoiseBudget> = fc.oneof(
    fc.integer({ min: 5, max: 900 }).map((n) => ({ epsilon: rational(BigInt(n), 100n) })),
    fc
      .tuple(fc.integer({ min: 5, max: 500 }), fc.constantFrom('1e-5', '1e-9'))
      .map(([n, failure]) => ({ epsilon: rational(BigInt(n), 100n), delta: failure })),
    fc.integer({ min: 1, max: 900 }).map((n) => ({ rho: rational(BigInt(n), 100n) })),
  )
  const questions = fc.record({
    budget: budgets,
    dimension: fc.constantFrom(1, 2, 7, 40),
    sensitivity: fc.record({ l1: fc.integer({ min: 1, max: 60 }), lInfinity: fc.constant(3) }),
  })

  it('is never worse than any kind by itself, and within its budget', () => {
    fc.assert(
      fc.property(questions, ({ budget, dimension, sensitivity }) => {
        const best = bestNoise({ budget, dimension, sensitivity, neighbours: 'add-remove' })
        const norms = allNorms(sensitivity, dimension)
        if ('rho' in budget) {
          const alone = discreteGaussian({
            ...budget,
            dimension,
            sensitivitySquared: norms.l2Squared,
          })
          expect(best.variance).toBeLessThanOrEqual(alone.variance * 1.0001)
        } else {
          const { epsilon } = budget
          const alone = [
            discreteLaplace({ epsilon, sensitivity: norms.l1 }),
            vectorNoise({ norm: 'linf', epsilon, dimension, sensitivity: norms.lInfinity }),
            ...(dimension === 1 ? [staircase({ epsilon, sensitivity: norms.l1 })] : []),
            ...('delta' in budget
              ? [discreteGaussian({ ...budget, dimension, sensitivitySquared: norms.l2Squared })]
              : []),
          ]
          for (const { variance } of alone)
            expect(best.variance).toBeLessThanOrEqual(variance * 1.0001)
        }
        for (const candidate of best.candidates) {
          const measure = 'rho' in budget ? 'zcdp' : 'delta' in budget ? 'approximate' : 'pure'
          const price = priceEvent(candidate.event(), { measure })
          expect(price.kind === 'zcdp').toBe('rho' in budget)
          expect(readEvent(JSON.parse(JSON.stringify(candidate.event())))).toEqual(
            candidate.event(),
          )
          if (price.kind === 'zcdp' && 'rho' in budget)
            expect(compare(price.exact.rho, rational(budget.rho))).toBeLessThanOrEqual(0)
          else if (price.kind !== 'zcdp' && 'epsilon' in budget) {
            expect(compare(price.exact.epsilon, rational(budget.epsilon))).toBeLessThanOrEqual(0)
            // Noise that is pure costs no delta, whatever the budget has.
            expect(price.kind === 'approximate').toBe(candidate.name === 'gaussian')
          }
          expect(price).toEqual(candidate.loss)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('tells all kinds that were compared, the chosen one first', () => {
    const best = bestNoise({ budget: { epsilon: 1, delta }, dimension: 3, sensitivity: { l1: 3 } })
    const names = best.candidates.map(({ name }) => name)
    expect([...names].sort()).toEqual(['gaussian', 'l2', 'laplace', 'linf'])
    expect(names[0]).toBe(best.name)
    const variances = best.candidates.map(({ variance }) => variance)
    expect(variances).toEqual([...variances].sort((a, b) => a - b))
    expect(best.reason).toMatch(/^laplace has variance 17\.\d+; next is/)
  })

  it('takes the kind that was named first where variances are equal', () => {
    // At sensitivity 1 staircase noise is Laplace noise; of one coordinate all norms are.
    const best = bestNoise({ budget: { epsilon: '1/3' }, sensitivity: { lInfinity: 1 } })
    expect(best.name).toBe('laplace')
    expect(best.candidates[1]?.name).toBe('staircase')
    expect(best.candidates[1]?.variance).toBeCloseTo(best.variance, 10)
  })

  it('adds noise to vectors of its length alone, and states an accuracy', () => {
    const bits = seededBits('best')
    for (const [budget, dimension] of [
      [{ epsilon: 1 }, 4],
      [{ epsilon: 8 }, 1],
      [{ rho: 1 }, 4],
    ] as const) {
      const best = bestNoise({ budget, dimension, sensitivity: { lInfinity: 100 } })
      expect(best.invoke(new Array<bigint>(dimension).fill(0n), { bits }).length).toBe(dimension)
      expect(() => best.invoke([], { bits })).toThrow(/length of the vector/)
      expect(best.accuracy({ confidence: 0.9 })).toBeGreaterThan(0)
    }
  })

  it('takes the sensitivity of one vector as it was proved', () => {
    const cases = [[vectorChange([3n, 0n])], [vectorChange([1n, -1n])]]
    expect(allNorms(jointSensitivity(cases), 2)).toEqual({ l1: 3n, l2Squared: 9n, lInfinity: 3n })
    expect(() =>
      allNorms(jointSensitivity([[...(cases[0] ?? []), ...(cases[1] ?? [])]]), 2),
    ).toThrow(/must be of one vector/)
  })

  it('completes norms: never less than what a change has, and what is attained no more', () => {
    const given = fc.record(
      { l1: fc.constant(1), l2Squared: fc.constant(1), lInfinity: fc.constant(1) },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(
        fc.array(fc.bigInt(-9n, 9n), { minLength: 1, maxLength: 6 }).filter((x) => x.some(Boolean)),
        given.filter((some) => Object.keys(some).length > 0),
        (change, some) => {
          const own = vectorChange(change)
          const sensitivity = Object.fromEntries(
            (['l1', 'l2Squared', 'lInfinity'] as const)
              .filter((norm) => norm in some)
              .map((norm) => [norm, own[norm]]),
          )
          const all = allNorms(sensitivity, change.length)
          for (const norm of ['l1', 'l2Squared', 'lInfinity'] as const) {
            expect(all[norm]).toBeGreaterThanOrEqual(own[norm])
            if (norm in some) expect(all[norm]).toBeLessThanOrEqual(own[norm])
          }
        },
      ),
    )
    expect(allNorms({ lInfinity: 2 }, 5)).toEqual({ l1: 10n, l2Squared: 20n, lInfinity: 2n })
    expect(allNorms({ l1: 3 }, 5)).toEqual({ l1: 3n, l2Squared: 9n, lInfinity: 3n })
    expect(allNorms({ l2Squared: 2 }, 5)).toEqual({ l1: 2n, l2Squared: 2n, lInfinity: 1n })
    expect(allNorms({ l1: 6, lInfinity: 2 }, 5)).toEqual({ l1: 6n, l2Squared: 12n, lInfinity: 2n })
  })

  it('refuses sensitivities that say nothing', () => {
    expect(() => bestNoise({ budget: { epsilon: 1 }, sensitivity: {} })).toThrow(/must be given/)
    expect(() => bestNoise({ budget: { epsilon: 1 }, sensitivity: { l1: '1/2' } })).toThrow(
      /at least 1/,
    )
    expect(() => bestNoise({ budget: { epsilon: 0 }, sensitivity: { l1: 1 } })).toThrow(
      /more than 0/,
    )
  })
})
