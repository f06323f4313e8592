import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'dither-generate-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const generate = fileURLToPath(new URL('./generate.ts', import.meta.url))
const flags = ['--conditions=@dither/source', '--import', 'tsx', generate]

test('writes a table to a file, and leaves nothing else behind', () => {
  const path = join(folder, 'visits.parquet')
  const said = execFileSync(process.execPath, [...flags, 'visits', path, '--people', '10'], {
    encoding: 'utf8',
  })
  expect(said).toBe(`wrote ${path}\n`)
  expect(readFileSync(path).toString('latin1', 0, 4)).toBe('PAR1')
  expect(readdirSync(folder)).toEqual(['visits.parquet'])
})

test('keeps a file that is there already, unless it is forced', () => {
  const path = join(folder, 'mine.csv')
  writeFileSync(path, 'precious')
  const refused = spawnSync(process.execPath, [...flags, 'cps', path], { encoding: 'utf8' })
  expect([refused.status, readFileSync(path, 'utf8')]).toEqual([2, 'precious'])
  expect(refused.stderr).toBe(`${path} is there already. Choose another place, or say --force\n`)
  const forced = spawnSync(process.execPath, [...flags, 'cps', path, '--force'])
  expect([forced.status, readFileSync(path, 'utf8').length > 1000]).toEqual([0, true])
})

test('writes where the person stands, who has run it through npm', () => {
  const said = execFileSync(process.execPath, [...flags, 'cps', 'here.csv'], {
    encoding: 'utf8',
    env: { ...process.env, npm_lifecycle_event: 'data', INIT_CWD: folder },
  })
  expect(said).toBe('wrote here.csv\n')
  expect(existsSync(join(folder, 'here.csv'))).toBe(true)
})

test('explains itself when it is asked to, or wrongly', () => {
  const ran = (...argv: string[]): [number | null, string, string] => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [...flags, ...argv], {
      encoding: 'utf8',
    })
    return [status, stdout.slice(0, 21), stderr.slice(0, 21)]
  }
  const usage = 'usage: npm run data -'
  expect(ran('--help')).toEqual([0, usage, ''])
  expect(ran('cencus', 'x.csv')).toEqual([2, '', usage])
  expect(ran('cps', join(folder, 'x.csv'), '--colour')).toEqual([2, '', usage])
})
