import {
  defineSchema,
  open,
  type Released,
  type ReleasedScalar,
  type ReleaseFacts,
  type SimultaneousConfidence,
  table,
} from '@dither/query'
import { memory } from '@dither/query/memory'
import fc from 'fast-check'
import { parseHTML } from 'linkedom/worker'
import { beforeAll, describe, expect, test } from 'vitest'
import { plot } from './plot.ts'

const hostile = ['</text><script>alert(1)</script>', '" onload="alert(1)', "]]>&'{}", '\u202e<b>']
const schema = defineSchema({
  dataset: 'people',
  privacyUnit: 'row',
  columns: {
    age: { type: 'integer', lower: 0, upper: 100 },
    pay: { type: 'number', lower: 0, upper: 1000 },
    job: { type: 'category', categories: hostile },
    union: { type: 'boolean' },
  },
})
const rows = Array.from({ length: 400 }, (_, i) => ({
  age: 18 + ((i * 37) % 60),
  pay: ((i * 7919) % 997) + 1,
  job: hostile[i % 4] ?? null,
  union: i % 3 === 0,
}))
const people = table(memory(rows), schema)

let released: ReleaseFacts
let pictures: readonly (readonly [string, string])[]
let answers: Readonly<Record<string, Released>>
beforeAll(async () => {
  const session = await open(people, { budget: { epsilon: 1000 } })
  const epsilon = 2
  released = await session.release({
    ages: people.histogram('age', { edges: [0, 20, 40, 60], epsilon }),
    jobs: people.histogram('job', { epsilon }),
    mean: people.mean('age', { epsilon }),
    middle: people.median('pay', { epsilon }),
    means: people.groupBy('job').mean('age', { epsilon }),
    two: people.groupBy('union', 'job').mean('age', { epsilon }),
    shapes: people.groupBy('union').histogram('age', { edges: [0, 30, 60], epsilon }),
  })
  answers = released.answers
  pictures = await Promise.all(
    [['all', released] as const, ...Object.entries(answers)].map(
      async ([name, one]) => [name, await plot(one, { title: hostile.join(' ') })] as const,
    ),
  )
  await session.close()
})

/** One element of a picture, where it lies on the whole. */
interface Found {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly classes: string
  readonly at: readonly [x: number, y: number]
}

const known = [
  'svg',
  'title',
  'desc',
  'style',
  'g',
  'path',
  'rect',
  'line',
  'circle',
  'text',
  'tspan',
]

/** A strict little reader: tags must be known and nest, attributes be quoted and unique, entities known. */
function readSvg(svg: string): readonly Found[] {
  const found: Found[] = []
  const open: Found[] = []
  const rest = svg.replace(
    /<(\/?)([a-z]+)((?: [A-Za-z0-9:-]+="[^"<]*")*)(\/?)>/g,
    (_, close: string, name: string, text: string, empty: string) => {
      if (close === '/') {
        if (open.pop()?.name !== name) throw new Error(`${name} ends what it did not begin`)
        return ''
      }
      if (!known.includes(name)) throw new Error(`${name} is no known element`)
      const pairs = [...text.matchAll(/ ([\w:-]+)="([^"]*)"/g)].map(
        ([, key = '', value = '']) => [key, value] as const,
      )
      const attributes = Object.fromEntries(pairs)
      if (Object.keys(attributes).length !== pairs.length) throw new Error(`${name} has one twice`)
      if (pairs.some(([key]) => /^on|href/.test(key))) throw new Error(`${name} runs or fetches`)
      const [, x = '0', y = '0'] =
        /translate\(([-\d.]+),([-\d.]+)\)/.exec(attributes['transform'] ?? '') ?? []
      const outer = open.at(-1)
      const at = [(outer?.at[0] ?? 0) + Number(x), (outer?.at[1] ?? 0) + Number(y)] as const
      const one = {
        name,
        attributes,
        at,
        classes: `${outer?.classes ?? ''} ${attributes['class'] ?? ''}`,
      }
      found.push(one)
      if (empty !== '/') open.push(one)
      return ''
    },
  )
  if (open.length > 0) throw new Error('not all is closed')
  if (/[<]|&(?!(amp|lt|gt|quot);)/.test(rest)) throw new Error(`markup in text: ${rest}`)
  return found
}

