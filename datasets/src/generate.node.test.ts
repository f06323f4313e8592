import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
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

test('explains itself when it is asked wrongly', () => {
  const ran = spawnSync(process.execPath, [...flags, 'cencus', 'x.csv'], { encoding: 'utf8' })
  expect(ran.status).toBe(2)
  expect(ran.stderr).toContain('usage: npm run data --')
})
