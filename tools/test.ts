/**
 * `npm test`: every check. Each prints its time; a failing one does not stop the others.
 * `npm test -- unit stat` runs those alone. The last line is the tally.
 */
import { spawn } from 'node:child_process'
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
  { name: 'assurance', command: tsx('tools/assurance.ts') },
  { name: 'references', command: tsx('tools/check-references.ts') },
  { name: 'dead code', command: run('node_modules/knip/bin/knip.js') },
  { name: 'bundles', command: tsx('tools/check-bundles.ts') },
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
const chosen = steps.filter((step) => wanted.length === 0 || wanted.includes(step.name))
// Two lanes for two cores: the tests, in this terminal, and beside them the checks, printed when done.
const tests = chosen.filter((step) => step.vitest === true || step.name === 'build')
const checks = chosen.filter((step) => !tests.includes(step))
await Promise.all([inTurn(tests, 'inherit'), inTurn(checks, 'pipe')])
rmSync(folder, { recursive: true, force: true })

console.log(`\n${summary.join('\n')}`)
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
process.exitCode = total.failed > 0 ? 1 : 0

async function inTurn(lane: readonly Step[], output: 'inherit' | 'pipe'): Promise<void> {
  for (const step of lane) await perform(step, output)
}

async function perform(step: Step, output: 'inherit' | 'pipe'): Promise<void> {
  if (step.missing !== undefined) {
    total.skipped++
    summary.push(`${step.name}: skipped, ${step.missing}`)
    return
  }
  if (output === 'inherit') console.log(`\n── ${step.name}`)
  const tally = join(folder, `${step.name}.json`)
  const start = performance.now()
  const [program = '', ...args] = step.command
  const child = spawn(program, args, {
    stdio: ['ignore', output, output],
    env: { ...process.env, TALLY: tally },
  })
  let printed = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (piece: Buffer) => {
      printed += piece.toString()
    })
  const status = await new Promise<number | null>((resolve) => {
    child.on('error', () => resolve(null))
    child.on('close', resolve)
  })
  if (output === 'pipe') console.log(`\n── ${step.name}\n${printed.trimEnd()}`)
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  const counted = step.vitest === true && existsSync(tally) ? count(tally) : undefined
  if (counted === undefined) total[status === 0 ? 'passed' : 'failed']++
  else if (status !== 0 && counted.failed === 0) total.failed++
  summary.push(`${step.name}: ${status === 0 ? 'ok' : 'FAILED'} (${seconds} s)`)
}

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
