/** What becomes of a ledger whose file is edited, damaged, replaced, or cannot be written. */
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DitherError } from '@dither/core'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nextHash } from '../chain.ts'
import { charge, endOf, epsilonOf, request } from '../conformance/place.ts'
import { openLedger } from '../open-ledger.ts'
import { BetterSqlite, chargerProgram, notCompiled } from './testing.ts'

const folder = mkdtempSync(join(tmpdir(), 'dither-ledger-'))
const program = chargerProgram()
afterAll(() => {
  program.remove()
  rmSync(folder, { recursive: true, force: true })
})

const whole = join(folder, 'whole.ledger')
beforeAll(async () => {
  const ledger = await openLedger(whole)
  await ledger.create('people', { epsilon: 1 })
  await ledger.create('shops', { epsilon: 1 })
  await ledger.setCap('people', { analyst: 'ann' }, { epsilon: '0.5' })
  const ann = ledger.as({ analyst: 'ann' })
  for (let i = 0; i < 20; i++)
    await ann.charge(request(`r${i}`, charge('people', `${i % 5}/1000`), charge('shops', '1/100')))
  await ledger.close()
})

/** Whoever damages a file needs a driver that lets him. */
function opened(file: string) {
  if (BetterSqlite === undefined) throw new Error(`no driver${notCompiled}`)
  return new BetterSqlite(file)
}

let copies = 0
function copy(from = whole): string {
  const to = join(folder, `copy ${copies++}.ledger`)
  copyFileSync(from, to)
  return to
}

/** Edits by SQL, with the triggers out of the way, as somebody who owns the file can. */
function edited(...statements: readonly string[]): string {
  const file = copy()
  const db = opened(file)
  db.pragma('foreign_keys = OFF')
  for (const { name } of db
    .prepare<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
    .all())
    db.exec(`DROP TRIGGER ${name}`)
  for (const statement of statements) db.exec(statement)
  db.close()
  return file
}

async function problems(file: string): Promise<readonly string[]> {
  const ledger = await openLedger(file)
  const { faults, ok } = await ledger.verify()
  await ledger.close()
  expect(ok).toBe(faults.length === 0)
  return faults.map(({ problem }) => problem)
}

const swap = (field: string): string =>
  `UPDATE record SET ${field} = (SELECT r.${field} FROM record r WHERE r.dataset = record.dataset AND r.seq = 7 - record.seq) WHERE dataset = 'shops' AND seq IN (3, 4)`

const edits: Readonly<Record<string, readonly string[]>> = {
  'an amount made smaller': [
    `UPDATE record SET text = replace(text, '"main":"10000000000"', '"main":"10"') WHERE dataset = 'shops' AND seq = 5`,
  ],
  'a record deleted': [`DELETE FROM record WHERE dataset = 'shops' AND seq = 5`],
  'the last record deleted': [`DELETE FROM record WHERE dataset = 'shops' AND seq = 20`],
  'two records in each other’s place': [swap('text')],
  'two records in each other’s place, hashes too': [swap('text'), swap('hash')],
  'a lineage deleted': [`DELETE FROM lineage WHERE dataset = 'shops'`],
  'a request deleted': [`DELETE FROM request WHERE id = 'r7'`],
  'a request that asks something else': [`UPDATE request SET content = 'x' WHERE id = 'r7'`],
  'a request added': [`INSERT INTO request VALUES ('r99', 'x', '["x"]')`],
  'events replaced': [`UPDATE events SET text = replace(text, '1/100', '1/200')`],
  'a balance made smaller': [`UPDATE lineage SET spent_main = 0 WHERE dataset = 'people'`],
  'a cap made larger': [`UPDATE lineage SET cap_main = 2 * cap_main WHERE dataset = 'people'`],
  'the cap of an analyst made larger': [`UPDATE account SET cap_main = 2 * cap_main`],
  'the account of an analyst deleted': [`DELETE FROM account`],
  'the tally made smaller': [`UPDATE tally SET times = 1`],
  'the epoch raised': ['UPDATE ledger SET epoch = 1'],
}

