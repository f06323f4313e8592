/** What a role that charges may do, and what nobody may. */
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { charge, endOf, epsilonOf, request } from '../conformance/place.ts'
import { startPostgres } from '../conformance/testing.ts'
import { openLedger } from '../open-ledger.ts'
import { postgresGrants, postgresMigration } from './migration.ts'
import { openPostgres } from './open-postgres.ts'
import { sqlState } from './postgres-error.ts'

const started = await startPostgres()
const missing = 'missing' in started ? started.missing : undefined
const server = 'missing' in started ? undefined : started
afterAll(() => server?.stop())

const address = (role = 'owner'): string => server?.address('postgres', role) ?? ''

/** How statements of a role end: each state, or "done". */
async function statesOf(role: string, ...statements: readonly string[]): Promise<string[]> {
  const client = new pg.Client(address(role))
  await client.connect()
  const states: string[] = []
  for (const text of statements)
    try {
      await client.query(text)
      states.push('done')
    } catch (error) {
      states.push(sqlState(error))
    }
  await client.end()
  return states
}

const tables = ['ledger', 'lineage', 'account', 'record', 'events', 'tally', 'request']
const columns = ['epoch', 'period', 'period', 'text', 'text', 'times', 'content']
const changes = tables.flatMap((table, i) => [
  `UPDATE dither_ledger.${table} SET ${columns[i]} = ${columns[i]}`,
  `DELETE FROM dither_ledger.${table}`,
  `TRUNCATE dither_ledger.${table} CASCADE`,
  `INSERT INTO dither_ledger.${table} SELECT * FROM dither_ledger.${table}`,
])

