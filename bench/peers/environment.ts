/** A private virtual environment for each peer, under bench/.venvs; nothing else is touched. */
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Peer } from './peer.ts'

const home = new URL('../.venvs/', import.meta.url)

/** The folder of environments and of what else the comparison builds. */
export function homeFolder(): string {
  mkdirSync(home, { recursive: true })
  return fileURLToPath(home)
}

/** The interpreter of a peer that is installed as its requirements say, or undefined. */
export function pythonOf(peer: Peer): string | undefined {
  const stamp = new URL(`${peer.name}/stamp`, home)
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== stampOf(peer)) return undefined
  return interpreterOf(peer)
}

/**
 * Installs the peers that are not installed yet. A failure is told and leaves the others alone.
 *
 * @returns why, by name, for those that could not be installed
 */
export async function prepare(
  wanted: readonly Peer[],
  tell: (line: string) => void,
): Promise<ReadonlyMap<string, string>> {
  const failed = new Map<string, string>()
  const python = findPython()
  for (const peer of wanted) {
    if (pythonOf(peer) !== undefined) {
      tell(`${peer.name}: installed`)
      continue
    }
    const failure =
      python === undefined ? 'no Python 3.9 to 3.12' : await install(peer, python, tell)
    if (failure === undefined) continue
    failed.set(peer.name, failure)
    tell(`${peer.name}: skipped, ${failure}`)
  }
  return failed
}

/** @returns why it failed, or undefined */
async function install(
  peer: Peer,
  python: string,
  tell: (line: string) => void,
): Promise<string | undefined> {
  const start = performance.now()
  tell(`${peer.name}: installing ${pins(peer).join(', ')}`)
  const folder = `${homeFolder()}${peer.name}`
  rmSync(`${folder}/stamp`, { force: true })
  const requirements = fileURLToPath(requirementsOf(peer))
  const failure =
    (await run(python, ['-m', 'venv', folder])) ??
    (await run(interpreterOf(peer), [
      ...['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--prefer-binary'],
      ...['-r', requirements],
    ]))
  if (failure !== undefined) return failure
  writeFileSync(`${folder}/stamp`, stampOf(peer))
  tell(`${peer.name}: installed in ${((performance.now() - start) / 1000).toFixed(0)} s`)
  return undefined
}

/** The last line that a failing command says, or undefined where it does not fail. */
function run(command: string, parameters: readonly string[]): Promise<string | undefined> {
  return new Promise((done) => {
    const child = spawn(command, parameters, { stdio: ['ignore', 'ignore', 'pipe'] })
    let said = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-4000)
    })
    child.on('error', (error) => done(error.message))
    child.on('close', (code) =>
      done(code === 0 ? undefined : (said.trim().split('\n').at(-1) ?? `exit code ${code}`)),
    )
  })
}

/** Python 3.11 first: all the pinned versions have wheels for it. */
function findPython(): string | undefined {
  const names = ['python3.11', 'python3.12', 'python3.10', 'python3.9', 'python3', 'python']
  return names.find((name) => {
    const { status, stdout } = spawnSync(name, ['--version'], { encoding: 'utf8' })
    return status === 0 && /^Python 3\.(9|1[0-2])\./.test(stdout)
  })
}

function interpreterOf(peer: Peer): string {
  const place = process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python'
  return fileURLToPath(new URL(`${peer.name}/${place}`, home))
}

function requirementsOf(peer: Peer): URL {
  return new URL(`requirements/${peer.name}.txt`, import.meta.url)
}

function pins(peer: Peer): string[] {
  const lines = readFileSync(requirementsOf(peer), 'utf8').trim().split('\n')
  return lines.map((line) => line.replace(/[;#].*$/, '').trim())
}

function stampOf(peer: Peer): string {
  return createHash('sha256')
    .update(readFileSync(requirementsOf(peer)))
    .digest('hex')
}
