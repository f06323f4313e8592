/**
 * SmartNoise Core's table of statistics, mechanisms and utilities: one test a cell. A cell is answered, and then
 * its value, its error, its law and its price are checked against a truth that is computed plainly; or there is
 * no such thing, and then it is refused before anything is charged. None is left out.
 *
 * Noise is real. An interval misses its truth at most once in 1e12 values; there are fewer than 10,000.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DitherError } from '@dither/core'
import { open, type Released, type Session, type Source } from '@dither/query'
import { duckdb } from '@dither/query/duckdb'
import { memory } from '@dither/query/memory'
import { afterAll, describe, expect, test } from 'vitest'
import { budget, type Mechanism, mechanisms } from './mechanisms.ts'
import { type Ask, type How, type Parity, statistics, valuesOf } from './statistics.ts'
import { type Plain, type Utility, utilities } from './utilities.ts'

const confidence = 1 - 1e-12
const folder = mkdtempSync(join(tmpdir(), 'dither-parity-'))
const sessions = new Map<string, Promise<Session>>()
const sources = new Map<string, Source>()
afterAll(async () => {
  for (const session of sessions.values()) await (await session).close()
  rmSync(folder, { recursive: true })
})

type EngineName = 'memory' | 'duckdb'

function sourceOf(utility: Utility, engine: EngineName): Source {
  if (utility.totals !== undefined) return utility.totals
  const found = sources.get(engine)
  if (found !== undefined) return found
  const made = engine === 'memory' ? memory(utility.raw) : duckdb(csvOf(utility))
  sources.set(engine, made)
  return made
}

function csvOf({ raw }: Utility): string {
  const file = join(folder, 'rows.csv')
  const names = Object.keys(raw[0] ?? {})
  const lines = raw.map((row) => names.map((name) => row[name] ?? '').join(','))
  writeFileSync(file, `${[names.join(','), ...lines].join('\n')}\n`)
  return file
}

/** In DuckDB one a utility, since a file is slow to open; each cell has its budget. */
function sessionOf(utility: Utility, engine: EngineName, how: How = {}): Promise<Session> {
  const whole = how.rho === undefined ? { epsilon: 1e6, delta: 0.1 } : { rho: how.rho }
  const opened = () => open(utility.view(sourceOf(utility, engine)), { budget: whole })
  if (engine === 'memory') return opened()
  const session = sessions.get(utility.name) ?? opened()
  sessions.set(utility.name, session)
  return session
}

/** The statistic of the utility's rows, or of each part. */
function planOf(utility: Utility, { ask }: Ask, { how }: Mechanism, engine: EngineName) {
  const view = utility.view(sourceOf(utility, engine))
  return utility.parts === true
    ? { it: view.partition('k', (part) => ask(part, how)) }
    : { it: ask(view, how) }
}

async function answered(
  statistic: Parity,
  asked: Ask,
  mechanism: Mechanism,
  utility: Utility,
  engine: EngineName,
): Promise<void> {
  const session = await sessionOf(utility, engine, mechanism.how)
  const release = await session.release(planOf(utility, asked, mechanism, engine))
  const free = utility.times === 0 && statistic.name === 'dp_count'
  expect(release.loss).toMatchObject(free ? { epsilon: 0 } : lossOf(mechanism.how))
  const answers = Object.entries(release.answers)
  expect(answers).toHaveLength(utility.parts === true ? 2 : 1)
  for (const [name, answer] of answers) {
    const rows = utility.plain.filter(({ k }) => utility.parts !== true || name === `it.${k}`)
    expect(free ? ['composed'] : mechanism.events).toContain(answer.event.kind)
    if (answer.event.kind !== 'composed')
      expect(answer.event.neighbours).toBe(utility.times === 0 ? 'change-one' : 'add-remove')
    near(answer, rows, statistic, asked)
  }
}

/** All that was offered, and not more: a budget with a delta is one without, where that is 0. */
function lossOf({ epsilon, delta = 0, rho }: How): object {
  return rho === undefined ? { epsilon, delta } : { rho }
}

/** Every value lies by its truth, and its interval holds the truth and is narrow. */
function near(answer: Released, rows: readonly Plain[], statistic: Parity, { truth }: Ask): void {
  const wanted = truth(rows)
  if (statistic.chosen !== undefined) {
    const [value] = valuesOf(answer, confidence)
    nearRank(value?.value ?? Number.NaN, wanted[0] ?? Number.NaN, rows)
    return
  }
  const { afterwards } = statistic
  const said =
    afterwards !== undefined && answer.kind === 'scalar' ? afterwards(answer, rows.length) : answer
  const values = valuesOf(said, confidence)
  const size = 1 + Math.max(...wanted.map(Math.abs))
  expect(values).toHaveLength(wanted.length)
  for (const [i, { value, interval }] of values.entries()) {
    const [low, high] = interval
    expect(Math.abs(value - (wanted[i] ?? Number.NaN))).toBeLessThan(0.03 * size)
    expect(low).toBeLessThanOrEqual((wanted[i] ?? Number.NaN) + 1e-9)
    expect(high).toBeGreaterThanOrEqual((wanted[i] ?? Number.NaN) - 1e-9)
    expect(high - low).toBeLessThan(0.3 * size)
  }
}

/** The rank is within one row of those of the value; of no row, where the choice is best. */
function nearRank(value: number, at: number, rows: readonly Plain[]): void {
  expect(value).toBeGreaterThanOrEqual(0)
  expect(value).toBeLessThanOrEqual(22)
  const below = rows.filter(({ x }) => x < value).length
  const above = rows.filter(({ x }) => x > value).length
  expect(below).toBeLessThanOrEqual(at * rows.length + 1)
  expect(above).toBeLessThanOrEqual((1 - at) * rows.length + 1)
}

