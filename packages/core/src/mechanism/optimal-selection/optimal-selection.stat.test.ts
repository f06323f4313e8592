// Each test: false alarm at most 1e-9; n as stated; seeded, so a pass stays a pass.
import { expectPrivate, seededBits } from '@dither/testkit'
import { describe, it } from 'vitest'
import type { KeyCounts } from '../key-counts.ts'
import { stabilityHistogram } from '../stability-histogram/stability-histogram.ts'
import { optimalSelection } from './optimal-selection.ts'

const neighbours = 'add-remove' as const
const counts = (...entries: [string, bigint][]): KeyCounts => entries

describe('private keys', () => {
  it('chosen optimally keep neighbours within epsilon and delta, n = 100,000', () => {
    const run = (maxGroups: number, input?: (counts: KeyCounts) => KeyCounts) => {
      const selection = optimalSelection({ epsilon: 1, delta: 0.1, maxGroups, neighbours })
      const bits = seededBits('optimal')
      return (value: KeyCounts) => selection.invoke(input?.(value) ?? value, { bits }).join(' ')
    }
    // One unit more, in two keys: one that is there, and a new one.
    const pair: [KeyCounts, KeyCounts] = [counts(['a', 2n], ['b', 1n]), counts(['a', 1n])]
    expectPrivate(
      run(2),
      pair,
      { epsilon: 1, delta: 0.1 },
      {
        n: 100_000,
        outcome: (keys) => keys,
        mutants: {
          'one key a unit assumed': run(1),
          'keys of one released': (value) => [...value].map(([key]) => key).join(' '),
        },
      },
    )
  })

  it('of a stability histogram keep neighbours within epsilon and delta, n = 100,000', () => {
    const run = (threshold?: bigint) => {
      const made = stabilityHistogram({
        noise: 'laplace',
        epsilon: 1,
        delta: 0.1,
        maxGroups: 2,
        neighbours,
      })
      const histogram =
        threshold === undefined
          ? made
          : stabilityHistogram({ noise: 'laplace', scale: 2, threshold, maxGroups: 2, neighbours })
      const bits = seededBits('histogram')
      return (value: KeyCounts) =>
        [...histogram.invoke(value, { bits })].map(([key, n]) => `${key} ${n}`).join(' ')
    }
    const pair: [KeyCounts, KeyCounts] = [counts(['a', 1n], ['b', 1n]), counts(['c', 1n])]
    expectPrivate(
      run(),
      pair,
      { epsilon: 1, delta: 0.1 },
      {
        n: 100_000,
        outcome: (text) =>
          text.includes('a') || text.includes('b') ? 'new' : text === '' ? 'none' : 'old',
        mutants: { 'a threshold three too low': run(2n) },
      },
    )
  })
})
