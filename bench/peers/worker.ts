/** A process that answers questions, one line of JSON each; python/worker.py is its other end. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

/** What a worker says to a question. */
type Said =
  | { readonly kind: 'answer'; readonly seconds: number; readonly values: readonly number[] }
  /** It has no such statistic, or no such unit. */
  | { readonly kind: 'missing'; readonly why: string }
  | { readonly kind: 'failed'; readonly why: string }

/** Summed over a process and those that it started. */
interface Taken {
  /** Processor time, in seconds: other work on the machine counts little. Known to 0.01 s. */
  readonly processor: number
  /** The largest memory, in MB. */
  readonly peak: number
}

const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) kill(child)
})

export interface Worker {
  /** Its packages and their versions; known once it has started. */
  readonly versions: Readonly<Record<string, string>>
  ask(question: object): Promise<Said>
  /** What its processes have taken so far; null where the system does not tell. */
  taken(): Taken | null
  stop(): void
}

/**
 * Starts a process in `folder`, which may fill it.
 *
 * @param limit seconds until a start or an answer is given up; then the worker is stopped
 * @throws Error where it does not start
 */
export async function startWorker(
  command: readonly string[],
  options: { readonly folder: string; readonly limit: number },
): Promise<Worker> {
  const [program = '', ...parameters] = command
  const child = spawn(program, parameters, {
    cwd: options.folder,
    detached: true, // a group of its own, which ends with it
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  running.add(child)
  const ended = new Promise<undefined>((done) => {
    child.on('error', () => done(undefined))
    child.on('close', () => done(undefined))
  })
  child.stdin.on('error', () => {}) // it has ended, which the next line tells
  let complaint = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-4000)
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const stop = (): void => {
    running.delete(child)
    kill(child)
  }
  /** The next line as JSON, or why there is none. */
  const next = async (): Promise<Line> => {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<'late'>((done) => {
      timer = setTimeout(() => done('late'), options.limit * 1000)
    })
    const line = await Promise.race([lines.next(), ended, late])
    clearTimeout(timer)
    if (line !== 'late' && line !== undefined && line.done !== true) return JSON.parse(line.value)
    stop()
    const said = complaint
      .trim()
      .split('\n')
      .findLast((text) => /^\w*(Error|Exception)\b/.test(text))
    return { failed: line === 'late' ? `over ${options.limit} s` : (said ?? 'it ended') }
  }
  const first = await next()
  if (first.versions === undefined) throw new Error(first.failed ?? 'it says no versions')
  return {
    versions: first.versions,
    async ask(question) {
      child.stdin.write(`${JSON.stringify(question)}\n`)
      const { seconds, values, missing, failed } = await next()
      if (seconds !== undefined && values !== undefined) return { kind: 'answer', seconds, values }
      if (missing !== undefined) return { kind: 'missing', why: missing }
      return { kind: 'failed', why: (failed ?? 'no answer').split('\n', 1)[0] ?? '' }
    },
    taken: () => (child.pid === undefined ? null : takenBy(child.pid)),
    stop,
  }
}

interface Line {
  readonly versions?: Readonly<Record<string, string>>
  readonly seconds?: number
  readonly values?: readonly number[]
  readonly missing?: string
  readonly failed?: string
}

function kill(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  } catch {
    // it has ended by itself
  }
}

/** Linux only; without those of its processes that ended before it. */
function takenBy(pid: number): Taken | null {
  if (!existsSync('/proc/self/status')) return null
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap(processOf)
  const family = (of: number): readonly Process[] =>
    all.filter(({ parent }) => parent === of).flatMap((child) => [child, ...family(child.pid)])
  const mine = [...all.filter((one) => one.pid === pid), ...family(pid)]
  return {
    processor: mine.reduce((sum, { processor }) => sum + processor, 0),
    peak: mine.reduce((sum, { peak }) => sum + peak, 0),
  }
}

interface Process extends Taken {
  readonly pid: number
  readonly parent: number
}

/** None where it ended meanwhile. */
function processOf(pid: string): Process[] {
  try {
    const peak = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // After the name, which may hold anything: state, parent, …, and 4 times in ticks of 0.01 s.
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number)
    const ticks = fields.slice(11, 15).reduce((sum, time) => sum + time, 0)
    const parent = fields[1] ?? 0
    return [{ pid: Number(pid), parent, processor: ticks / 100, peak: Number(peak) / 1000 }]
  } catch {
    return []
  }
}
