import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'

test('a name that is nearly one of the examples gets that one, and all with what they are about', () => {
  const run = spawnSync(
    process.execPath,
    ['--import', 'tsx', '--conditions=@dither/source', 'tools/example.ts', 'firstrelease'],
    { encoding: 'utf8' },
  )
  expect([run.status, run.stdout]).toEqual([2, ''])
  expect(run.stderr).toMatch(/^no example firstrelease\. Did you mean first-release\?\n/)
  expect(run.stderr).toMatch(/\n {2}first-release +The first release: a mean/)
  const listed = run.stderr.split('\n').filter((line) => line.startsWith('  '))
  expect(listed.length).toBeGreaterThan(30)
  for (const line of listed) expect(line).toMatch(/^ {2}[a-z-]+ {3,}[A-Z].* /)
})
