/**
 * Installs what a fresh clone lacks: the npm dependencies as locked, and what an offline install of
 * our own packages will ask of the cache. With `--browser`, Debian's Chromium too, when it may.
 *
 * Plain JavaScript without dependencies, so that it runs before anything is installed.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const stamp = join(root, 'node_modules', '.dither-installed')
const chromiums = ['/usr/bin/chromium', '/usr/bin/chromium-browser']

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Dither needs Node 20.19 or newer; this is ${process.versions.node}.`)
  process.exit(1)
}

const lock = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex')
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lock) {
  console.error('Installing dependencies (once; about half a minute) …')
  // Without a network this says so in a minute, and what the cache holds needs none.
  const patience = ['--prefer-offline', '--fetch-retries=1', '--fetch-timeout=30000']
  if (npm(['ci', ...patience, '--no-audit', '--no-fund', '--loglevel=error'], root) !== 0) {
    console.error('The install failed. With a network, run: npm ci')
    process.exit(1)
  }
  warmCache()
  writeFileSync(stamp, lock)
}
if (process.argv.includes('--browser') && !chromiums.some(existsSync)) installChromium()

function npm(args, cwd) {
  const windows = process.platform === 'win32'
  return spawnSync(windows ? 'npm.cmd' : 'npm', args, { cwd, stdio: 'inherit', shell: windows })
    .status
}

/** Puts into the npm cache what our public packages depend on, so that their packed form installs offline. */
function warmCache() {
  const read = (dir) => JSON.parse(readFileSync(join(root, dir, 'package.json'), 'utf8'))
  const dependencies = {}
  for (const dir of read('.').workspaces) {
    const manifest = read(dir)
    if (manifest.private) continue
    for (const list of [manifest.dependencies, manifest.peerDependencies])
      for (const [name, version] of Object.entries(list ?? {}))
        if (!name.startsWith('@dither/')) dependencies[name] = version
  }
  const folder = mkdtempSync(join(tmpdir(), 'dither-cache-'))
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }))
  npm(['install', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'], folder)
  rmSync(folder, { recursive: true, force: true })
}

function installChromium() {
  const may =
    process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
  if (!may) {
    console.error(
      'No Chromium found, and it cannot be installed from here: the browser tests will be skipped.',
    )
    return
  }
  console.error('Installing Chromium for the browser tests (once) …')
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const apt = (...args) =>
    spawnSync('apt-get', ['-qq', '-y', ...args], { stdio: ['ignore', 'ignore', 'inherit'], env })
      .status
  if (apt('install', '--no-install-recommends', 'chromium') !== 0) {
    apt('update')
    if (apt('install', '--no-install-recommends', 'chromium') !== 0)
      console.error('Chromium could not be installed: the browser tests will be skipped.')
  }
}
