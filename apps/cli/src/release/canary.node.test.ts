/**
 * Canaries: figures and words of the data that must never be seen in anything that `dither release` says,
 * whatever happens. With epsilon 1e-10 the noise is 1e10 and more wide: that one of the thousand or so noisy
 * figures below is a canary by chance has a probability below 1e-6. The random id of a request is left out: one of its
 * groups of digits is 4210 or 4211 in one of 2,000.
 */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runCli, type Workplace, workplace } from '../testing.ts'

const rows = 4211
const cell = 27183.28125
const canaries = [
  'zanzibar',
  'unit-of-zanzibar',
  String(rows),
  '4,211',
  String(rows - 1),
  String(cell),
  String(Math.round(cell)),
  '27,183',
  String(rows * cell),
  'perhaps-a-number',
]

const requestId = /\b[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\b/g

/** A figure counts as seen where it stands alone, not inside a longer one. */
function seen(canary: string): RegExp {
  const text = canary.replaceAll('.', '\\.')
  return /^[\d.,]+$/.test(canary)
    ? new RegExp(`(?<![\\d.,])${text}(?![\\d]|[.,]\\d)`)
    : new RegExp(text)
}

let place: Workplace
beforeAll(() => {
  place = workplace()
  const lines = Array.from({ length: rows }, (_, i) =>
    i === 7 ? 'unit-of-zanzibar,perhaps-a-number,zanzibar' : `u${i % 3000},${cell},a`,
  )
  place.write('canary.csv', `${['pid,pay,town', ...lines].join('\n')}\n`)
  place.write('canary.yaml', yaml('row'))
  place.write('unit.yaml', yaml('{ column: pid, maxRows: 2, maxGroups: 2 }'))
  place.write('public.yaml', yaml('row\nrows: { public: 5000 }'))
  place.write('wrong.yaml', yaml('row').replace('town:', 'city:'))
  place.write(
    'number.yaml',
    yaml('row').replace(
      '{ type: category, categories: [a, b] }',
      '{ type: integer, lower: 0, upper: 9 }',
    ),
  )
})
afterAll(() => place.remove())

const yaml = (unit: string): string => `version: 1
dataset: canary
privacyUnit: ${unit}
columns:
  pid: { type: text }
  pay: { type: number, lower: 0, upper: 100000 }
  town: { type: category, categories: [a, b] }
`

test('a canary is seen where it sings', () => {
  expect('count() 4,211 rows').toMatch(seen('4,211'))
  expect('{ "value": 4211 }').toMatch(seen('4211'))
  expect('14211.5').not.toMatch(seen('4211'))
  expect('a zanzibar b').toMatch(seen('zanzibar'))
  const id = '198bd2ec-901a-4210-b2bc-f6aaf4bc8ca1'
  expect(`request ${id}, 4210 rows`.replaceAll(requestId, '')).toMatch(seen('4210'))
  expect(id.replaceAll(requestId, '')).toBe('')
})

describe('nothing of the data is said', () => {
  test.each([
    [
      'a release',
      'canary.yaml',
      [
        '--stats',
        'count(), units(), count(pay), sum(pay), mean(pay), variance(pay), sd(pay), histogram(town), histogram(pay, edges=0:100000:10000)',
      ],
    ],
    ['with units', 'unit.yaml', ['--stats', 'count(), units(), mean(pay)', '--group-by', 'town']],
    ['with a public size', 'public.yaml', ['--stats', 'mean(pay), sum(pay), histogram(town)']],
    ['an explanation', 'unit.yaml', ['--stats', 'count(), mean(pay)', '--explain']],
    ['a missing column', 'wrong.yaml', ['--stats', 'count()']],
    ['a column that cannot be read', 'number.yaml', ['--stats', 'mean(town)']],
    ['a wrong question', 'canary.yaml', ['--stats', 'mean(town)']],
    ['an unknown category', 'canary.yaml', ['--stats', 'histogram(pid)']],
  ])('%s', async (_, schema, argv) => {
    const certificate = place.path('canary.json')
    for (const more of [[], ['--json'], ['--certificate', certificate]]) {
      const { out, err } = await runCli(
        [
          'release',
          place.path('canary.csv'),
          '--schema',
          place.path(schema),
          '--epsilon',
          '1e-10',
          ...argv,
          ...more,
        ],
        { watched: true },
      )
      const written =
        more.includes('--certificate') && out !== '' && !argv.includes('--explain')
          ? readFileSync(certificate, 'utf8')
          : ''
      expect(out + err).not.toBe('')
      const said = `${out}${err}${written}`.replaceAll(place.folder, '').replaceAll(requestId, '')
      for (const canary of canaries) expect(said).not.toMatch(seen(canary))
    }
  })

  test('a failure is the same line whatever is in the file', async () => {
    const say = async (text: string): Promise<string> => {
      place.write('broken.csv', text)
      const { err } = await runCli([
        'release',
        place.path('broken.csv'),
        '--schema',
        place.path('canary.yaml'),
        '--stats',
        'count()',
        '--epsilon',
        '1',
      ])
      return err
    }
    expect(await say('pid,pay\n1,2\n')).toBe(await say('pid,pay\nunit-of-zanzibar,zanzibar\n4,5\n'))
  })
})