describe.skipIf(missing)(`roles of PostgreSQL${missing ? ` (not run: ${missing})` : ''}`, () => {
  beforeAll(async () => {
    await server?.sql(
      'CREATE ROLE charger LOGIN; CREATE ROLE further LOGIN; CREATE ROLE other LOGIN',
    )
    await server?.sql(postgresMigration({ charger: 'charger' }))
    const owner = await openLedger(address(), { mustExist: true })
    await owner.create('people', { epsilon: 1 })
    await owner.create('weekly', { epsilon: 1, renewalDays: 7 })
    await owner.as({ analyst: 'ann' }).charge(request('first', charge('people', '0.1')))
    await owner.close()
  })

  it('let a role charge and read, and nothing else', async () => {
    const ledger = await openLedger(address('charger'))
    const ann = ledger.as({ analyst: 'ann' })
    expect(await endOf(ann.charge(request('a', charge('people', '0.1'))))).toBe('done')
    expect((await ann.charge(request('a', charge('people', '0.1')))).repeated).toBe(true)
    expect((await ledger.verify()).faults).toEqual([])
    for (const act of [
      () => ledger.create('more', { epsilon: 1 }),
      () => ledger.setCap('people', { analyst: 'ann' }, 'none'),
      () => ledger.renew('people'),
      async () => ledger.accept(await ledger.head()),
    ])
      expect(await endOf(act())).toBe('unreadable_source')
    await ledger.close()
    expect(new Set(await statesOf('charger', ...changes))).toEqual(new Set(['42501']))
    const called = ["act('[]')", "charge_part('{}', '{}', 0)", "next_hash('', '')"]
    expect(
      await statesOf('charger', ...called.map((call) => `SELECT dither_ledger.${call}`)),
    ).toEqual(['42501', '42501', '42501'])
    expect(await statesOf('charger', 'CREATE TABLE dither_ledger.mine ()')).toEqual(['42501'])
  })

  it('let nobody else in, until the owner grants it', async () => {
    for (const role of ['other', 'further'])
      expect(await endOf(openPostgres(address(role)))).toBe('unreadable_source')
    await server?.sql(postgresGrants('further'))
    const store = await openPostgres(address('further'))
    expect(await store.datasets()).toContain('people')
    await store.close()
  })

  it('let no owner change or delete what was recorded, and tell when the triggers are gone', async () => {
    const kept = changes.filter((text) =>
      /(UPDATE|FROM|TRUNCATE) .*(record|events|request)/.test(text),
    )
    const refused = kept.filter((text) => !text.startsWith('INSERT'))
    expect(refused).toHaveLength(9)
    expect(new Set(await statesOf('owner', ...refused))).toEqual(new Set(['DL004']))
    const store = await openPostgres(address())
    await server?.sql('ALTER TABLE dither_ledger.record DISABLE TRIGGER only_added_to')
    expect(await store.faults()).toHaveLength(1)
    await server?.sql('ALTER TABLE dither_ledger.record ENABLE TRIGGER only_added_to')
    expect(await store.faults()).toEqual([])
    await store.close()
  })

  it('find what an owner changed all the same', async () => {
    const ledger = await openLedger(address())
    for (const change of [
      'UPDATE dither_ledger.lineage SET spent_main = 0',
      "UPDATE dither_ledger.account SET spent_main = 0 WHERE scope = 'analyst ann'",
    ]) {
      await server?.sql(`CREATE TABLE held AS SELECT * FROM dither_ledger.lineage;
        CREATE TABLE held_account AS SELECT * FROM dither_ledger.account; ${change}`)
      expect((await ledger.verify()).ok).toBe(false)
      await server?.sql(`UPDATE dither_ledger.lineage AS l SET spent_main = held.spent_main
          FROM held WHERE held.dataset = l.dataset;
        UPDATE dither_ledger.account AS a SET spent_main = h.spent_main
          FROM held_account AS h WHERE (h.dataset, h.scope) = (a.dataset, a.scope);
        DROP TABLE held, held_account`)
      expect((await ledger.verify()).ok).toBe(true)
    }
    await ledger.close()
  })

  it('believe no role what a charge comes to: no refund, no other record, no early period', async () => {
    const ledger = await openLedger(address('charger'))
    const { store } = ledger
    const spent = epsilonOf((await ledger.read('people')).spent)
    const [, first] = await store.records('people', 0, 2)
    if (first === undefined) throw new RangeError('no record')
    const before = await store.request('first')
    const [events] = await store.events([JSON.parse(first.text).events])
    if (before === undefined || events === undefined) throw new RangeError('no request')
    const ask = async (change: (text: string) => string, text = events.text): Promise<string> => {
      const spend = {
        dataset: 'people',
        scopes: [],
        period: 0,
        amount: { main: 0n, delta: 0n },
        unit: 'row',
        text: change(first.text.replaceAll('"first"', '"forged"')),
        events: { digest: '', text },
      }
      const forged = { ...before, id: 'forged' }
      return await endOf(
        store.spend(forged, [spend]).then((outcome) => expect(outcome).toBe('done')),
      )
    }
    const forgeries: readonly ((text: string) => string)[] = [
      (text) => text.replace('"main":"1', '"main":"-1'),
      (text) => text.replace('"main":"1', '"main":"0.1'),
      (text) => text.replace('"main":"100000000000"', '"main":null'),
      (text) => text.replace('"kind":"charge"', '"kind":"renew"'),
      (text) => text.replace('"parts":1', '"parts":2'),
      (text) => text.replace('"part":0', '"part":1'),
      (text) => text.replace('"content":"', '"content":"0'),
      (text) => text.replace('"forged"', '"another"'),
      (text) => text.replace('"period":0', '"period":-1'),
      (text) => text.replace('"events":"', '"events":"0'),
      (text) => text.replace('"version":1', '"version":2'),
      () => '{}',
      () => 'null',
    ]
    for (const forge of forgeries) {
      expect(forge(first.text.replaceAll('"first"', '"forged"'))).not.toBe(first.text)
      expect(await ask(forge)).toMatch(/^(unreadable_source|engine_failed)$/)
    }
    expect(await ask((text) => text, '[]')).toBe('unreadable_source')
    // A period of one's own would be a budget of one's own.
    expect(await ask((text) => text.replace('"period":0', '"period":1'))).toBe('engine_failed')
    expect(await store.request('forged')).toBeUndefined()
    expect(epsilonOf((await ledger.read('people')).spent)).toBe(spent)
    expect((await ledger.verify()).faults).toEqual([])
    await ledger.close()
  })

  it('begin a period by the clock of the server alone', async () => {
    const ahead = await openLedger(address('charger'), { now: () => Date.now() + 8 * 86_400_000 })
    expect(await endOf(ahead.charge(request('early', charge('weekly', '0.1'))))).toBe(
      'engine_failed',
    )
    await ahead.close()
    const right = await openLedger(address('charger'))
    expect(await endOf(right.charge(request('early', charge('weekly', '0.1'))))).toBe('done')
    await right.close()
  })

  it('cannot choose to lose what was told: the commit waits for the disk', async () => {
    const client = new pg.Client(address('charger'))
    await client.connect()
    await client.query('SET synchronous_commit = off')
    await client.query('BEGIN')
    await client.query("SELECT dither_ledger.charge('[]')")
    expect((await client.query('SHOW synchronous_commit')).rows[0]).toEqual({
      synchronous_commit: 'on',
    })
    await client.query('ROLLBACK')
    await client.end()
  })

  it('are told in constant words: no address, no name, no text of the server', async () => {
    const said: string[] = []
    for (const wrong of [
      'postgres://charger:hunter2@127.0.0.1:1/secrets',
      `${address('nobody_there')}&password=hunter2`,
      address('other'),
    ])
      await openPostgres(wrong).catch((error: unknown) => said.push(String(error)))
    expect(said).toHaveLength(3)
    for (const text of said) expect(text).not.toMatch(/hunter2|secrets|nobody_there|127\.0|tmp/)
    expect(said.join()).toMatch(/cannot be reached.*refuses the connection.*does not let this role/)
  })

  it('try again what others undid, a bounded number of times', async () => {
    const schema = 'undone'
    const ledger = await openLedger(address(), { schema })
    await ledger.create('people', { epsilon: 1 })
    const failing = (times: number): string => `DROP SEQUENCE IF EXISTS undone.tries;
      CREATE SEQUENCE undone.tries;
      CREATE OR REPLACE FUNCTION undone.refuse_first() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF nextval('undone.tries') <= ${times} THEN RAISE EXCEPTION USING ERRCODE = '40001'; END IF;
        RETURN NEW; END $$`
    await server?.sql(failing(3))
    await server?.sql(`CREATE TRIGGER refuse_first BEFORE INSERT ON undone.record
      FOR EACH ROW EXECUTE FUNCTION undone.refuse_first()`)
    expect(await endOf(ledger.charge(request('a', charge('people', '0.4'))))).toBe('done')
    await server?.sql(failing(1000))
    expect(await endOf(ledger.charge(request('b', charge('people', '0.4'))))).toBe('engine_failed')
    await server?.sql(failing(0))
    expect(await endOf(ledger.charge(request('b', charge('people', '0.4'))))).toBe('done')
    expect(epsilonOf((await ledger.read('people')).spent)).toBe('0.8')
    await ledger.close()
  })

  it('ask again after a connection was cut while it charged', async () => {
    const ledger = await openLedger(address('charger'))
    const before = epsilonOf((await ledger.read('people')).spent)
    const client = new pg.Client(address())
    await client.connect()
    await client.query(
      "BEGIN; SELECT FROM dither_ledger.lineage WHERE dataset = 'people' FOR UPDATE",
    )
    const cut = endOf(ledger.charge(request('cut', charge('people', '0.1'))))
    const waiting = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE usename = 'charger' AND wait_event_type = 'Lock'`
    while ((await client.query(waiting)).rows.length === 0)
      await new Promise((next) => setTimeout(next, 5))
    expect(await cut).toBe('engine_failed')
    await client.query('ROLLBACK')
    await client.end()
    expect(epsilonOf((await ledger.read('people')).spent)).toBe(before)
    const asked = request('cut', charge('people', '0.1'))
    expect((await ledger.charge(asked)).repeated).toBe(false)
    expect((await ledger.charge(asked)).repeated).toBe(true)
    await ledger.close()
  })
})
