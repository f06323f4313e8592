import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readEvent } from '../account/read-event.ts'
import { events } from './events.ts'
import { jointSensitivity, vectorChange } from './joint-sensitivity.ts'

const one = jointSensitivity([[vectorChange([1n]), vectorChange([3n, 4n])]])
const laplace = events.discreteLaplace({ scale: 2, sensitivity: 0.5, neighbours: 'add-remove' })
const exponential = events.exponential({
  epsilon: 0.5,
  sensitivity: '2/3',
  monotone: true,
  neighbours: 'add-remove',
})
const sparse = events.sparseVector({
  sensitivity: 1,
  most: 3,
  scales: { threshold: 2, query: '8/3', value: 7 },
})
const top = events.topK({ epsilon: '1/3', sensitivity: 1, first: 3, choice: 'exponential' })
const all = [
  laplace,
  events.discreteGaussian({
    variance: '7/2',
    sensitivitySquared: 2,
    dimension: 3,
    claim: { epsilon: 1, delta: 1e-6 },
  }),
  events.jointLaplace({ scales: [1, '10/3'], sensitivity: one, neighbours: 'change-one' }),
  events.jointGaussian({ variances: [1, 2], sensitivity: one, dimension: 3 }),
  events.composed([laplace, events.composed([laplace])]),
  events.composed([], 'add-remove'),
  exponential,
  events.permuteAndFlip({ epsilon: 2, sensitivity: '2/3', neighbours: 'change-one' }),
  sparse,
  top,
  events.noisyMax({ epsilon: 1, sensitivity: 2, monotone: true }),
  events.privateSelection(events.composed([laplace, laplace]), 'best'),
  events.privateSelection(laplace, 'firstAbove'),
  events.parallel([laplace, events.composed([laplace, laplace])], { most: 2 }),
  events.parallel([], { neighbours: 'add-remove' }),
  events.stabilityHistogram({
    noise: { scale: '7/2' },
    threshold: 30n,
    reach: { maxGroups: 2 },
    neighbours: 'add-remove',
  }),
  events.stabilityHistogram({
    noise: { variance: 40, claim: { epsilon: 1, delta: 1e-6 } },
    threshold: -3n,
    reach: { rows: 3 },
    neighbours: 'change-one',
  }),
  events.optimalSelection({
    epsilon: '1/3',
    delta: 1e-6,
    reach: { maxGroups: 2, maxPerGroup: 4 },
    neighbours: 'change-one',
  }),
]

describe('events', () => {
  it('write numbers exactly, as text', () => {
    expect(laplace).toEqual({
      version: 1,
      kind: 'discreteLaplace',
      neighbours: 'add-remove',
      sensitivity: '1/2',
      scale: '2',
    })
  })

  it('come back the same from JSON', () => {
    for (const event of all) expect(readEvent(JSON.parse(JSON.stringify(event)))).toEqual(event)
  })

  it('are read to one form: unreduced numbers and unknown keys do not survive', () => {
    expect(readEvent({ ...laplace, scale: '4/2', sensitivity: '0.50', extra: 1 })).toEqual(laplace)
  })

  it('refuse what they are not', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(() => readEvent(value)).toThrow()
      }),
    )
    const bad: unknown[] = [
      { ...laplace, version: 2 },
      { ...laplace, kind: 'laplace' },
      { ...laplace, scale: '0' },
      { ...laplace, scale: '-1' },
      { ...laplace, scale: 2 },
      { ...laplace, sensitivity: '-1' },
      { ...laplace, neighbours: 'some' },
      { ...all[1], dimension: -1 },
      { ...all[1], claim: { epsilon: '1', delta: '1' } },
      { ...all[2], worstCases: [['1/2', '1']] },
      { ...all[2], worstCases: [['1']] },
      { ...exponential, epsilon: 0.5 },
      { ...exponential, epsilon: '-1' },
      { ...exponential, sensitivity: '-1' },
      { ...exponential, monotone: 'true' },
      { ...exponential, monotone: undefined },
      { ...exponential, kind: 'permuteAndFlip', epsilon: '-1' },
      { ...exponential, kind: 'permuteAndFlip', monotone: undefined },
      { ...top, first: 0 },
      { ...top, choice: 'best' },
      { version: 1, kind: 'privateSelection', neighbours: 'add-remove', choice: 'best' },
      { version: 1, kind: 'privateSelection', neighbours: 'add-remove', run: laplace },
      {
        version: 1,
        kind: 'privateSelection',
        neighbours: 'change-one',
        choice: 'best',
        run: laplace,
      },
      { ...sparse, most: 0 },
      { ...sparse, queryScale: '0' },
      { ...sparse, thresholdScale: undefined },
      { ...sparse, valueScale: '-1' },
      { ...all[4], events: [events.discreteLaplace({ scale: 1, sensitivity: 1 })] },
    ]
    for (const value of bad) expect(() => readEvent(value)).toThrow()
  })

  it('do not compose over different neighbours', () => {
    const other = events.discreteLaplace({ scale: 1, sensitivity: 1, neighbours: 'change-one' })
    expect(() => events.composed([laplace, other])).toThrow(/must be one relation/)
  })

  it('refuse a unit that moves a vector without noise', () => {
    expect(() => events.jointLaplace({ scales: [0, 1], sensitivity: one })).toThrow(/not be moved/)
    const still = jointSensitivity([[vectorChange([0n]), vectorChange([1n])]])
    expect(events.jointLaplace({ scales: [0, 1], sensitivity: still }).scales).toEqual(['0', '1'])
  })

  it('refuse to nest without end', () => {
    let nested: unknown = laplace
    for (let depth = 0; depth < 40; depth++)
      nested = { version: 1, kind: 'composed', neighbours: 'add-remove', events: [nested] }
    expect(() => readEvent(nested)).toThrow(/deep/)
  })
})
