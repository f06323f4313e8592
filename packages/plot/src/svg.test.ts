import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { DrawableBins } from './bars.ts'
import { svgHistogram } from './svg-histogram.ts'
import { svgIntervals } from './svg-intervals.ts'

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
const jobs = released(
  ['management and administration', 'sales', 'clerical work of any kind', 'service', 'none'].map(
    (label, index) => ({ label, value: 40 * index }),
  ),
)

/** Every number that places something, and the farthest that it may lie. */
function outside(svg: string, width: number, height: number): string[] {
  const bad: string[] = []
  for (const [, name, text] of svg.matchAll(/ (x|y|cx|cy|width|height)="([^"]*)"/g)) {
    const value = Number(text)
    const limit = name === 'x' || name === 'cx' || name === 'width' ? width : height
    if (!(value >= -0.01 && value <= limit + 0.01)) bad.push(`${name}="${text}"`)
  }
  for (const [, path] of svg.matchAll(/ d="([^"]*)"/g)) {
    if (!/^[MHVhv\d. -]+$/.test(path ?? '')) bad.push(`d="${path}"`)
  }
  return bad
}

/** A strict little reader: tags must nest, attributes be quoted and unique, entities known. */
function wellFormed(svg: string): boolean {
  const open: string[] = []
  const rest = svg.replace(
    /<(\/?)([a-z]+)((?: [a-z-]+(?::[a-z]+)?="[^"<]*"| viewBox="[^"<]*")*)(\/?)>/g,
    (_, close: string, name: string, attributes: string, empty: string) => {
      const names = [...attributes.matchAll(/ ([\w:-]+)=/g)].map(([, attribute]) => attribute)
      if (new Set(names).size !== names.length) open.push('twice')
      if (close === '/') {
        if (open.pop() !== name) open.push('mismatch')
      } else if (empty !== '/') open.push(name)
      return ''
    },
  )
  return open.length === 0 && !/[<]|&(?!(amp|lt|gt|quot);)/.test(rest)
}