/** What lies outside the whole. */
function outside(found: readonly Found[]): string[] {
  const [, , width = 0, height = 0] = (found[0]?.attributes['viewBox'] ?? '').split(' ').map(Number)
  return found.flatMap(({ name, attributes, at: [left, top] }) => {
    const number = (key: string): number => Number(attributes[key] ?? 0)
    const xs =
      name === 'rect'
        ? [number('x'), number('x') + number('width')]
        : ['x', 'x1', 'x2', 'cx'].map(number)
    const ys =
      name === 'rect'
        ? [number('y'), number('y') + number('height')]
        : ['y1', 'y2', 'cy'].map(number)
    const inside =
      xs.every((x) => x + left >= -1 && x + left <= width + 1) &&
      ys.every((y) => y + top >= -1 && y + top <= height + 1)
    return inside ? [] : [`${name} ${JSON.stringify(attributes)} at ${left}, ${top}`]
  })
}

const count = (svg: string, name: string, of: string): number =>
  readSvg(svg).filter((one) => one.name === name && one.classes.split(' ').includes(of)).length

const drawn = (name: string): string => pictures.find(([one]) => one === name)?.[1] ?? ''

describe('the picture of every kind of answer', () => {
  test('is one well-formed document in which hostile names are text, inside its card', () => {
    expect(pictures).toHaveLength(8)
    for (const [, svg] of pictures) {
      expect(outside(readSvg(svg))).toEqual([])
      expect(svg).toContain('&lt;/text&gt;&lt;script&gt;alert(1)&lt;/script&gt;')
      expect(svg.replace('http://www.w3.org/2000/svg', '')).not.toMatch(
        /https?:|url\(|@import|<script|href|<image|<foreignObject/,
      )
    }
  })

  test('has a reader that finds what is wrong', () => {
    const svg = drawn('ages')
    const broken = [
      svg.replace('</svg>', ''),
      svg.replace('<g', '<script/><g'),
      svg.replace('<g', '<g onload="x"'),
      svg.replace('&lt;/text&gt;', '</text>'),
      svg.replaceAll('&amp;', '&'),
    ]
    for (const twin of broken) expect(() => readSvg(twin)).toThrow()
    expect(outside(readSvg(svg.replace(/(<rect [^>]*) x="[\d.]+"/g, '$1 x="5000"')))).not.toEqual(
      [],
    )
  })

  test('says what it cost, what its bars cover, and how sure they are', () => {
    const words = (svg: string): string =>
      [...svg.matchAll(/<text class="axis" x="20"[^>]*>([^<]*)/g)].map(([, text]) => text).join(' ')
    expect(words(drawn('ages'))).toBe(
      'Privacy cost: epsilon 2. Error bars and ±: 95 % intervals, for all values of an answer at once; they cover the added noise only, not sampling or bounds.',
    )
    expect(words(drawn('mean'))).toContain('95 % intervals; they cover the added noise only')
    expect(words(drawn('all'))).toContain('Privacy cost: epsilon 14.')
    expect(words(drawn('middle'))).toContain('its bar spans all candidates')
    expect(drawn('middle')).toMatch(/rank ± \d+ rows/)
  })

  test('tells a screen reader its title and its values', () => {
    const svg = drawn('ages')
    const id = /id="(dither-[0-9a-f]{8})"/.exec(svg)?.[1]
    expect(svg).toContain(`role="img" aria-labelledby="${id}-title ${id}-desc"`)
    expect(svg).toContain(`<title id="${id}-title">`)
    expect(svg).toMatch(/<desc [^>]*>Released values[^<]*0 – 20: -?\d+ ± \d+; 20 – 40: /)
  })

  test('follows light, dark and a narrow page, and keeps its rules to itself', () => {
    const svg = drawn('all')
    expect(svg).toContain('@media (prefers-color-scheme:dark)')
    expect(svg).toMatch(/^<svg [^>]*viewBox="0 0 480 \d+" style="max-width:100%;height:auto">/)
    const id = /id="(dither-[0-9a-f]{8})"/.exec(svg)?.[1] ?? ''
    const css = /<style>(.*)<\/style>/.exec(svg)?.[1] ?? ''
    const selectors = css
      .replace(/@media \([^)]*\)/, '')
      .replace(/\{[^{}]*\}/g, ';')
      .split(/[;{}]/)
    const rules = selectors.filter((rule) => rule !== '')
    expect(rules.length).toBeGreaterThan(20)
    for (const rule of rules)
      expect(rule.split(',').every((part) => part.startsWith(`#${id}`))).toBe(true)
  })

  test('is the same text each time, in a document that is given too', async () => {
    const { document } = parseHTML('<!doctype html><html><body></body></html>')
    for (const options of [{}, { document }])
      expect(await plot(released, { title: hostile.join(' '), ...options })).toBe(drawn('all'))
  })

  test('has a bar a bin and a line with two ends a bar', () => {
    const bins = answers['ages']?.kind === 'bins' ? answers['ages'].bins : []
    const svg = drawn('ages')
    expect(count(svg, 'rect', 'bar') + count(svg, 'rect', 'rest')).toBe(bins.length)
    expect(count(svg, 'line', 'whisker')).toBe(3 * bins.length)
    const heights = readSvg(svg)
      .filter((one) => one.name === 'rect' && one.classes.includes('bar'))
      .map(({ attributes }) => Number(attributes['height']))
    const values = bins.map(({ value }) => Math.abs(value))
    expect((heights[1] ?? 0) / (heights[2] ?? 1)).toBeCloseTo(
      (values[1] ?? 0) / (values[2] ?? 1),
      1,
    )
  })

  test('has dots for groups, and small multiples for groups of several values', () => {
    expect(count(drawn('means'), 'circle', 'dot')).toBe(hostile.length)
    expect(count(drawn('two'), 'circle', 'dot')).toBe(2 * hostile.length)
    expect(drawn('two')).toContain('>union false</text>')
    expect(drawn('shapes')).toContain('>union true</text>')
  })

  test('names each of several answers, with its cost', () => {
    for (const name of Object.keys(answers))
      expect(drawn('all')).toContain(`<text class="heading" x="0" y="22">${name}</text>`)
    expect(drawn('all').match(/>epsilon 2<\/text>/g)).toHaveLength(7)
    expect(drawn('mean')).not.toContain('class="heading"')
  })
})

