/** Prints a report and writes it, with the machine and the commit, to bench/results or a folder that git ignores. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { arch, cpus, platform } from 'node:os'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { lostRows } from './lost-rows.ts'
import { markdown, type Report } from './report.ts'

const folder = new URL('.', import.meta.url)

export interface KeepOptions {
  /** When measuring began, by `performance.now()`. */
  readonly start: number
  /** To bench/results, not to bench/results/local. */
  readonly write: boolean
  /** Also where rows or columns are lost that the result there has. */
  readonly force: boolean
}

/** @returns the exit code: 1 where a result was kept as it was */
export function keep(name: string, report: Report, { start, write, force }: KeepOptions): number {
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
  const lost = write && !force ? lostIn(new URL(`${name}.json`, results), report) : []
  const target = write && lost.length === 0 ? results : new URL('local/', results)
  mkdirSync(target, { recursive: true })
  const page = new URL(`${name}.md`, target)
  const data = new URL(`${name}.json`, target)
  writeFileSync(page, text)
  writeFileSync(data, JSON.stringify({ version: 1, ...circumstances, ...report }, null, 2))
  if (target === results) format(data)
  if (lost.length > 0)
    console.log(
      `${shown(new URL(`${name}.md`, results))} stays: it has what this run lacks (--force replaces it all the same):\n${lost.map((row) => `  ${row}`).join('\n')}`,
    )
  console.log(`wrote ${shown(page)} and ${shown(data)}`)
  return lost.length > 0 ? 1 : 0
}

function lostIn(kept: URL, report: Report): string[] {
  return existsSync(kept) ? lostRows(JSON.parse(readFileSync(kept, 'utf8')), report) : []
}

function format(file: URL): void {
  const biome = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome')
  execFileSync(process.execPath, [biome, 'format', '--write', fileURLToPath(file)])
}

/** A file's path from where the command runs. */
function shown(file: URL): string {
  return relative(process.cwd(), fileURLToPath(file))
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