describe.skipIf(notCompiled)(`a ledger that was edited${notCompiled}`, () => {
  it('is right before', async () => {
    expect(await problems(copy())).toEqual([])
  })

  for (const [name, statements] of Object.entries(edits))
    it(`shows ${name}`, async () => {
      expect(await problems(edited(...statements))).not.toEqual([])
    })

  it('is only added to, by its own connections', () => {
    const db = opened(copy())
    for (const table of ['record', 'request', 'events']) {
      expect(() => db.exec(`DELETE FROM ${table}`)).toThrow('only added to')
      expect(() =>
        db.exec(`UPDATE ${table} SET ${table === 'request' ? 'id' : 'text'} = 'x'`),
      ).toThrow('only added to')
    }
    expect(() => db.exec(`UPDATE lineage SET spent_main = cap_main + 1`)).toThrow('CHECK')
    db.close()
  })

  it('shows an end that was cut off and sealed again by a kept head alone', async () => {
    const before = await openLedger(whole)
    const head = await before.head()
    await before.close()
    const backup = copy()
    const later = await openLedger(backup)
    await later.charge(request('more', charge('people', '1/10')))
    const kept = await later.head()
    await later.close()
    const restored = copy()
    expect(await endOf(openLedger(restored, { kept }))).toBe('unreadable_source')
    const same = await openLedger(restored, { kept: head })
    expect((await same.verify()).ok).toBe(true)
    expect((await same.verify(kept)).ok).toBe(false)
    await same.accept(kept)
    await same.close()
    const accepted = await openLedger(restored, { kept })
    expect((await accepted.verify(kept)).faults).toEqual([])
    // What the backup has and what the head had seen: nobody can tell how much of it is the same.
    expect(epsilonOf((await accepted.read('people')).spent)).toBe('0.18')
    await accepted.close()
  })

  it('does not charge by a balance that is not as it was written', async () => {
    const ledger = await openLedger(
      edited(`UPDATE lineage SET spent_main = 0 WHERE dataset = 'people'`),
    )
    expect(await endOf(ledger.charge(request('x', charge('people', '1/10'))))).toBe(
      'unreadable_source',
    )
    expect(await endOf(ledger.charge(request('y', charge('shops', '1/10'))))).toBe('done')
    await ledger.close()
  })
})

describe.skipIf(notCompiled)(`a file with flipped bits${notCompiled}`, () => {
  it('never crashes and is never worth more: it is refused, shown by verify, or as good as before', async () => {
    const bytes = readFileSync(whole)
    const flip = fc.tuple(fc.nat(bytes.length - 1), fc.nat(7))
    const flips = fc.noBias(fc.array(flip, { minLength: 1, maxLength: 3 }))
    const before = { people: 0.04, shops: 0.2 }
    let [noticed, harmless] = [0, 0]
    for (const places of fc.sample(flips, { numRuns: 250, seed: 20 })) {
      const damaged = Uint8Array.from(bytes)
      for (const [at, bit] of places) damaged[at] = (damaged[at] ?? 0) ^ (1 << bit)
      const file = join(folder, 'flipped.ledger')
      for (const beside of ['', '-wal', '-shm']) rmSync(`${file}${beside}`, { force: true })
      writeFileSync(file, damaged)
      try {
        const ledger = await openLedger(file)
        try {
          const { ok, faults } = await ledger.verify()
          if (!ok) {
            expect(faults.length).toBeGreaterThan(0)
            noticed++
          } else harmless++
          for (const [dataset, spent] of Object.entries(before)) {
            // Whether or not anybody verifies: more than the whole never fits, however it is damaged.
            const left = `${1 - spent + 0.001}`
            const end = await endOf(ledger.charge(request(`x${dataset}`, charge(dataset, left))))
            expect(end, String(places)).not.toBe('done')
          }
        } finally {
          await ledger.close()
        }
      } catch (error) {
        if (!(error instanceof DitherError)) throw error
        noticed++
      }
    }
    expect(noticed).toBeGreaterThan(150)
    expect(noticed + harmless).toBe(250)
  }, 60_000)
})

