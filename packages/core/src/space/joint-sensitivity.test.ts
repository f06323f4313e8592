import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  isCovered,
  jointSensitivity,
  vectorChange,
  withoutCoveredCases,
} from './joint-sensitivity.ts'

const change = fc.array(fc.bigInt(-9n, 9n), { minLength: 1, maxLength: 4 }).map(vectorChange)

describe('joint sensitivity', () => {
  it('knows the norms of a change', () => {
    expect(vectorChange([3n, -4n, 0n])).toEqual({ l1: 7n, l2Squared: 25n, lInfinity: 4n })
  })

  it('covers a change that some one case outdoes in every vector and norm', () => {
    const s = jointSensitivity([
      [vectorChange([1n]), vectorChange([5n])],
      [vectorChange([2n]), vectorChange([1n])],
    ])
    expect(isCovered([vectorChange([1n]), vectorChange([-5n])], s)).toBe(true)
    // Each vector is within some case, but no case covers both together.
    expect(isCovered([vectorChange([2n]), vectorChange([5n])], s)).toBe(false)
    expect(isCovered([vectorChange([1n])], s)).toBe(false)
  })

  it('loses no change when covered cases are dropped', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(change, change), { minLength: 1, maxLength: 6 }), (cases) => {
        const kept = withoutCoveredCases(jointSensitivity(cases))
        expect(cases.every((changes) => isCovered(changes, kept))).toBe(true)
        for (const [i, worst] of kept.worstCases.entries()) {
          const others = kept.worstCases.filter((_, other) => other !== i)
          expect(isCovered(worst, { worstCases: others })).toBe(false)
        }
      }),
    )
  })

  it('refuses no cases, unequal cases and norms that contradict each other', () => {
    expect(() => jointSensitivity([])).toThrow(/at least one/)
    expect(() =>
      jointSensitivity([[vectorChange([1n])], [vectorChange([1n]), vectorChange([1n])]]),
    ).toThrow(/same vectors/)
    expect(() => jointSensitivity([[{ l1: 0n, l2Squared: 1n, lInfinity: 1n }]])).toThrow(/all 0/)
    expect(() => jointSensitivity([[{ l1: -1n, l2Squared: 1n, lInfinity: 1n }]])).toThrow(/all 0/)
  })
})