describe('answers of several values', () => {
  const facts = (): Pick<ReleasedScalar, 'event' | 'loss' | 'toJSON' | 'toString'> => {
    const one = answers['mean']
    if (one?.kind !== 'scalar') throw new Error('no mean')
    return one
  }
  const accuracy = (): number => 1.25

  test('by name are dots, whatever they are called', async () => {
    const svg = await plot({
      ...facts(),
      kind: 'vector',
      entries: hostile.map((label, index) => ({ label, value: index - 1 })),
      exact: {},
      accuracy,
      interval: (index) => [index - 2.25, index + 0.25],
    })
    expect(outside(readSvg(svg))).toEqual([])
    expect(count(svg, 'circle', 'dot')).toBe(hostile.length)
    expect(svg).toContain('>-1.0 ± 1.3</text>')
  })

  test('without an end reach across their picture, and say that nothing bounds them', async () => {
    const svg = await plot({
      ...facts(),
      kind: 'vector',
      entries: [0.53219, 0.5].map((value) => ({ label: `rate ${value}`, value })),
      exact: {},
      accuracy: () => Number.POSITIVE_INFINITY,
      interval: (index) =>
        index === 0 ? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] : [0, 1],
    })
    expect(outside(readSvg(svg))).toEqual([])
    expect(svg).toContain('>0.5322, no bound</text>')
    expect(count(svg, 'line', 'whisker')).toBe(4)
    expect(svg).not.toMatch(/NaN|Infinity/)
  })

  test('by pairs of names are coloured cells with their figures', async () => {
    const values = [
      [120, -30],
      [-30, 40.5],
    ]
    const svg = await plot({
      ...facts(),
      kind: 'matrix',
      rows: ['age', hostile[0] ?? ''],
      columns: ['age', 'pay'],
      values,
      raw: values,
      exact: {},
      accuracy,
      interval: (i, j) => [(values[i]?.[j] ?? 0) - 1.25, (values[i]?.[j] ?? 0) + 1.25],
    })
    expect(outside(readSvg(svg))).toEqual([])
    const fills = [...svg.matchAll(/fill="(rgb\([^"]*)"/g)].map(([, fill]) => fill)
    expect(fills).toHaveLength(4)
    expect(fills[1]).toBe(fills[2])
    expect(new Set(fills).size).toBe(3)
    for (const figure of ['120.0 ± 1.3', '-30.0 ± 1.3', '40.5 ± 1.3'])
      expect(svg).toContain(`>${figure}</text>`)
  })

  test('along a line are steps in a band', async () => {
    const svg = await plot({
      ...facts(),
      kind: 'cdf',
      points: [0, 10, 20, 50].map((x, index) => ({ x, value: index / 3 })),
      accuracy,
      interval: (index) => [index / 3 - 0.1, index / 3 + 0.1],
    })
    expect(outside(readSvg(svg))).toEqual([])
    expect(count(svg, 'path', 'line')).toBe(1)
    expect(count(svg, 'path', 'band')).toBe(1)
    expect(svg).not.toContain('NaN')
  })
})

