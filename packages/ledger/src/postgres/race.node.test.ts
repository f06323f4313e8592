/** Connections that race for one budget, clients that die, and a server that dies. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { charge, endOf, epsilonOf, request } from '../conformance/place.ts'
import { startPostgres } from '../conformance/testing.ts'
import type { Ledger } from '../ledger.ts'
import { openLedger } from '../open-ledger.ts'
import { postgresMigration } from './migration.ts'

const started = await startPostgres()
const missing = 'missing' in started ? started.missing : undefined
const server = 'missing' in started ? undefined : started
afterAll(() => server?.stop())

const address = (database = 'postgres', role = 'owner'): string =>
  server?.address(database, role) ?? ''

/** Takes 3 of 100, 64 times, over 32 connections at once; tells how many did. */
async function race(schema: string): Promise<number> {
  const owner = await openLedger(address(), { schema })
  await owner.create('people', { epsilon: 100 })
  const ledgers = await Promise.all(
    Array.from({ length: 32 }, () => openLedger(address(), { schema, connections: 1 })),
  )
  const ends = await Promise.all(
    ledgers.flatMap((ledger, c) =>
      [0, 1].map(async (i) => {
        await ledger.show('people')
        return await endOf(ledger.charge(request(`${c} ${i}`, charge('people', '3'))))
      }),
    ),
  )
  const done = ends.filter((end) => end === 'done').length
  expect(ends.filter((end) => end === 'budget_exceeded')).toHaveLength(64 - done)
  const found = await owner.store.lineage('people')
  expect(found?.state.spent.main).toBe(BigInt(3 * done) * 10n ** 12n)
  expect((await owner.verify()).ok).toBe(done === 33)
  for (const ledger of [owner, ...ledgers]) await ledger.close()
  return done
}

/** What was charged, by its id; each once. */
async function chargedIn(ledger: Ledger): Promise<ReadonlySet<string>> {
  const found = new Set<string>()
  for await (const { record } of ledger.history('people'))
    if (record.kind === 'charge') {
      expect(found.has(record.requestId)).toBe(false)
      found.add(record.requestId)
    }
  expect(epsilonOf((await ledger.read('people')).spent)).toBe(String(3 * found.size))
  expect((await ledger.verify()).faults).toEqual([])
  return found
}

const title = `PostgreSQL${missing ? ` (not run: ${missing})` : ''}`

describe.skipIf(missing)(`a race for one budget in ${title}`, () => {
  it('of 32 connections: exactly what fits is charged', async () => {
    expect(await race('race')).toBe(33)
  })

  it('is lost by a twin whose server does not look at the cap', async () => {
    const twin = postgresMigration({ schema: 'twin' })
      .replaceAll(/\+ (main|delta) <= l\.cap_(main|delta)/g, '>= 0')
      .replaceAll(/BETWEEN 0 AND cap_(main|delta)/g, '>= 0')
    await server?.sql(twin)
    expect(await race('twin')).toBeGreaterThan(33)
  })

  it('of connections that charge two lineages in either order: all or nothing, and none waits for ever', async () => {
    const schema = 'crossed'
    const ledgers = await Promise.all(
      Array.from({ length: 8 }, () => openLedger(address(), { schema, connections: 1 })),
    )
    const owner = await openLedger(address(), { schema })
    await owner.create('people', { epsilon: 10 })
    await owner.create('shops', { epsilon: 100 })
    const parts = [charge('people', '1'), charge('shops', '1')]
    const ends = await Promise.all(
      ledgers.flatMap((ledger, c) =>
        [parts, parts.toReversed()].map((both, i) =>
          endOf(ledger.charge(request(`${c} ${i}`, ...both))),
        ),
      ),
    )
    expect(ends.filter((end) => end === 'done')).toHaveLength(10)
    for (const dataset of ['people', 'shops'])
      expect(epsilonOf((await owner.read(dataset)).spent)).toBe('10')
    for (const ledger of [owner, ...ledgers]) await ledger.close()
  })
})

describe.skipIf(missing)(`what is killed, with ${title}`, () => {
  it('a client at four random points: no charge that was told is lost, and none is double', async () => {
    const owner = await openLedger(address())
    await owner.create('people', { epsilon: 900_000 })
    const point = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 5 }))
    const points = fc.sample(fc.noBias(point), { numRuns: 4, seed: 6 })
    const told: string[] = []
    const killed = async ([after, wait]: readonly [number, number], i: number): Promise<void> => {
      for (const id of await charging(`k${i}`, after, wait)) told.push(id)
    }
    await Promise.all(points.slice(0, 2).map(killed))
    await Promise.all(points.slice(2).map((one, i) => killed(one, 2 + i)))
    expect(told.length).toBeGreaterThan(4)
    const charged = await chargedIn(owner)
    expect(told.filter((id) => !charged.has(id))).toEqual([])
    const [id = ''] = [...charged].filter((one) => !told.includes(one)).concat(told)
    expect((await owner.charge(request(id, charge('people', '3')))).repeated).toBe(true)
    await owner.close()
  })

  it('the server: no charge that was told is lost, what is in doubt is asked again, and none is double', async () => {
    await server?.sql('CREATE DATABASE killed')
    const owner = await openLedger(address('killed'))
    await owner.create('people', { epsilon: 900_000 })
    const ledgers = await Promise.all(
      Array.from({ length: 4 }, () => openLedger(address('killed'))),
    )
    const [told, asked] = [new Set<string>(), new Set<string>()]
    let doubts = 0
    const work = ledgers.map(async (ledger, c) => {
      for (let i = 0; ; i++) {
        const id = `${c} ${i}`
        asked.add(id)
        const end = await endOf(ledger.charge(request(id, charge('people', '3'))))
        if (end !== 'done') {
          expect(end).toBe('engine_failed')
          doubts++
          return
        }
        told.add(id)
        if (told.size === 40) void server?.kill()
      }
    })
    await Promise.all(work)
    expect(doubts).toBe(4)
    await server?.start()
    const before = await chargedIn(owner)
    expect([...told].filter((id) => !before.has(id))).toEqual([])
    for (const id of asked) {
      const receipt = await owner.charge(request(id, charge('people', '3')))
      expect(receipt.repeated).toBe(before.has(id))
    }
    expect(await chargedIn(owner)).toEqual(asked)
    for (const ledger of [owner, ...ledgers]) await ledger.close()
  })
})

/** Charges in a process of its own, which is killed some lines later; the ids that it was told of. */
function charging(name: string, after: number, wait: number): Promise<readonly string[]> {
  const charger = join(import.meta.dirname, '..', 'sqlite', 'charger.ts')
  const args = ['--conditions=@dither/source', '--import', 'tsx', charger]
  const child = spawn(process.execPath, [...args, address(), '100000', 'many', name], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  child.stdout.on('data', (piece: Buffer) => {
    text += piece.toString()
    if (text.split('\n').length > after) setTimeout(() => child.kill('SIGKILL'), wait)
  })
  return new Promise((resolve) =>
    child.on('close', () => {
      const lines = text.split('\n').slice(0, -1)
      resolve(
        lines.filter((line) => line.startsWith('done ')).map((line) => line.slice('done '.length)),
      )
    }),
  )
}
