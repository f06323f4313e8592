import { copyFileSync, existsSync, rmSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Ran, runCli, type Workplace, workplace } from '../testing.ts'

let place: Workplace
beforeEach(() => {
  place = workplace()
})
afterEach(() => place.remove())

const release = (...more: string[]): Promise<Ran> =>
  runCli([
    'release',
    place.path('people.csv'),
    '--schema',
    place.path('people.yaml'),
    '--stats',
    'mean(age)',
    ...more,
  ])
const ledger = (...words: string[]): Promise<Ran> => runCli(['ledger', ...words])
const spent = async (file = place.path('people.ledger')): Promise<unknown> =>
  JSON.parse((await ledger('show', file, '--json')).out).lineages[0].spent

describe('a release with a ledger', () => {
  test('counts for itself alone, and makes no file, unless --budget is said', async () => {
    const { code, out } = await release('--epsilon', '1')
    expect(code).toBe(0)
    expect(out).toContain('Earlier runs are not counted')
    expect(existsSync(place.path('people.ledger'))).toBe(false)
  })

  test('holds a budget over runs, by --budget of the first; refuses what is too much, with the way out', async () => {
    const first = await release('--epsilon', '1', '--budget', '2.5')
    expect([first.code, first.err]).toEqual([0, ''])
    const words = first.out.replace(/\s+/g, ' ')
    expect(words).toContain(`epsilon 1; epsilon 1.5 is left of the budget in`)
    expect(words).toContain('over all runs; what is spent elsewhere')
    const second = JSON.parse((await release('--epsilon', '1', '--json')).out)
    expect(second.remaining).toEqual({ epsilon: 0.5 })
    expect(second.ledger).toBe(place.path('people.ledger'))
    const third = await release('--epsilon', '1')
    expect(third.code).toBe(1)
    expect(third.out).toBe('')
    expect(third.err).toMatch(
      /has epsilon 0.5 left, epsilon 1 is asked \(over all runs, by .*people.ledger\)/,
    )
    expect(third.err).toContain('dither ledger renew')
    expect((await release('--epsilon', '0.5', '--budget', '2.5')).code).toBe(0)
    expect(await spent()).toEqual({ epsilon: 2.5 })
  })

  test('refuses another --budget than the first, with the way out', async () => {
    await release('--epsilon', '1', '--budget', '2')
    for (const budget of ['3', '2, 1e-6', 'rho 2']) {
      const { code, err } = await release('--epsilon', '0.1', '--budget', budget)
      expect(code).toBe(2)
      expect(err).toContain('was fixed by the first run. Leave out --budget')
    }
    expect((await release('--rho', '0.1')).err).toContain('Say --epsilon alone')
    expect((await release('--epsilon', '1', '--budget', 'much')).err).toContain('As in 3')
    expect(await spent()).toEqual({ epsilon: 1 })
  })

  test('is named by --ledger, which must have a budget', async () => {
    const other = place.path('other.ledger')
    const none = await release('--epsilon', '1', '--ledger', other)
    expect([none.code, existsSync(other)]).toEqual([2, false])
    expect(none.err).toContain('Say what may be spent over all runs, as in --budget 3')
    expect((await release('--epsilon', '1', '--ledger', other, '--budget', '1, 1e-6')).code).toBe(0)
    expect(await spent(other)).toEqual({ epsilon: 1, delta: 0 })
    const data = await release('--epsilon', '1', '--ledger', place.path('people.csv'))
    expect(data.code).toBe(2)
    expect(data.err).toContain('no ledger')
  })

  test('explains by what is left, and changes nothing', async () => {
    await release('--epsilon', '1', '--budget', '1.5')
    const { code, out } = await release('--epsilon', '1', '--explain')
    expect(code).toBe(1)
    expect(out).toContain('0.5')
    expect(await spent()).toEqual({ epsilon: 1 })
  })

  test('keeps the limit of the run: budgets of statistics beyond --epsilon are refused, and nothing is charged', async () => {
    const asked = [
      'release',
      place.path('people.csv'),
      '--schema',
      place.path('people.yaml'),
      '--stats',
      'mean(age, epsilon=0.5), count(epsilon=0.6)',
      '--epsilon',
      '1',
      '--budget',
      '5',
    ]
    expect((await runCli(asked)).code).toBe(1)
    expect(await spent()).toEqual({ epsilon: 0 })
  })

  test('counts by analyst, within the cap of each', async () => {
    const file = place.path('people.ledger')
    await ledger('create', file, 'people', '--budget', '2', '--renewal-days', '30')
    await ledger('cap', file, 'people', '--analyst', 'ann', '--budget', '0.5')
    expect((await release('--epsilon', '0.5', '--analyst', 'ann')).code).toBe(0)
    const more = await release('--epsilon', '0.1', '--analyst', 'ann')
    expect(more.code).toBe(1)
    expect(more.err).toContain('budget of analyst ann')
    expect((await release('--epsilon', '1.5', '--analyst', 'bob')).code).toBe(0)
    const { out } = await ledger('show', file)
    expect(out).toContain('budget     epsilon 2, anew every 30 days')
    expect(out).toContain('analyst ann: spent epsilon 0.5 of epsilon 0.5')
    expect(out).toContain('analyst bob: spent epsilon 1.5')
  })

  test('notices a ledger from a backup by its kept head, until the owner accepts it', async () => {
    const [file, head] = [place.path('people.ledger'), place.path('kept.head')]
    await release('--epsilon', '1', '--budget', '5', '--head', head)
    copyFileSync(file, place.path('backup'))
    await release('--epsilon', '1', '--head', head)
    for (const beside of ['', '-wal', '-shm']) rmSync(`${file}${beside}`, { force: true })
    copyFileSync(place.path('backup'), file)
    const refused = await release('--epsilon', '1', '--head', head)
    expect(refused.code).toBe(2)
    expect(refused.err).toContain('rolled back')
    expect(refused.err).toContain('dither ledger accept')
    expect((await ledger('verify', file, '--head', head)).code).toBe(1)
    expect((await ledger('accept', file, head)).out).toContain('epoch 1')
    expect(await spent()).toEqual({ epsilon: 3 })
    expect((await release('--epsilon', '1', '--head', head)).code).toBe(0)
  })
})

