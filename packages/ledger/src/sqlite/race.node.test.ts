/** Processes that race for one budget, and processes that die. */
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { charge, endOf, epsilonOf, request } from '../conformance/place.ts'
import { openLedger } from '../open-ledger.ts'
import { chargerProgram, notCompiled } from './testing.ts'

const folder = mkdtempSync(join(tmpdir(), 'dither-ledger-'))
const program = chargerProgram()
afterAll(() => {
  program.remove()
  rmSync(folder, { recursive: true, force: true })
})

/** Runs charger.ts; ends with what it printed, whole lines alone. */
function charging(
  args: readonly string[],
  onLines: (count: number, kill: () => void) => void = () => {},
): Promise<readonly string[]> {
  const child = spawn(process.execPath, [program.path, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  child.stdout.on('data', (piece: Buffer) => {
    text += piece.toString()
    onLines(text.split('\n').length - 1, () => child.kill('SIGKILL'))
  })
  return new Promise((resolve) => child.on('close', () => resolve(text.split('\n').slice(0, -1))))
}

const done = (lines: readonly string[]): readonly string[] =>
  lines.filter((line) => line.startsWith('done '))

describe('a race for one budget', () => {
  for (const driver of ['better-sqlite3', 'libsql']) {
    const missing = driver === 'libsql' ? '' : notCompiled
    it.skipIf(missing)(
      `of six processes, by ${driver}: exactly what fits is charged${missing}`,
      async () => {
        const file = join(folder, `six ${driver}.ledger`)
        const ledger = await openLedger(file)
        await ledger.create('people', { epsilon: 1000 })
        const lines = await Promise.all(
          Array.from({ length: 6 }, (_, i) =>
            charging([file, '90', i % 2 === 0 ? 'one' : 'many', `p${i}`, driver]),
          ),
        )
        // 333 of 540 requests for 3 of 1,000.
        expect(lines.flatMap(done)).toHaveLength(333)
        expect(lines.flat().filter((line) => line.startsWith('budget_exceeded '))).toHaveLength(207)
        expect(epsilonOf((await ledger.read('people')).spent)).toBe('999')
        const { faults, records } = await ledger.verify()
        expect([faults, records]).toEqual([[], 334])
        await ledger.close()
      },
    )
  }

  it('of 32 connections: exactly what fits is charged', async () => {
    const file = join(folder, 'many.ledger')
    const owner = await openLedger(file)
    await owner.create('people', { epsilon: 100 })
    const ledgers = await Promise.all(Array.from({ length: 32 }, () => openLedger(file)))
    const ends = await Promise.all(
      ledgers.flatMap((ledger, c) =>
        [0, 1].map((i) => endOf(ledger.charge(request(`${c} ${i}`, charge('people', '3'))))),
      ),
    )
    expect(ends.filter((end) => end === 'done')).toHaveLength(33)
    expect(ends.filter((end) => end === 'budget_exceeded')).toHaveLength(31)
    expect((await owner.verify()).faults).toEqual([])
    for (const ledger of [owner, ...ledgers]) await ledger.close()
  })

  it('of six processes that all make the ledger: there is one', async () => {
    const file = join(folder, 'made.ledger')
    const lines = await Promise.all(
      Array.from({ length: 6 }, (_, i) => charging([file, '1', 'one', `p${i}`])),
    )
    // No budget is there, which every one of them says.
    expect(lines.flat().map((line) => line.split(' ')[0])).toEqual(
      Array.from({ length: 6 }, () => 'invalid_parameter'),
    )
  })
})

describe.skipIf(notCompiled)(`a machine without a compiler${notCompiled}`, () => {
  it('keeps the same file by libsql, which is taken by itself', async () => {
    const file = join(folder, 'compiled.ledger')
    const ledger = await openLedger(file)
    expect(ledger.kind).toBe('better-sqlite3')
    await ledger.create('people', { epsilon: 10 })
    await ledger.charge(request('before', charge('people', '3')))
    // A process in which better-sqlite3 cannot be loaded.
    const hook = `data:text/javascript,${encodeURIComponent(
      'export const resolve = (name, context, next) => { if (name === "better-sqlite3") throw new Error("not compiled"); return next(name, context) }',
    )}`
    const register = `data:text/javascript,${encodeURIComponent(
      `import { register } from 'node:module'; register(${JSON.stringify(hook)})`,
    )}`
    const { stdout } = spawnSync(
      process.execPath,
      ['--import', register, program.path, file, '4', 'one'],
      { encoding: 'utf8', env: { ...process.env, SAY_KIND: '1' } },
    )
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => line.split(' ')[0]),
    ).toEqual(['libsql', 'done', 'done', 'budget_exceeded', 'budget_exceeded'])
    expect((await ledger.verify()).faults).toEqual([])
    expect(epsilonOf((await ledger.read('people')).spent)).toBe('9')
    await ledger.close()
  })
})

describe('a process that is killed', () => {
  it('loses no charge that was acknowledged, and charges none twice, at 50 random points', async () => {
    const file = join(folder, 'killed.ledger')
    const ledger = await openLedger(file)
    await ledger.create('people', { epsilon: 900_000 })
    const point = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 99 }))
    const points = fc.sample(fc.noBias(point), { numRuns: 50, seed: 50 })
    const told = new Set<string>()
    const killed = async ([after, wait]: readonly [number, number], i: number): Promise<void> => {
      const lines = await charging(
        [file, '100000', i % 2 === 0 ? 'one' : 'many', `k${i}`],
        (count, kill) => {
          // At some line, and somewhere within what follows it.
          if (count >= after) setTimeout(kill, wait / 20)
        },
      )
      expect(lines.length).toBeGreaterThan(0)
      for (const line of done(lines)) told.add(line.split(' ')[1] ?? '')
    }
    for (let i = 0; i < 50; i += 5)
      await Promise.all(points.slice(i, i + 5).map((one, j) => killed(one, i + j)))
    expect(told.size).toBeGreaterThan(50)
    const charged = new Map<string, number>()
    for await (const { record } of ledger.history('people'))
      if (record.kind === 'charge')
        charged.set(record.requestId, (charged.get(record.requestId) ?? 0) + 1)
    expect([...told].filter((id) => !charged.has(id))).toEqual([])
    expect([...charged.values()].every((times) => times === 1)).toBe(true)
    expect(epsilonOf((await ledger.read('people')).spent)).toBe(String(3 * charged.size))
    expect((await ledger.verify()).faults).toEqual([])
    // Who was killed before he heard of it asks again, and is told that it was charged.
    const [id = ''] = [...charged.keys()].filter((one) => !told.has(one)).concat([...told])
    expect((await ledger.charge(request(id, charge('people', '3')))).repeated).toBe(true)
    await ledger.close()
  }, 120_000)
})
