/**
 * `npm test`: every check in turn. Each prints its time; a failing one does not stop the others.
 * `npm test -- unit stat` runs those alone. The last line is the tally.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

interface Step {
  readonly name: string
  readonly command: readonly string[]
  /** A vitest run counts its own tests; any other step counts as one. */
  readonly vitest?: boolean
  /** Why the step cannot run here. */
  readonly missing?: string | undefined
}

const browser = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].some(existsSync)
const run = (file: string, ...args: string[]): string[] => [process.execPath, file, ...args]
const tsx = (file: string): string[] => run('node_modules/tsx/dist/cli.mjs', file)
const vitest = (...projects: string[]): string[] =>
  run('node_modules/vitest/vitest.mjs', 'run', ...projects.flatMap((p) => ['--project', p]))

const steps: Step[] = [
  { name: 'lint', command: run('node_modules/@biomejs/biome/bin/biome', 'check', '.') },
  { name: 'types', command: run('node_modules/@typescript/native/bin/tsc') },
  { name: 'build', command: tsx('tools/build.ts') },
  { name: 'layers', command: tsx('tools/check-layers.ts') },
  { name: 'proofs', command: tsx('tools/check-proofs.ts') },
  { name: 'references', command: tsx('tools/check-references.ts') },
  { name: 'dead code', command: run('node_modules/knip/bin/knip.js') },
  { name: 'documentation', command: run('node_modules/typedoc/bin/typedoc', '--emit', 'none') },
  { name: 'unit', command: vitest('unit', 'node'), vitest: true },
  { name: 'stat', command: vitest('stat'), vitest: true },
  { name: 'pack', command: vitest('pack'), vitest: true },
  {
    name: 'browser',
    command: vitest('browser'),
    vitest: true,
    missing: browser ? undefined : 'no Chromium (on Debian: apt-get install chromium)',
  },
]

const wanted = process.argv.slice(2)
const unknown = wanted.find((name) => !steps.some((step) => step.name === name))
if (unknown !== undefined) {
  console.error(`No check is called "${unknown}": ${steps.map((step) => step.name).join(', ')}`)
  process.exit(2)
}

const total = { passed: 0, failed: 0, skipped: 0 }
const summary: string[] = []
const folder = mkdtempSync(join(tmpdir(), 'dither-test-'))
for (const step of steps) {
  if (wanted.length > 0 && !wanted.includes(step.name)) continue
  if (step.missing !== undefined) {
    total.skipped++
    summary.push(`${step.name}: skipped, ${step.missing}`)
    continue
  }
  console.log(`\n── ${step.name}`)
  const tally = join(folder, `${step.name}.json`)
  const start = performance.now()
  const [program = '', ...args] = step.command
  const { status } = spawnSync(program, args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, TALLY: tally },
  })
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  const counted = step.vitest === true && existsSync(tally) ? count(tally) : undefined
  if (counted === undefined) total[status === 0 ? 'passed' : 'failed']++
  else if (status !== 0 && counted.failed === 0) total.failed++
  summary.push(`${step.name}: ${status === 0 ? 'ok' : 'FAILED'} (${seconds} s)`)
}
rmSync(folder, { recursive: true, force: true })

console.log(`\n${summary.join('\n')}`)
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
process.exitCode = total.failed > 0 ? 1 : 0

function count(file: string): { failed: number } {
  const run = JSON.parse(readFileSync(file, 'utf8')) as {
    passed: number
    failed: number
    skipped: number
    skips: string[]
  }
  total.passed += run.passed
  total.failed += run.failed
  total.skipped += run.skipped
  for (const skip of run.skips) summary.push(`skipped: ${skip}`)
  return run
}
