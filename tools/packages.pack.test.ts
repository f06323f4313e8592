/**
 * Every public package, packed as it would be published: its manifest and types are in order, it installs
 * offline into an empty folder, and the example in its README runs as JavaScript and as TypeScript.
 */
import { execFileSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

interface Manifest {
  readonly name: string
  readonly private?: boolean
  readonly workspaces?: string[]
  readonly devDependencies?: Record<string, string>
  readonly bin?: Record<string, string>
}

const manifestOf = (dir: string): Manifest =>
  JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8')) as Manifest
const packages = (manifestOf('.').workspaces ?? [])
  .map((dir) => ({ dir, ...manifestOf(dir) }))
  .filter((manifest) => manifest.private !== true)

const folder = mkdtempSync(join(tmpdir(), 'dither-pack-'))
const home = join(folder, 'home')
const tarball = new Map<string, string>()

/** Runs a program and returns what it printed; a failure shows both streams. */
function run(program: string, args: readonly string[], cwd: string): string {
  const shell = process.platform === 'win32'
  return execFileSync(program, args, { cwd, encoding: 'utf8', shell, stdio: 'pipe' })
}
const tool = (path: string): string => resolve('node_modules', path)

beforeAll(() => {
  mkdirSync(home)
  for (const { dir, name } of packages) {
    const [packed] = JSON.parse(
      run('npm', ['pack', '--json', '--pack-destination', folder], dir),
    ) as {
      filename: string
    }[]
    tarball.set(name, join(folder, packed?.filename ?? ''))
  }
  // What is not pinned by what is packed (types of Node, by a dependency's dependency) is what is here.
  const overrides = { '@types/node': manifestOf('.').devDependencies?.['@types/node'] }
  const manifest = { private: true, type: 'module', overrides }
  writeFileSync(join(home, 'package.json'), JSON.stringify(manifest))
  // Without scripts: nothing is compiled, as where there is no compiler.
  const quiet = ['--offline', '--ignore-scripts', '--no-audit', '--no-fund']
  run('npm', ['install', ...quiet, ...tarball.values()], home)
}, 120_000)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

const libraries = packages.filter((manifest) => manifest.bin === undefined)
const programs = packages.filter((manifest) => manifest.bin !== undefined)

describe.each(packages)('$name', ({ name }) => {
  it('passes publint', () => {
    run(process.execPath, [tool('publint/src/cli.js'), '--strict', tarball.get(name) ?? ''], '.')
  })

  it('holds its licence, its README and no tests', () => {
    const inside = join(home, 'node_modules', name)
    expect(existsSync(join(inside, 'LICENSE'))).toBe(true)
    expect(existsSync(join(inside, 'README.md'))).toBe(true)
    const files = run('tar', ['-tzf', tarball.get(name) ?? ''], '.').split('\n')
    expect(files.filter((file) => file.includes('.test.'))).toEqual([])
  })
})

describe.each(libraries)('$name', ({ dir, name }) => {
  it('has types that every module resolution finds', () => {
    const attw = tool('@arethetypeswrong/cli/dist/index.js')
    run(
      process.execPath,
      [attw, tarball.get(name) ?? '', '--profile', 'esm-only', '--no-emoji'],
      '.',
    )
  })

  it('has a README example that runs as JavaScript and as TypeScript', () => {
    const [, example] =
      /```ts\n([\s\S]*?)```/.exec(readFileSync(join(dir, 'README.md'), 'utf8')) ?? []
    expect(example, 'a fenced ts example').toBeDefined()
    const file = `${name.replace('@dither/', '')}-example`
    writeFileSync(join(home, `${file}.mjs`), example ?? '')
    writeFileSync(join(home, `${file}.mts`), example ?? '')
    expect(run(process.execPath, [`${file}.mjs`], home)).not.toBe('')
    if (!existsSync(join(home, 'node_modules/@types')))
      symlinkSync(resolve('node_modules/@types'), join(home, 'node_modules/@types'))
    const strict = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2023']
    run(process.execPath, [tool('@typescript/native/bin/tsc'), ...strict, `${file}.mts`], home)
  })
})

describe.each(programs)('$name', ({ bin }) => {
  it('installs a program that shows its help', () => {
    for (const program of Object.keys(bin ?? {}))
      expect(run('npx', ['--offline', '--no-install', program, '--help'], home)).toContain(program)
  })
})