describe('the bars', () => {
  const asking = (ask: (options: SimultaneousConfidence) => void): Released => {
    const one = answers['ages']
    if (one?.kind !== 'bins') throw new Error('no bins')
    return {
      ...one,
      bins: one.bins.map((bin) => ({ ...bin, value: -50 })),
      interval: (_: number, options: SimultaneousConfidence): readonly [number, number] => {
        ask(options)
        return [-60, -40]
      },
    }
  }

  test('are for all values at once unless said, at the confidence asked for', async () => {
    const asked: unknown[] = []
    const one = asking(({ confidence, simultaneous }) => asked.push([confidence, simultaneous]))
    await plot(one)
    await plot(one, { confidence: 0.9, simultaneous: false })
    expect(asked).toContainEqual([0.95, true])
    expect(asked).toContainEqual([0.9, false])
    expect(new Set(asked.map(String)).size).toBe(2)
    await expect(plot(one, { confidence: 95 })).rejects.toThrow('confidence is 95')
    await expect(plot(one, { document: {} })).rejects.toThrow('document')
  })

  test('of negative noisy counts hang below nothing', async () => {
    const svg = await plot(asking(() => {}))
    const zero = readSvg(svg).find((one) => one.name === 'line' && one.classes.includes('zero'))
    const level = Number(zero?.attributes['y1']) + (zero?.at[1] ?? 0)
    const bars = readSvg(svg).filter((one) => one.name === 'rect' && /bar|rest/.test(one.classes))
    expect(bars.length).toBeGreaterThan(2)
    for (const { attributes, at } of bars) {
      expect(Number(attributes['y']) + at[1]).toBeGreaterThanOrEqual(level - 1)
      expect(Number(attributes['height'])).toBeGreaterThan(20)
    }
    expect(svg).toContain('-50 ± 10')
  })
})

test('a picture of very many values shows the first, and counts the rest', async () => {
  const one = answers['mean']
  const table = answers['means']
  if (one?.kind !== 'scalar' || table?.kind !== 'table') throw new Error('no mean')
  const many = Array.from({ length: 1000 }, (_, place) => ({ keys: { place }, answer: one }))
  const svg = await plot({ ...table, rows: many })
  expect(count(svg, 'circle', 'dot')).toBe(100)
  expect(svg).toContain('>and 900 more values, not drawn</text>')
  expect(outside(readSvg(svg))).toEqual([])
})

