import { existsSync, readdirSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { peopleYaml, type Ran, runCli, type Workplace, workplace } from '../testing.ts'

let place: Workplace
beforeAll(() => {
  place = workplace()
})
afterAll(() => place.remove())

const prepare = (...more: string[]): Promise<Ran> =>
  runCli(['prepare', place.path('people.csv'), '--schema', place.path('people.yaml'), ...more])

const release = (file: string, schema = 'people.yaml'): Promise<Ran> =>
  runCli([
    'release',
    place.path(file),
    '--schema',
    place.path(schema),
    '--stats',
    'count()',
    '--group-by',
    'educ',
    '--epsilon',
    '100000',
    '--json',
  ])

describe('dither prepare', () => {
  test('makes a copy beside the file that answers in its place', async () => {
    const { code, out, err } = await prepare()
    const copy = place.path('people.dither.duckdb')
    expect([code, out, err]).toEqual([
      0,
      `${copy}: a copy of the dataset people, for this schema\n`,
      '',
    ])
    // So large an epsilon that the noise is 0, but once in e^100000 releases.
    const [from, to] = [await release('people.csv'), await release('people.dither.duckdb')]
    expect([from.code, to.code, to.err]).toEqual([0, 0, ''])
    expect(JSON.parse(to.out).answers).toEqual(JSON.parse(from.out).answers)
  })

  test('says where the copy is, also as JSON, and makes it again', async () => {
    const to = place.path('other.dither.duckdb')
    for (const _ of [1, 2]) {
      const { code, out } = await prepare('-o', to, '--json')
      expect(code).toBe(0)
      expect(JSON.parse(out)).toEqual({ prepared: to, dataset: 'people' })
    }
  })

  test('a changed schema is told, with the way to prepare again, and nothing is charged', async () => {
    const to = place.path('stale.dither.duckdb')
    await prepare('-o', to)
    place.write('changed.yaml', peopleYaml.replace('upper: 100000', 'upper: 90000'))
    const { code, err } = await release('stale.dither.duckdb', 'changed.yaml')
    expect(code).toBe(2)
    expect(JSON.parse(err)).toMatchObject({
      error: { code: 'unreadable_source', message: expect.stringContaining('dither prepare FILE') },
    })
  })

  test('never writes over what is no prepared copy', async () => {
    for (const name of ['people.csv', 'people.yaml', 'folder']) {
      const { code, err } = await prepare('-o', place.path(name))
      expect([name, code]).toEqual([name, 2])
      expect(err).toMatch(/Choose another place/)
    }
  })

  test('an early Ctrl-C leaves nothing', async () => {
    const stop = new AbortController()
    stop.abort()
    const { code, err } = await runCli(
      [
        'prepare',
        place.path('people.csv'),
        '--schema',
        place.path('people.yaml'),
        '-o',
        place.path('never.duckdb'),
      ],
      { signal: stop.signal },
    )
    expect([code, err]).toEqual([130, expect.stringContaining('stopped')])
    expect(existsSync(place.path('never.duckdb'))).toBe(false)
    expect(readdirSync(place.folder).filter((name) => name.includes('.part'))).toEqual([])
  })

  test('shows how far it is when it is asked to', async () => {
    place.write('long.csv', `age,income,educ,married\n${'40,1000,low,true\n'.repeat(400_000)}`)
    const { code, err } = await runCli([
      'prepare',
      place.path('long.csv'),
      '--schema',
      place.path('people.yaml'),
      '--progress',
      'always',
    ])
    expect(code).toBe(0)
    expect(err).toMatch(/^(\rdither: preparing \d+ %)+\n$/)
  })

  test('--help says what a copy is', async () => {
    const { out } = await runCli(['prepare', '--help'])
    for (const part of ['stale', 'version of the data', 'same budget', 'Ctrl-C leaves nothing'])
      expect(out.replace(/\s+/g, ' ')).toContain(part)
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(96)
  })
})
