/** `npm run bench -- NAME` runs bench/NAME.ts and keeps what it says in bench/results. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { arch, cpus, platform } from 'node:os'
import { fileURLToPath } from 'node:url'
import { markdown, type Report } from './report.ts'

const folder = new URL('.', import.meta.url)
const machinery = ['run.ts', 'report.ts', 'interleave.ts']
const names = readdirSync(folder)
  .filter((file) => /^[a-z-]+\.ts$/.test(file) && !machinery.includes(file))
  .map((file) => file.slice(0, -3))

const [name] = process.argv.slice(2)
if (name === undefined || !names.includes(name)) {
  console.error(`usage: npm run bench -- NAME, where NAME is one of: ${names.join(', ')}`)
  process.exit(2)
}

const start = performance.now()
const { bench }: { bench: () => Report | Promise<Report> } = await import(`./${name}.ts`)
const report = await bench()
const circumstances = {
  cpu: cpus()[0]?.model ?? 'unknown processor',
  cores: cpus().length,
  runtime: `Node ${process.version}`,
  platform: `${platform()} ${arch()}`,
  commit: commit(),
  date: new Date().toISOString().slice(0, 10),
  seconds: Math.round((performance.now() - start) / 1000),
}
const text = markdown(report, circumstances)
console.log(text)
const results = new URL('results/', folder)
if (!existsSync(results)) mkdirSync(results)
writeFileSync(new URL(`${name}.md`, results), text)
const data = new URL(`${name}.json`, results)
writeFileSync(data, JSON.stringify({ version: 1, ...circumstances, ...report }, null, 2))
const biome = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome')
execFileSync(process.execPath, [biome, 'format', '--write', fileURLToPath(data)])

/** The commit that was measured, marked where the sources differ from it. */
function commit(): string {
  const git = (...parameters: string[]): string =>
    execFileSync('git', parameters, { cwd: folder, encoding: 'utf8' }).trim()
  try {
    const changed = git('status', '--porcelain', '--', '../packages/math', '../packages/core')
    return `${git('rev-parse', '--short=12', 'HEAD')}${changed === '' ? '' : ' with changes'}`
  } catch {
    return 'unknown'
  }
}
