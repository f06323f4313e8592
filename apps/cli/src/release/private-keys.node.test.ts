/** --private-keys: groups that no schema lists, out of a file. */
import { readFileSync } from 'node:fs'
import { verifyCertificate } from '@dither/query/verify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Ran, runCli, type Workplace, workplace } from '../testing.ts'

const canary = 'Canary-on-the-Wold'
let place: Workplace
beforeAll(() => {
  place = workplace()
  const towns = ['Ulm', 'Bonn', 'Åre']
  const lines = Array.from({ length: 900 }, (_, i) => `u${i},${i % 90},${towns[i % 3]}`)
  place.write('towns.csv', `${['pid,age,town', ...lines, `x,1,${canary}`, 'y,2,'].join('\n')}\n`)
  place.write(
    'towns.yaml',
    `version: 1
dataset: towns
privacyUnit: { column: pid, maxRows: 1, maxGroups: 1 }
columns:
  pid: { type: text }
  age: { type: integer, lower: 0, upper: 100 }
  town: { type: text, nullable: true }
`,
  )
})
afterAll(() => place.remove())

const release = (...more: string[]): Promise<Ran> =>
  runCli(['release', place.path('towns.csv'), '--schema', place.path('towns.yaml'), ...more])
const byTown = ['--group-by', 'town', '--private-keys', '--epsilon', '3', '--delta', '1e-9']

