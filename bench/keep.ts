/** Prints a report and keeps it in bench/results, with the machine and the commit. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { arch, cpus, platform } from 'node:os'
import { fileURLToPath } from 'node:url'
import { markdown, type Report } from './report.ts'

const folder = new URL('.', import.meta.url)

/** @param start of the measuring, by `performance.now()` */
export function keep(name: string, report: Report, start: number): void {
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
}

/** The commit that was measured, marked where the sources differ from it. */
function commit(): string {
  const git = (...parameters: string[]): string =>
    execFileSync('git', parameters, { cwd: folder, encoding: 'utf8' }).trim()
  try {
    const changed = git('status', '--porcelain', '--', '../packages')
    return `${git('rev-parse', '--short=12', 'HEAD')}${changed === '' ? '' : ' with changes'}`
  } catch {
    return 'unknown'
  }
}
