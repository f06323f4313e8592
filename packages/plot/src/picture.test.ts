import { describe, expect, test } from 'vitest'
import { drawList } from './draw-list.ts'
import { type Sureness, shared } from './drawable.ts'
import { binsPictures, type Picture, vectorPictures } from './picture.ts'
import { terminalGrid } from './terminal-grid.ts'

const sure: Sureness = { confidence: 0.95, simultaneous: true }

/** Bins of every combination, counted up. */
function cube(...axes: readonly (readonly string[])[]): Picture[] {
  const parts = axes.reduce<readonly string[][]>(
    (before, axis) => before.flatMap((some) => axis.map((one) => [...some, one])),
    [[]],
  )
  const bins = parts.map((some, value) => ({ label: some.join(', '), parts: some, value }))
  return binsPictures({ bins, interval: (index) => [index - 9, index + 9] }, sure)
}

const hostile = ['a, b', '["a","b"]', '</g>']

describe('bins of several columns', () => {
  test('of one are bars', () => {
    expect(cube(['a', 'b']).map(({ kind }) => kind)).toEqual(['bars'])
  })

  test('of two are one heat map, with each value in its row and column', () => {
    const [heat, ...more] = cube(hostile, ['x', 'y'])
    expect(more).toEqual([])
    if (heat?.kind !== 'heat') throw new Error('no heat map')
    expect(heat.rows).toEqual(hostile)
    expect(heat.columns).toEqual(['x', 'y'])
    expect(heat.cells.map((row) => row.map((cell) => cell?.value))).toEqual([
      [0, 1],
      [2, 3],
      [4, 5],
    ])
    expect(heat.cells[2]?.[1]?.figure).toBe('5 ± 9')
  })

  test('of more are a heat map for each combination of the others, on one scale', () => {
    const pictures = cube(['f', 'm'], hostile, ['a', 'b'], ['x', 'y'])
    expect(pictures.map(({ heading }) => heading)).toEqual(
      ['f', 'm'].flatMap((first) => hostile.map((second) => `${first}, ${second}`)),
    )
    expect(new Set(pictures.map((one) => one.kind === 'heat' && String(one.range)))).toEqual(
      new Set(['-9,32']),
    )
    const values = pictures.flatMap((one) => (one.kind === 'heat' ? one.cells.flat() : []))
    expect(values.map((one) => one?.value)).toEqual(Array.from({ length: 24 }, (_, i) => i))
  })

  test('say what their rows, columns and slices are', () => {
    const bins = [
      { label: 'f, no, a', parts: ['f', 'no', 'a'], value: 1 },
      { label: 'm, no, a', parts: ['m', 'no', 'a'], value: 2 },
    ]
    const axes = ['gender', 'union', 'ward'].map((name) => ({ name }))
    const pictures = binsPictures({ bins, axes, interval: () => [0, 3] }, sure)
    expect(pictures.map(({ heading }) => heading)).toEqual(['gender f', 'gender m'])
    const [heat] = pictures
    if (heat?.kind !== 'heat') throw new Error('no heat map')
    expect(heat.names).toEqual({ rows: 'union', columns: 'ward' })
    expect(terminalGrid(heat).split('\n')[0]).toMatch(/^union \/ ward {2}/)
  })

  test('leave open what was not released', () => {
    const bins = [
      { label: 'a, x', parts: ['a', 'x'], value: 1 },
      { label: 'b, y', parts: ['b', 'y'], value: 2 },
    ]
    const [heat] = binsPictures({ bins, interval: () => [0, 3] }, sure)
    if (heat?.kind !== 'heat') throw new Error('no heat map')
    expect(heat.cells.map((row) => row.map((cell) => cell?.value))).toEqual([
      [1, undefined],
      [undefined, 2],
    ])
  })
})

describe('a grid in the terminal', () => {
  const [heat] = cube(
    ['north', 'a very long name of a ward that goes on'],
    ['under 18', 'x', 'y', 'z'],
  )
  if (heat?.kind !== 'heat') throw new Error('no heat map')

  test('has a line a row and the figure of each cell', () => {
    expect(terminalGrid(heat, { width: 90 }).split('\n')).toEqual([
      '                                         under 18      x      y      z',
      '                                  north     0 ± 9  1 ± 9  2 ± 9  3 ± 9',
      'a very long name of a ward that goes on     4 ± 9  5 ± 9  6 ± 9  7 ± 9',
    ])
  })

  test('shows some columns at a time where there is little room, and loses none', () => {
    for (const width of [20, 33, 50]) {
      for (const unicode of [true, false]) {
        const text = terminalGrid(heat, { width, unicode })
        expect(Math.max(...text.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(width)
        for (let value = 0; value < 8; value += 1)
          expect(text).toContain(`${value} ${unicode ? '±' : '+/-'} 9`)
        if (!unicode) expect(text).toMatch(/^[\x20-\x7e\n]*$/)
      }
    }
  })
})

describe('what may go wrong', () => {
  test('is shared by the union bound, never less than it needs', () => {
    expect(shared(sure, 1)).toEqual(sure)
    expect(shared({ confidence: 0.95, simultaneous: false }, 9).confidence).toBe(0.95)
    for (const parts of [2, 3, 7, 1000, 1e6]) {
      const { confidence } = shared(sure, parts)
      expect((1 - confidence) * parts).toBeLessThanOrEqual(0.05)
      expect((1 - confidence) * parts).toBeGreaterThan(0.0499)
    }
    expect(shared({ confidence: 1 - 2 ** -53, simultaneous: true }, 1e9).confidence).toBeLessThan(1)
  })
})

describe('what was chosen', () => {
  test('names are a list, which says how many rows they may be short, and draws no places', () => {
    const top = {
      names: ['c', 'b'],
      entries: [
        { label: 'c', value: 1 },
        { label: 'b', value: 2 },
      ],
      interval: () => [1, 4] as const,
      rankAccuracy: () => 11.2,
    }
    const [list] = vectorPictures(top, sure)
    if (list?.kind !== 'list') throw new Error('no list')
    expect(list.marks.map(({ label, figure }) => [label, figure])).toEqual([
      ['c', 'place 1, at most 12 rows fewer than the true one at its place'],
      ['b', 'place 2, at most 12 rows fewer than the true one at its place'],
    ])
    expect(list.note).toBe('each has at most 12 rows fewer than the true one at its place, at 95 %')
    const drawn = drawList(list, { width: 240 })
    expect(drawn.elements).toMatch(/>1\. c<.*>2\. b<.*>each has/)
    expect(drawn.elements).not.toMatch(/circle|rect|line|path/)
    expect(drawn.height).toBeGreaterThan(4 * 14)
  })
})