test('a picture is no higher than a page can show, however many groups there are', async () => {
  const one = answers['ages']
  const table = answers['means']
  if (one?.kind !== 'bins' || table?.kind !== 'table') throw new Error('no bins')
  const height = (svg: string): number => Number(/<svg [^>]*height="(\d+)"/.exec(svg)?.[1])
  const bin = { label: 'a name too long to stand', value: 3, exact: 3n }
  const many = { ...one, bins: Array.from({ length: 900 }, () => bin), interval: () => [1, 5] }
  const interval = (): readonly [number, number] => [1, 5]
  const rows = Array.from({ length: 55 }, (_, place) => ({
    keys: { place },
    answer: { ...many, interval },
  }))
  const single = await plot({ ...many, interval })
  expect(single).toContain('>and 800 more values, not drawn</text>')
  expect(height(single)).toBeLessThan(5000)
  const groups = await plot({ ...table, rows })
  expect(groups).toMatch(/>and 5\d more pictures, not drawn<\/text>/)
  expect(height(groups)).toBeLessThan(10_000)
  expect(outside(readSvg(groups))).toEqual([])
})

test('whatever the names and values, a histogram stays inside its card and well formed', async () => {
  const one = answers['ages']
  if (one?.kind !== 'bins') throw new Error('no bins')
  const bin = fc.record({
    label: fc.string({ unit: 'binary', maxLength: 40 }),
    value: fc.integer({ min: -1e6, max: 1e9 }),
    exact: fc.constant(0n),
  })
  await fc.assert(
    fc.asyncProperty(
      fc.array(bin, { maxLength: 10 }),
      fc.integer({ min: 0, max: 8 }),
      fc.double({ min: 0, max: 1e6, noNaN: true }),
      fc.integer({ min: 280, max: 900 }),
      async (bins, ranged, error, width) => {
        const mixed = bins.map((one, index) =>
          index < ranged ? { ...one, lower: index ** 2, upper: (index + 1) ** 2 } : one,
        )
        const interval = (index: number): readonly [number, number] => {
          const value = mixed[index]?.value ?? 0
          return [value - error, value + error]
        }
        const svg = await plot({ ...one, bins: mixed, interval }, { title: '<&"\u0000', width })
        expect(outside(readSvg(svg))).toEqual([])
      },
    ),
    { seed: 2, numRuns: 60 },
  )
})

describe('groups by private keys', () => {
  const names = defineSchema({
    dataset: 'towns',
    privacyUnit: 'row',
    columns: { town: { type: 'text' }, age: { type: 'integer', lower: 0, upper: 100 } },
  })
  const draw = async (list: readonly { town: string; age: number }[]) => {
    const here = table(memory(list), names)
    const session = await open(here, { budget: { epsilon: 9, delta: 1e-6 } })
    const towns = here.groupByPrivateKeys('town', { epsilon: 1, delta: 1e-9 })
    const released = await session.release({
      n: towns.count({ epsilon: 1 }),
      ages: towns.mean('age', { epsilon: 1 }),
    })
    await session.close()
    return plot(released)
  }

  test('are drawn where they were chosen, hostile names too, and no other', async () => {
    const list = Array.from({ length: 400 }, (_, i) => ({
      town: i === 7 ? 'Canary' : (hostile[i % 2] ?? ''),
      age: 40,
    }))
    const svg = await draw(list)
    expect(svg).not.toContain('Canary')
    expect(svg).not.toContain('<script')
    expect(svg).toContain('&lt;script&gt;')
  })

  test('say what is hidden and what the choice cost, once, beside what each answer cost', async () => {
    const svg = (await draw([])).replace(/<\/text>\s*<text[^>]*>/g, ' ')
    expect(svg).toContain('Privacy cost: epsilon 3, delta 1e-9. Of it the choice of keys epsilon 1')
    expect(svg.split('with few people are not shown').length).toBe(2)
    expect(svg).toMatch(
      /values of town with .* needs about \d+ people to show half the time, \d+ nearly/,
    )
    expect(svg).toMatch(
      />n epsilon 1<.*> no key that enough people have<.*>ages epsilon 1<.*> no key/s,
    )
    expect(svg).toContain('interval. No key that enough people have.</desc>')
  })

  test('are drawn as nothing where no key was chosen', async () => {
    expect(await draw([])).toMatch(/^<svg /)
  })
})
