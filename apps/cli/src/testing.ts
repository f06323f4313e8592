/** For tests: an Io that remembers, and a place with tables and schemas. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Io } from './io.ts'
import { run } from './run.ts'

export interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

export interface RunOptions {
  readonly input?: string
  readonly signal?: AbortSignal
  readonly watched?: boolean
}

/** Runs a command line in this process. */
export async function runCli(argv: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const { input = '', signal = new AbortController().signal, watched = false } = options
  let out = ''
  let err = ''
  const io: Io = {
    out: async (text) => {
      out += text
    },
    err: (text) => {
      err += text
    },
    readInput: async () => input,
    style: { width: 80, unicode: true, color: false },
    watched,
    signal,
    debug: false,
  }
  const code = await run(argv, io)
  return { code, out, err }
}

export interface Workplace {
  readonly folder: string
  /** The path of a file in it. */
  path(name: string): string
  write(name: string, text: string): string
  remove(): void
}

/** A new folder, with people.csv and people.yaml. */
export function workplace(): Workplace {
  const folder = mkdtempSync(join(tmpdir(), 'dither-cli-'))
  const path = (name: string): string => join(folder, name)
  const write = (name: string, text: string): string => {
    writeFileSync(path(name), text)
    return path(name)
  }
  write('people.csv', peopleCsv)
  write('people.yaml', peopleYaml)
  mkdirSync(path('folder'))
  return { folder, path, write, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

const peopleCsv = [
  'age,income,educ,married',
  ...Array.from(
    { length: 400 },
    (_, i) =>
      `${18 + ((i * 37) % 60)},${((i * 7919) % 997) * 100},${['low', 'middle', 'high'][i % 3]},${i % 2 === 0}`,
  ),
  '',
].join('\n')

export const peopleYaml = `version: 1
dataset: people
privacyUnit: row
columns:
  age: { type: integer, lower: 0, upper: 100 }
  income: { type: number, lower: 0, upper: 100000 }
  educ: { type: category, categories: [low, middle, high] }
  married: { type: boolean }
`
