/** The program itself, as a process: what only a process can show. */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, createWriteStream, existsSync, openSync, readdirSync } from 'node:fs'
import { finished } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { peopleYaml, type Workplace, workplace } from './testing.ts'

let place: Workplace
beforeAll(async () => {
  place = workplace()
  await writeBig(place.path('big.csv'))
}, 60_000)
afterAll(() => place.remove())

/** Three million rows: the engine is busy with them for seconds. */
async function writeBig(path: string): Promise<void> {
  const file = createWriteStream(path)
  file.write('age,income,educ,married,pid\n')
  const piece = Array.from(
    { length: 20_000 },
    (_, i) => `${18 + (i % 60)},${i},low,true,p${(i * 7919) % 15_000}\n`,
  ).join('')
  for (let written = 0; written < 150; written += 1) {
    if (!file.write(piece)) await once(file, 'drain')
  }
  file.end()
  await finished(file)
}

const main = fileURLToPath(new URL('./main.ts', import.meta.url))

interface Running {
  readonly child: ChildProcess
  readonly ended: Promise<{ code: number | null; out: string; err: string }>
  /** Resolves when standard error has said this. */
  said(text: string): Promise<void>
}

function start(argv: readonly string[], more: readonly string[] = []): Running {
  const flags = ['--conditions=@dither/source', '--import', 'tsx', ...more]
  const child = spawn(process.execPath, [...flags, main, ...argv], { stdio: 'pipe' })
  let out = ''
  let err = ''
  child.stdout.on('data', (piece: Buffer) => {
    out += piece.toString()
  })
  child.stderr.on('data', (piece: Buffer) => {
    err += piece.toString()
  })
  return {
    child,
    ended: new Promise((resolve) => {
      child.on('close', (code) => resolve({ code, out, err }))
    }),
    said: (text) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (err.includes(text)) resolve()
        }
        child.stderr.on('data', look)
        child.on('close', () => reject(new Error(`ended without saying "${text}": ${err}`)))
        look()
      }),
  }
}

const unitYaml = `${peopleYaml.replace('privacyUnit: row', 'privacyUnit: { column: pid, maxRows: 2, maxGroups: 3 }')}  pid: { type: text }\n`

describe('the dither process', () => {
  test('answers on standard output and exits with 0', async () => {
    const { child, ended } = start([
      'release',
      place.path('people.csv'),
      '--schema',
      '-',
      '--stats',
      'mean(age)',
      '--epsilon',
      '1',
    ])
    child.stdin?.end(peopleYaml)
    const { code, out, err } = await ended
    expect(err).toBe('')
    expect(code).toBe(0)
    expect(out).toMatch(/mean\(age\) +\d/)
  })

  test.runIf(existsSync('/dev/full'))('a full disk under standard output is told', async () => {
    const full = openSync('/dev/full', 'w')
    const child = spawn(
      process.execPath,
      [
        ...['--conditions=@dither/source', '--import', 'tsx', main],
        ...['release', 'people.csv', '--schema', 'people.yaml'],
        ...['--stats', 'mean(age)', '--epsilon', '1'],
      ],
      {
        stdio: ['ignore', full, 'pipe'],
        // Paths are from where the person stands, who has run it through npm.
        env: {
          ...process.env,
          npm_package_name: 'dither-platform',
          npm_lifecycle_event: 'dither',
          INIT_CWD: place.folder,
        },
      },
    )
    let err = ''
    child.stderr?.on('data', (piece: Buffer) => {
      err += piece.toString()
    })
    const [code] = await once(child, 'close')
    closeSync(full)
    expect(err).toMatch(
      /^dither: the answer could not be written \(the disk is full\)\. The budget was charged, request [0-9a-f-]{36}\n$/,
    )
    expect(code).toBe(3)
  })

  test('Ctrl-C while a copy is prepared leaves nothing of it', async () => {
    const { child, ended, said } = start([
      'prepare',
      place.path('big.csv'),
      ...['--schema', place.path('people.yaml'), '--progress', 'always'],
    ])
    await said('preparing')
    child.kill('SIGINT')
    const { code, out, err } = await ended
    expect([code, out]).toEqual([130, ''])
    expect(err).toMatch(/dither: stopped; nothing is left of the copy/)
    expect(readdirSync(place.folder).filter((name) => name.includes('dither.duckdb'))).toEqual([])
  })

  test('Ctrl-C before the charge costs nothing', async () => {
    // The schema never comes, so it waits for standard input when the signal arrives.
    const { child, ended, said } = start(
      [
        'release',
        place.path('people.csv'),
        '--schema',
        '-',
        '--stats',
        'mean(age)',
        '--epsilon',
        '1',
      ],
      [
        '--import',
        // Says so when the program listens for Ctrl-C and has begun to read.
        `data:text/javascript,const wait=setInterval(()=>{if(process.listenerCount('SIGINT')&&process.stdin.listenerCount('readable')){clearInterval(wait);process.stderr.write('ready ')}},20)`,
      ],
    )
    await said('ready')
    child.kill('SIGINT')
    const { code, out, err } = await ended
    expect([code, out]).toEqual([130, ''])
    expect(err).toBe('ready dither: stopped; nothing was charged\n')
  })

  test('Ctrl-C after the charge says that it was charged, and for which request', async () => {
    const { child, ended, said } = start([
      'release',
      place.path('big.csv'),
      '--schema',
      '-',
      '--stats',
      'mean(income), variance(age)',
      '--group-by',
      'educ',
      '--epsilon',
      '1',
      '--progress',
      'always',
    ])
    child.stdin?.end(unitYaml)
    await said('dither: running')
    child.kill('SIGINT')
    const { code, out, err } = await ended
    expect([code, out]).toEqual([130, ''])
    expect(err).toMatch(/after its budget was charged.*request [0-9a-f-]{36}\n$/)
  })

  test('a missing driver names the install, and nothing was charged', async () => {
    const hook =
      'export async function resolve(s, c, next) { if (s === "@duckdb/node-api") throw new Error(); return next(s, c) }'
    const register = `import { register } from "node:module"; register("data:text/javascript,${encodeURIComponent(hook)}")`
    const { child, ended } = start(
      [
        'release',
        place.path('people.csv'),
        '--schema',
        '-',
        '--stats',
        'mean(age)',
        '--epsilon',
        '1',
      ],
      ['--import', `data:text/javascript,${encodeURIComponent(register)}`],
    )
    child.stdin?.end(peopleYaml)
    const { code, err } = await ended
    expect(code).toBe(3)
    expect(err).toBe(
      'dither: the package @duckdb/node-api is not installed. npm install @duckdb/node-api@1.5.4-r.1. Nothing was charged\n',
    )
  })
})
