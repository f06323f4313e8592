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
    expect(out).toContain(
      'epsilon 1.667, delta 1e-9 for all groups together, with the choice of its keys',
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
    const { answers } = JSON.parse((await release('--json', '--stats', 'count()', ...byTown)).out)
    const towns = answers['count()'].rows.map(({ keys }: { keys: object }) => keys)
    expect(towns).toEqual([{ town: 'Bonn' }, { town: 'Ulm' }, { town: 'Åre' }])
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