describe('a histogram as SVG', () => {
  const svg = svgHistogram(wages, {
    title: 'Wages & more',
    subtitle: 'epsilon 0.5',
    xLabel: 'wage, dollars an hour',
    yLabel: 'workers',
  })

  test('is one well-formed document that fetches nothing and runs nothing', () => {
    expect(wellFormed(svg)).toBe(true)
    expect(svg.replace('http://www.w3.org/2000/svg', '')).not.toMatch(
      /https?:|url\(|@import|<script|href/,
    )
  })

  test('tells a screen reader what it shows', () => {
    const id = /id="(dither-[0-9a-f]{8})"/.exec(svg)?.[1]
    expect(svg).toContain(`role="img" aria-labelledby="${id}-title ${id}-desc"`)
    expect(svg).toContain(`<title id="${id}-title">Wages &amp; more</title>`)
    expect(svg).toContain(
      '95 % interval of each bin. 0 – 10: 62 ± 9; 10 – 20: 231 ± 9; 20 – 30: -3 ± 9; null: 4 ± 9.',
    )
  })

  test('has a bar and a whisker a bin, on the scale of the axis', () => {
    expect(svg.match(/<rect class="bar"/g)).toHaveLength(3)
    expect(svg.match(/<rect class="rest"/g)).toHaveLength(1)
    expect(svg.match(/class="whisker"/g)).toHaveLength(5)
    const heights = [...svg.matchAll(/<rect class="bar"[^>]* height="([^"]+)"/g)].map(([, h]) =>
      Number(h),
    )
    expect((heights[0] ?? 0) / (heights[1] ?? 1)).toBeCloseTo(62 / 231, 2)
    expect((heights[2] ?? 0) / (heights[1] ?? 1)).toBeCloseTo(3 / 231, 2)
  })

  test('follows light and dark, and keeps its rules to itself', () => {
    expect(svg).toContain('@media (prefers-color-scheme:dark)')
    const id = /id="(dither-[0-9a-f]{8})"/.exec(svg)?.[1] ?? ''
    const css = /<style>(.*)<\/style>/.exec(svg)?.[1] ?? ''
    const selectors = css
      .replace(/\{[^{}]*\}/g, ';')
      .split(/[;{}]/)
      .filter((rule) => rule.includes('#') || rule.includes('.'))
    expect(selectors.length).toBeGreaterThan(20)
    for (const selector of selectors)
      expect(selector.split(',').every((part) => part.startsWith(`#${id} `))).toBe(true)
  })

  test('is the same text for the same release', () => {
    expect(svgHistogram(wages, { title: 'a' })).toBe(svgHistogram(wages, { title: 'a' }))
  })

  test('lays categories with long names under one another', () => {
    const lying = svgHistogram(jobs, { title: 'Jobs' })
    const standing = svgHistogram(
      released([
        { label: 'yes', value: 4 },
        { label: 'no', value: 9 },
      ]),
      { title: 'Jobs' },
    )
    const widths = (text: string): number =>
      new Set([...text.matchAll(/class="bar"[^>]* width="([^"]+)"/g)].map(([, w]) => w)).size
    expect(widths(lying)).toBeGreaterThan(1)
    expect(widths(standing)).toBe(1)
  })

  test('fits a narrow page', () => {
    expect(svg).toMatch(/^<svg [^>]*viewBox="0 0 720 400" style="max-width:100%;height:auto">/)
  })

  test('breaks a long label into two lines before it cuts it', () => {
    const long = 'technical, sales and administrative support occupations'
    const drawn = svgHistogram(released([{ label: long, value: 3 }, ...jobs.bins]), {
      title: 'Jobs',
    })
    expect(drawn).toContain('>technical, sales and administrative</text>')
    expect(drawn).not.toContain('…')
  })

  test('stays inside its card and well formed, whatever the labels and values', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            label: fc.string({ unit: 'binary', maxLength: 40 }),
            value: fc.integer({ min: -1e6, max: 1e9 }),
          }),
          { maxLength: 10 },
        ),
        fc.integer({ min: 0, max: 8 }),
        fc.double({ min: 0, max: 1e6, noNaN: true }),
        fc.integer({ min: 240, max: 900 }),
        (bins, ranged, error, width) => {
          const mixed = bins.map((bin, index) =>
            index < ranged ? { ...bin, lower: index ** 2, upper: (index + 1) ** 2 } : bin,
          )
          const drawn = svgHistogram(released(mixed, error), {
            title: '<&"\u0000',
            xLabel: ']]>',
            width,
          })
          const height = Number(/ height="([^"]+)" viewBox/.exec(drawn)?.[1])
          expect(wellFormed(drawn)).toBe(true)
          expect(outside(drawn, width, height)).toEqual([])
        },
      ),
      { seed: 2, numRuns: 150 },
    )
  })
})

describe('intervals as SVG', () => {
  test('have a dot and a line each, on one scale', () => {
    const svg = svgIntervals(
      [
        { label: 'women', value: 36.8, low: 36.1, high: 37.5 },
        { label: 'men', value: 37.6, low: 36.9, high: 38.3 },
        {
          label: 'without end',
          value: 37,
          low: Number.NEGATIVE_INFINITY,
          high: Number.POSITIVE_INFINITY,
        },
      ],
      { title: 'Mean age', xLabel: 'years' },
    )
    expect(wellFormed(svg)).toBe(true)
    expect(outside(svg, 720, 400)).toEqual([])
    expect(svg.match(/<circle class="dot"/g)).toHaveLength(3)
    const dots = [...svg.matchAll(/cx="([^"]+)"/g)].map(([, x]) => Number(x))
    expect(dots[0]).toBeLessThan(dots[1] ?? 0)
    expect(svg).toContain('women: 36.80 ± 0.70; men: 37.60 ± 0.70')
  })
})