/** Nothing is charged, and the error says the way out. */
async function refused(attempt: () => Promise<unknown>, code: DitherError['code']): Promise<void> {
  const error = await Promise.resolve()
    .then(attempt)
    .then(
      () => undefined,
      (caught: unknown) => caught,
    )
  expect(error).toBeInstanceOf(DitherError)
  expect(error).toMatchObject({ code })
}

let cells = 0
for (const mechanism of mechanisms)
  describe(`${mechanism.name}${mechanism.reason === undefined ? '' : `: none, since ${mechanism.reason}`}`, () => {
    for (const statistic of statistics) {
      const asked = mechanism.way === 'none' ? undefined : statistic[mechanism.way]
      for (const utility of utilities) {
        const title = `${statistic.name}, ${utility.name}`
        cells += 1
        if (asked === undefined)
          test(`${title}: there is no such mechanism`, () =>
            refused(async () => askWithName(statistic, mechanism, utility), 'invalid_parameter'))
        else if (utility.totals !== undefined && statistic.needsRows === true)
          test(`${title}: refused, totals do not say it`, async () => {
            const session = await sessionOf(utility, 'memory', mechanism.how)
            const { spent } = session
            const plan = planOf(utility, asked, mechanism, 'memory')
            await refused(() => session.release(plan), 'unsupported')
            expect(session.spent).toEqual(spent)
          })
        else {
          test(title, () => answered(statistic, asked, mechanism, utility, 'memory'))
          if (mechanism.name === 'SimpleGeometric' && utility.totals === undefined)
            test(`${title}, in DuckDB`, () =>
              answered(statistic, asked, mechanism, utility, 'duckdb'))
        }
      }
    }
  })

/** Asks for the mechanism by its name, as a text that came from outside would. */
function askWithName(statistic: Parity, { name }: Mechanism, utility: Utility): unknown {
  const asked = statistic.noised
  if (asked === undefined) throw new RangeError('nothing is asked')
  const how = { ...budget, mechanism: name.toLowerCase() }
  return asked.ask(utility.view(sourceOf(utility, 'memory')), how as Mechanism['how'])
}

test('the table is whole', () => {
  expect(statistics.map(({ name }) => name.replace(/\(.*/, '')).filter(isFirst)).toHaveLength(13)
  expect(cells).toBe(statistics.length * mechanisms.length * utilities.length)
})

function isFirst(name: string, place: number, names: readonly string[]): boolean {
  return names.indexOf(name) === place
}

/** Tables that no answer about the first one may pass for. */
const twins: readonly ((rows: readonly Plain[]) => readonly Plain[])[] = [
  (rows) => rows.slice(5),
  (rows) => rows.map((row) => ({ ...row, x: row.x % 2 })),
  (rows) => rows.map((row) => ({ ...row, x: row.x - 5, y: row.y + row.x })),
  (rows) => rows.map((row) => ({ ...row, x: 3 * row.x + 15, k: 'a' })),
]

test.each(statistics)('$name of another table is told apart', async (statistic) => {
  const [literal] = utilities
  const asked = statistic.noised
  if (literal === undefined || asked === undefined) throw new RangeError('nothing is asked')
  await using session = await sessionOf(literal, 'memory')
  const view = literal.view(sourceOf(literal, 'memory'))
  const { answers } = await session.release({ it: asked.ask(view, budget) })
  const passes = (rows: readonly Plain[]): boolean => {
    try {
      if (answers['it'] !== undefined) near(answers['it'], rows, statistic, asked)
      return true
    } catch {
      return false
    }
  }
  expect(passes(literal.plain)).toBe(true)
  expect(twins.every((twin) => passes(twin(literal.plain)))).toBe(false)
})

describe('the relation, group_size and c_stability scale the noise', () => {
  test.each(utilities.map((utility) => [utility.name, utility] as const))(
    '%s',
    async (_, utility) => {
      const session = await sessionOf(utility, 'memory')
      const view = utility.view(sourceOf(utility, 'memory'))
      const { questions } = await session.explain({ it: view.count({ epsilon: 0.5 }) })
      expect(questions[0]?.noise.map(({ size }) => size)).toEqual(
        utility.times === 0 ? [] : [2 * utility.times],
      )
    },
  )
})

describe('accuracy_to_privacy_usage, privacy_usage_to_accuracy', () => {
  const [literal] = utilities
  for (const statistic of statistics)
    test(statistic.name, async () => {
      if (literal === undefined) throw new RangeError('no utility')
      const asked = statistic.chosen ?? statistic.noised
      if (asked === undefined) throw new RangeError('nothing is asked')
      const session = await sessionOf(literal, 'memory')
      const view = literal.view(sourceOf(literal, 'memory'))
      const wanted = { accuracy: 5, confidence: 0.9, among: 1000 }
      const expected = async (how: object) => {
        const { questions } = await session.explain({ it: asked.ask(view, how) })
        const [first] = questions
        const { value = Number.NaN, per } = first?.accuracy ?? {}
        return {
          epsilon: first?.loss?.kind === 'zcdp' ? Number.NaN : (first?.loss?.epsilon ?? Number.NaN),
          error: per === 'number of values' ? value / 1000 : value,
        }
      }
      const found = await expected(wanted)
      expect(found.error).toBeLessThanOrEqual(5)
      const { accuracy: _, ...guess } = wanted
      const again = await expected({ ...guess, epsilon: found.epsilon })
      expect(again.error).toBe(found.error)
      // Integers make steps: a little less budget is no longer enough, or the error is a whole step.
      const less = await expected({ ...guess, epsilon: found.epsilon - 1e-6 })
      expect(less.error).toBeGreaterThan(5)
    })
})