describe('dither ledger', () => {
  test('shows, verifies, prices and renews', async () => {
    await release('--epsilon', '1', '--budget', '2')
    await release('--epsilon', '1')
    const file = place.path('people.ledger')
    expect((await ledger('show', file)).out).toMatch(
      /^people\n {2}budget {5}epsilon 2\n {2}spent {6}epsilon 2\n/,
    )
    expect((await ledger('verify', file)).out).toContain('all 3 records are as they were written')
    expect((await ledger('price', file, 'people', '--measure', 'zcdp')).out).toBe(
      'people: charged epsilon 2 in all; priced together rho 1\n',
    )
    expect((await ledger('renew', file, 'people')).out).toContain('lifetime   epsilon 2')
    expect((await release('--epsilon', '2')).code).toBe(0)
    expect((await ledger('show', file, 'people')).out).toContain(
      'spent      epsilon 2, in period 1',
    )
    expect((await ledger('show', file, 'pets')).code).toBe(2)
    const missing = await ledger('show', place.path('no.ledger'))
    expect([missing.code, existsSync(place.path('no.ledger'))]).toEqual([2, false])
  })

  test('exports, and imports into a new ledger', async () => {
    await release('--epsilon', '1', '--budget', '2')
    const file = place.path('people.ledger')
    const exported = place.write('export.jsonl', (await ledger('export', file)).out)
    const moved = place.path('moved.ledger')
    expect((await ledger('import', moved, exported)).out).toContain('imported people')
    expect((await ledger('verify', moved)).code).toBe(0)
    expect(await spent(moved)).toEqual({ epsilon: 1 })
    expect((await ledger('import', moved, exported)).code).toBe(2)
    expect((await ledger('--help')).out).toContain('Records are only added')
  })
})