describe('dither release --private-keys', () => {
  test('answers the keys that enough people have, for the budget of the run and no more', async () => {
    const proof = place.path('proof.json')
    const asked = ['--stats', 'count(), mean(age, weight=2)', ...byTown]
    const { code, out, err } = await release(...asked, '--certificate', proof)
    expect([code, err]).toEqual([0, ''])
    expect(out).toMatch(/Bonn +\d+ .*\n +Ulm +\d+ .*\n +Åre +\d+ /)
    expect(out).toContain('count() in each group   epsilon 0.6667 for all groups together')
    expect(out).toContain('mean(age) in each group   epsilon 1.333 for all groups together')
    expect(out.match(/choice of keys .*/g)).toEqual([
      'choice of keys   epsilon 1, delta 1e-9, once',
    ])
    expect(out.replace(/\s+/g, ' ')).toContain(
      'keys values of town with few people are not shown: one needs about 21 people to show half the time, 25 nearly always; rows without one are left out',
    )
    expect(out).toContain('cost   epsilon 3, delta 1e-9; nothing is left')
    expect(out).not.toContain('Canary')
    const text = readFileSync(proof, 'utf8')
    expect(verifyCertificate(text)).toEqual({ valid: true, faults: [] })
    expect(text).not.toContain('Canary')
  })

  test('lists them as CSV and as JSON', async () => {
    const csv = await release('--csv', '--stats', 'count()', ...byTown)
    expect(csv.out).toMatch(/^answer,town,entry,value,low,high\ncount\(\),Bonn,,\d+,/)
    expect(csv.err).toMatch(
      /^dither: values of town with few people are not shown: .* nearly always/m,
    )
    const { answers } = JSON.parse((await release('--json', '--stats', 'count()', ...byTown)).out)
    const towns = answers['count()'].rows.map(({ keys }: { keys: object }) => keys)
    expect(towns).toEqual([{ town: 'Bonn' }, { town: 'Ulm' }, { town: 'Åre' }])
    expect(answers['count()'].chosenKeys).toEqual({
      names: ['town'],
      halfOfTheTime: 15,
      nearlyAlways: 17,
      cost: { epsilon: 1.5, delta: 1e-9 },
      ownCost: { epsilon: 1.5 },
    })
  })

  test('draws what it prints: costs in the same digits, errors of each value alone', async () => {
    const svg = place.path('towns.svg')
    const asked = ['--stats', 'count(), mean(age)', ...byTown, '--epsilon', '1', '--svg', svg]
    const { out } = await release(...asked)
    const drawn = readFileSync(svg, 'utf8').replace(/<\/text>\s*<text[^>]*>/g, ' ')
    const errors = [...out.matchAll(/^ {2}(?:Bonn|Ulm|Åre) +([\d.]+) +(± [\d.]+)/gm)]
    expect(errors).toHaveLength(6)
    for (const [, value, error] of errors) expect(drawn).toContain(`${value} ${error}`)
    expect(out.match(/epsilon 0.3333/g)).toHaveLength(3)
    expect(drawn.match(/epsilon 0.3333/g)).toHaveLength(3)
    expect(drawn).not.toMatch(/0\.\d{6}/)
    expect(drawn).toContain('for each value alone')
    expect(drawn).toContain('values of town with few people are not shown')
  })

  test('prints a screenful of groups and counts the others, which --csv has', async () => {
    const lines = Array.from({ length: 4800 }, (_, i) => `u${i},1,t${i % 80}`)
    const towns = place.write('many.csv', `${['pid,age,town', ...lines].join('\n')}\n`)
    const asked = ['release', towns, '--schema', place.path('towns.yaml'), ...byTown]
    const { out } = await runCli([...asked, '--stats', 'count()'])
    expect(out.match(/^ {2}t\d+ /gm)).toHaveLength(50)
    expect(out).toContain('\n  and 30 more: --csv has all\n')
    const csv = await runCli([...asked, '--stats', 'count()', '--csv'])
    expect(csv.out.split('\n')).toHaveLength(82)
  })

  test('takes a large delta only where it is said to be meant', async () => {
    const asked = ['--stats', 'count()', ...byTown, '--delta', '0.5']
    const { code, out, err } = await release(...asked)
    expect([code, out]).toEqual([2, ''])
    expect(err).toMatch(/--delta is .*0\.5.*at most 1\/1000.*--allow-large-delta/)
    expect((await release(...asked, '--allow-large-delta')).code).toBe(0)
    const alone = await release('--stats', 'count()', '--epsilon', '1', '--allow-large-delta')
    expect(alone.err).toContain('--allow-large-delta stands without --private-keys')
  })

  test('is refused for values that the schema lists, which cost nothing', async () => {
    const text = readFileSync(place.path('towns.yaml'), 'utf8')
    const listed = text.replace('town: { type: text', 'town: { type: category, categories: [Ulm]')
    const schema = place.write('listed.yaml', listed)
    const csv = place.path('towns.csv')
    const asked = ['release', csv, '--schema', schema, '--stats', 'count()', ...byTown]
    const { code, err } = await runCli(asked)
    expect(code).toBe(2)
    expect(err).toMatch(
      /values of town are listed, and said to be private\. Leave out --private-keys/,
    )
  })

  test('says where no key has enough people', async () => {
    const few = ['--group-by', 'pid', '--private-keys', '--epsilon', '3', '--delta', '1e-9']
    const { code, out } = await release('--stats', 'count()', ...few)
    expect(code).toBe(0)
    expect(out).toContain('no key that enough people have')
  })

  test('explains how many units a key needs, from the schema alone', async () => {
    const { out } = await release('--explain', '--stats', 'count()', ...byTown)
    expect(out).toMatch(/keys +epsilon 1\.5, delta 1e-9 besides, once: chosen by optimal selection/)
    expect(out).toMatch(/a key of \d+ units is released half of the time/)
    expect(out).toContain('Together: epsilon 3, delta 1e-9')
  })

  test('refuses what makes no sense, with a way out', async () => {
    const stats = ['--stats', 'count()']
    for (const [asked, words] of [
      [[...stats, '--private-keys', '--epsilon', '1', '--delta', '1e-9'], /without --group-by/],
      [
        [...stats, '--group-by', 'town', '--private-keys', '--epsilon', '1'],
        /without --epsilon or --delta/,
      ],
      [
        [...stats, '--group-by', 'town', '--private-keys', '--rho', '1'],
        /without --epsilon or --delta/,
      ],
      [
        [...stats, '--group-by', 'town', '--epsilon', '1'],
        /not public.* --private-keys and --delta/,
      ],
      [[...stats, ...byTown, '--group-by', 'town=[Ulm]'], /listed, beside --private-keys/],
      [['--stats', 'count(epsilon=1)', ...byTown], /budgets of single statistics/],
      [['--stats', 'median(age)', ...byTown], /cannot be asked by private keys.* count\(\) first/],
      [
        ['--stats', 'histogram(age, edges=[0, 50, 100])', ...byTown],
        /cannot be asked by private keys/,
      ],
    ] as const) {
      const { code, out, err } = await release(...asked)
      expect([code, out]).toEqual([2, ''])
      expect(err).toMatch(words)
    }
  })
})
