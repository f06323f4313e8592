import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { DrawableBins } from './drawable.ts'
import { formatNumber } from './figures.ts'
import { terminalHistogram } from './terminal-histogram.ts'
import { terminalIntervals } from './terminal-intervals.ts'
import { terminalStyle } from './terminal-style.ts'

const colourCode = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g')

function released(bins: DrawableBins['bins'], error = 9): DrawableBins {
  return {
    bins,
    interval: (index) => {
      const value = bins[index]?.value ?? 0
      return [value - error, value + error]
    },
  }
}

const wages = released([
  { label: '[0, 10)', lower: 0, upper: 10, value: 62 },
  { label: '[10, 20)', lower: 10, upper: 20, value: 231 },
  { label: '[20, 30]', lower: 20, upper: 30, value: -3 },
  { label: 'null', value: 4 },
])

describe('a histogram in the terminal', () => {
  test('draws bars, whiskers, figures and an axis', () => {
    expect(terminalHistogram(wages, { width: 60 })).toBe(
      [
        ' 0 – 10    █████████├┼─┤                              62 ± 9',
        '10 – 20    ████████████████████████████████████├─┼┤  231 ± 9',
        '20 – 30  ├┼─┤                                         -3 ± 9',
        '   null   ├─┼┤                                         4 ± 9',
        '         ──┬───────────────┬───────────────┬───────',
        '           0              100             200',
        '         ├─┼─┤ 95 % interval of the noise',
      ].join('\n'),
    )
  })

  test('keeps its numbers, and then its names, where there is little room', () => {
    const incomes = released([
      { label: '', lower: 25_000, upper: 50_000, value: 1231 },
      { label: '', lower: 50_000, upper: 100_000, value: 62 },
    ])
    expect(
      terminalHistogram(incomes, { width: 40, legend: false }).split('\n').slice(0, 2),
    ).toEqual([
      ' 25,000 – 50,000  ██████████│  1,231 ± 9',
      '50,000 – 100,000  ├┤              62 ± 9',
    ])
    expect(terminalHistogram(incomes, { width: 30 })).toBe(
      [' 25,000 – 50,000  1,231 ± 9', '50,000 – 100,000     62 ± 9'].join('\n'),
    )
  })

  test('has an ASCII form', () => {
    const drawn = terminalHistogram(released([{ label: 'naïve', value: 10 }, ...wages.bins]), {
      unicode: false,
    })
    expect(drawn).toMatch(/^[\x20-\x7e\n]*$/)
    expect(drawn).toContain('na?ve')
    expect(drawn).toContain('231 +/- 9')
  })

  test('takes the confidence of its whiskers', () => {
    const asked: number[] = []
    const drawn = terminalHistogram(
      { bins: wages.bins, interval: (_, { confidence }) => [asked.push(confidence) * 0, 1] },
      { confidence: 0.9 },
    )
    expect(asked).toEqual([0.9, 0.9, 0.9, 0.9])
    expect(drawn).toContain('90 % interval')
    expect(() => terminalHistogram(wages, { confidence: 95 })).toThrow('confidence is 95')
  })

  test('never leaves its width, loses a bin, or colours what should be plain', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            label: fc.string({ maxLength: 60 }),
            value: fc.integer({ min: -1000, max: 1e9 }),
          }),
          { maxLength: 12 },
        ),
        fc.double({ min: 0, max: 1e6, noNaN: true }),
        fc.integer({ min: 20, max: 120 }),
        fc.boolean(),
        (bins, error, width, unicode) => {
          const drawn = terminalHistogram(released(bins, error), { width, unicode })
          const lines = drawn.split('\n')
          expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width)
          expect(lines.length).toBeGreaterThanOrEqual(bins.length)
          for (const { value } of bins) expect(drawn).toContain(formatNumber(value))
          expect(drawn).not.toMatch(colourCode)
          const painted = terminalHistogram(released(bins, error), { width, unicode, color: true })
          expect(
            painted
              .replace(colourCode, '')
              .split('\n')
              .map((line) => line.trimEnd())
              .join('\n'),
          ).toBe(drawn)
        },
      ),
      { seed: 1, numRuns: 200 },
    )
  })

  test('puts no control character of a label on the screen', () => {
    const drawn = terminalHistogram(released([{ label: 'a\u001b[31mb\nc', value: 1 }]))
    expect(drawn.split('\n')[0]).not.toContain('\u001b')
    expect(drawn.split('\n')).toHaveLength(4)
  })
})

describe('intervals in the terminal', () => {
  test('are drawn on one scale', () => {
    expect(
      terminalIntervals(
        [
          { label: 'female', value: 36.8, low: 36.1, high: 37.5 },
          { label: 'male', value: 37.6, low: 36.9, high: 38.3 },
        ],
        { width: 60 },
      ),
    ).toBe(
      [
        'female        ├───────●───────┤                 36.80 ± 0.70',
        '  male                 ├───────●───────┤        37.60 ± 0.70',
        '           36          37          38',
      ].join('\n'),
    )
  })

  test('stay in their width, whatever they hold', () => {
    const wild = [
      { label: 'a'.repeat(90), value: 1e15, low: -1e15, high: 2e15 },
      { label: 'no end', value: 3, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY },
    ]
    for (const width of [20, 33, 80]) {
      for (const drawn of [
        terminalIntervals(wild, { width, unicode: false }),
        terminalIntervals([], { width }),
      ]) {
        expect(Math.max(...drawn.split('\n').map((line) => line.length))).toBeLessThanOrEqual(width)
      }
    }
  })
})

describe('the style of a terminal', () => {
  test('honours NO_COLOR, FORCE_COLOR, TERM and a pipe', () => {
    const color = (env: Record<string, string>, isTTY = true): boolean =>
      terminalStyle({ env, isTTY }).color
    expect(color({})).toBe(true)
    expect(color({}, false)).toBe(false)
    expect(color({ NO_COLOR: '1' })).toBe(false)
    expect(color({ NO_COLOR: '' })).toBe(true)
    expect(color({ NO_COLOR: '1', FORCE_COLOR: '1' })).toBe(false)
    expect(color({ FORCE_COLOR: '1' }, false)).toBe(true)
    expect(color({ TERM: 'dumb' })).toBe(false)
  })

  test('draws ASCII where lines and blocks would not show', () => {
    const unicode = (env: Record<string, string>, platform = 'linux'): boolean =>
      terminalStyle({ env, platform }).unicode
    expect(unicode({ LANG: 'en_US.UTF-8' })).toBe(true)
    expect(unicode({})).toBe(true)
    expect(unicode({ LANG: 'C' })).toBe(false)
    expect(unicode({ LANG: 'C.UTF-8' })).toBe(true)
    expect(unicode({ TERM: 'linux', LANG: 'en_US.UTF-8' })).toBe(false)
    expect(unicode({}, 'win32')).toBe(false)
    expect(unicode({ WT_SESSION: 'x' }, 'win32')).toBe(true)
  })

  test('is at most 100 columns wide', () => {
    expect(terminalStyle({ env: {}, columns: 300 }).width).toBe(100)
    expect(terminalStyle({ env: {} }).width).toBe(80)
  })
})
