/**
 * Fails when docs/assurance.md is not what proof notes, types and tests say now. `--write` writes it.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { countTests } from './assurance/count-tests.ts'
import { type Assurance, assurancePage } from './assurance/page.ts'
import { type PublicFunction, publicFunctions } from './assurance/promises.ts'
import { headerWord } from './assurance/proof-header.ts'

const page = 'docs/assurance.md'
const source = 'packages/core/src'
const functions = publicFunctions([`${source}/index.ts`, `${source}/mechanism/index.ts`])

const [mechanisms, samplers] = ['mechanism', 'random'].map((home) => {
  const folders = readdirSync(join(source, home), { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  )
  return folders
    .map(({ name }) => assurance(`${source}/${home}/${name}`, functions))
    .toSorted(byFolder)
})
const text = assurancePage(mechanisms ?? [], samplers ?? [])
if (process.argv.includes('--write')) writeFileSync(page, text)
else if (!existsSync(page) || readFileSync(page, 'utf8') !== text) {
  console.error(`${page} is stale: npx tsx tools/assurance.ts --write`)
  process.exitCode = 1
}

function assurance(folder: string, all: readonly PublicFunction[]): Assurance {
  const files = readdirSync(folder).toSorted()
  const read = (file: string): string => readFileSync(join(folder, file), 'utf8')
  // The folder's own note first.
  const own = (file: string): number =>
    folder.endsWith(`/${file.slice(0, -'.proof.md'.length)}`) ? 0 : 1
  const notes = files
    .filter((file) => file.endsWith('.proof.md'))
    .toSorted((a, b) => own(a) - own(b))
  const counts = files
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => countTests(read(file)))
  const here = all.filter(({ file }) => file.startsWith(`${folder}/`))
  const header = (name: Parameters<typeof headerWord>[1]): string[] =>
    distinct(notes.map((note) => headerWord(read(note), name) ?? '?'))
  return {
    folder,
    notes,
    names: here.map(({ name }) => name),
    statuses: header('status'),
    numerics: header('numerics'),
    timings: header('timing'),
    tests: counts.reduce((sum, { tests }) => sum + tests, 0),
    mutants: counts.reduce((sum, { mutants }) => sum + mutants, 0),
    events: distinct(here.flatMap(({ events }) => events)),
    measures: distinct(here.flatMap(({ measures }) => measures)),
  }
}

function distinct(words: readonly string[]): string[] {
  return [...new Set(words)]
}

function byFolder(a: Assurance, b: Assurance): number {
  return a.folder < b.folder ? -1 : 1
}