describe.skipIf(notCompiled)(`a file that is no ledger of ours${notCompiled}`, () => {
  const cases: Readonly<Record<string, readonly [Buffer | string | 'sql', string]>> = {
    'a text': ['age,income\n1,2\n'.repeat(300), 'unreadable_source'],
    'an empty file': ['', 'unreadable_source'],
    'half of one': [Buffer.alloc(0), 'unreadable_source'],
  }
  for (const [name, [content, code]] of Object.entries(cases))
    it(`${name} is refused`, async () => {
      const file = join(folder, `${name}.ledger`)
      writeFileSync(file, name.startsWith('half') ? readFileSync(whole).subarray(0, 6000) : content)
      const end = await endOf(
        openLedger(file).then(async (ledger) => {
          try {
            await ledger.charge(request('x', charge('people', '1/10')))
          } finally {
            await ledger.close()
          }
        }),
      )
      expect(end).toBe(code)
    })

  it('another database is refused, and left as it is', async () => {
    const file = join(folder, 'other.db')
    const db = opened(file)
    db.exec('CREATE TABLE mine (a)')
    db.close()
    const before = readFileSync(file)
    expect(await endOf(openLedger(file))).toBe('unreadable_source')
    expect(readFileSync(file)).toEqual(before)
  })

  it('a ledger of a newer version is refused', async () => {
    const file = edited('PRAGMA user_version = 2')
    expect(await endOf(openLedger(file))).toBe('unsupported')
    const db = opened(edited())
    const text = '{"version":2}'
    db.exec(
      `INSERT INTO record VALUES ('people', 22, '${text}', '${nextHash('0'.repeat(64), text)}')`,
    )
    const newer = await openLedger(db.name)
    db.close()
    expect((await newer.verify()).ok).toBe(false)
    await newer.close()
  })

  it('one that is not there is made, unless it must be', async () => {
    const file = join(folder, 'new.ledger')
    expect(await endOf(openLedger(file, { mustExist: true }))).toBe('unreadable_source')
    expect(existsSync(file)).toBe(false)
    expect(await endOf(openLedger(join(folder, 'no folder', 'new.ledger')))).toBe(
      'unreadable_source',
    )
    await (await openLedger(file)).close()
    expect(statSync(file).size).toBeGreaterThan(0)
  })
})

describe.skipIf(notCompiled)(`a ledger that cannot be written${notCompiled}`, () => {
  /** In a process of its own: with no rights over the file, or with little room for it. */
  const inProcess = (file: string, before: string) =>
    spawnSync(
      'bash',
      ['-c', `${before} exec "${process.execPath}" "${program.path}" "${file}" 400 many`],
      { encoding: 'utf8' },
    )

  it('is refused if it is read-only, and says the way out', () => {
    const place = join(folder, 'closed')
    mkdirSync(place)
    const file = join(place, 'a.ledger')
    copyFileSync(whole, file)
    chmodSync(file, 0o444)
    chmodSync(place, 0o555)
    chmodSync(folder, 0o755)
    const root = process.getuid?.() === 0
    const { stdout, stderr } = inProcess(file, root ? 'export AS_NOBODY=1;' : '')
    expect(stderr + stdout).toContain('cannot be written')
    expect(stdout).not.toContain('done')
    chmodSync(place, 0o755)
  })

  it('keeps what was acknowledged when the disk is full, and charges on when there is room', async () => {
    // A limit on the size of files, as of a full disk: 256 blocks of 1,024 bytes.
    const file = join(folder, 'full.ledger')
    const ledger = await openLedger(file)
    await ledger.create('people', { epsilon: 1000 })
    await ledger.close()
    const { stdout } = inProcess(file, "trap '' XFSZ; ulimit -f 256;")
    const acknowledged = stdout.split('\n').filter((line) => line.startsWith('done'))
    const refused = stdout.split('\n').filter((line) => line.startsWith('engine_failed'))
    expect(acknowledged.length).toBeGreaterThan(10)
    expect(refused.length).toBeGreaterThan(0)
    const after = await openLedger(file)
    expect((await after.verify()).faults).toEqual([])
    expect((await after.show('people')).records - 1).toBe(acknowledged.length)
    for (const line of acknowledged) {
      const id = line.split(' ')[1] ?? ''
      expect((await after.charge(request(id, charge('people', '3')))).repeated).toBe(true)
    }
    expect(await endOf(after.charge(request('room', charge('people', '3'))))).toBe('done')
    await after.close()
  })
})
