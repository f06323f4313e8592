import { defineSchema, open, type Released, table } from '@dither/query'
import { memory } from '@dither/query/memory'
import { beforeAll, describe, expect, test } from 'vitest'
import { picturesOf } from './picture.ts'
import { terminalPlot } from './terminal-plot.ts'

const schema = defineSchema({
  dataset: 'people',
  privacyUnit: 'row',
  columns: {
    age: { type: 'integer', lower: 0, upper: 100 },
    job: { type: 'category', categories: ['cook', 'élève', 'nurse', '\u202e<b>'] },
    union: { type: 'boolean' },
  },
})
const rows = Array.from({ length: 400 }, (_, i) => ({
  age: 18 + ((i * 37) % 60),
  job: ['cook', 'élève', 'nurse'][i % 3] ?? null,
  union: i % 3 === 0,
}))
const people = table(memory(rows), schema)

let answers: Readonly<Record<string, Released>>
beforeAll(async () => {
  const session = await open(people, { budget: { epsilon: 100 } })
  const epsilon = 2
  const released = await session.release({
    ages: people.histogram('age', { edges: [0, 20, 40, 60], epsilon }),
    mean: people.mean('age', { epsilon }),
    middle: people.median('age', { epsilon }),
    means: people.groupBy('job').mean('age', { epsilon }),
    spread: people.cumulativeDistribution('age', { epsilon }),
    shapes: people.groupBy('union').histogram('age', { edges: [0, 30, 60], epsilon }),
  })
  answers = released.answers
  await session.close()
})

describe('in the terminal, every kind of answer', () => {
  test('stays in its width, in ASCII and without colour where asked', () => {
    for (const answer of Object.values(answers)) {
      for (const width of [20, 46, 80]) {
        const plain = terminalPlot(answer, { width, unicode: false })
        expect(plain).toMatch(/^[\x20-\x7e\n]*$/)
        expect(Math.max(...plain.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(
          width,
        )
      }
      expect(terminalPlot(answer)).toContain('├─┤ 95 % interval of the noise')
      expect(terminalPlot(answer, { color: true })).toContain('\u001b[')
    }
  })

  test('says for how many values its intervals hold at once', () => {
    const last = (answer: Released | undefined, options = {}): string | undefined =>
      answer === undefined ? undefined : terminalPlot(answer, options).split('\n').at(-1)
    expect(last(answers['ages'])).toBe('├─┤ 95 % interval of the noise, all at once')
    expect(last(answers['ages'], { simultaneous: false, confidence: 0.9 })).toBe(
      '├─┤ 90 % interval of the noise',
    )
    expect(last(answers['mean'])).toBe('├─┤ 95 % interval of the noise')
  })

  test('has groups of several values on one scale', () => {
    const text = answers['shapes'] === undefined ? '' : terminalPlot(answers['shapes'])
    const axes = text.split('\n').filter((line) => line.includes('┬'))
    expect(axes).toHaveLength(2)
    expect(axes[0]).toBe(axes[1])
    expect(text).toContain('union true\n')
  })
})

describe('intervals of several groups', () => {
  test('share what may go wrong among them', () => {
    const one = answers['means']
    if (one?.kind !== 'table') throw new Error('no table')
    const asked: number[] = []
    const watched = one.rows.map(({ keys, answer }) => ({
      keys,
      answer:
        answer.kind === 'scalar'
          ? {
              ...answer,
              interval: (of: { confidence: number }) => [asked.push(of.confidence) * 0, 1] as const,
            }
          : answer,
    }))
    picturesOf({ ...one, rows: watched }, { confidence: 0.95, simultaneous: true })
    for (const confidence of asked) {
      expect(confidence).toBeGreaterThanOrEqual(1 - 0.05 / 4)
      expect(confidence).toBeLessThan(1 - 0.05 / 4 + 1e-12)
    }
    expect(asked).toHaveLength(4)
  })
})

describe('a distribution', () => {
  const distribution = (): Extract<Released, { readonly kind: 'cdf' }> => {
    const one = answers['spread']
    if (one?.kind !== 'cdf') throw new Error('no distribution')
    return one
  }

  test('shows a terminal a few of its points, evenly, with the last', () => {
    const one = distribution()
    expect(one.points.length).toBeGreaterThan(20)
    const lines = terminalPlot(one).split('\n')
    const axis = lines.findIndex((line) => line.includes('┬'))
    const places = lines.slice(0, axis).map((line) => line.trim().split(' ')[0])
    expect(places.length).toBeGreaterThan(10)
    expect(places.length).toBeLessThanOrEqual(20)
    expect(places.at(-1)).toBe(String(one.points.at(-1)?.x))
  })

  test('has a band that never falls where all holds at once, inside the own intervals', () => {
    const one = distribution()
    const band = (simultaneous: boolean): readonly (readonly [number, number])[] => {
      const [steps] = picturesOf(one, { confidence: 0.95, simultaneous })
      return steps?.kind === 'steps' ? steps.points.map(({ low, high }) => [low, high]) : []
    }
    const own = one.points.map((_, i) => one.interval(i, { confidence: 0.95, simultaneous: true }))
    for (const [index, [low, high]] of band(true).entries()) {
      const [before = 0, upTo = 0] = band(true)[index - 1] ?? []
      expect(low).toBeGreaterThanOrEqual(Math.max(before, own[index]?.[0] ?? 1))
      expect(high).toBeGreaterThanOrEqual(upTo)
      expect(high).toBeLessThanOrEqual(own[index]?.[1] ?? 0)
    }
    expect(band(false)).toEqual(one.points.map((_, i) => one.interval(i, { confidence: 0.95 })))
  })
})
