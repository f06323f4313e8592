/**
 * Every example runs, and says what it promises. The noise is real: the ranges below are so wide that an
 * honest run leaves one of them less than once in 1e9.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { afterEach, describe, expect, test, vi } from 'vitest'

const log = vi.spyOn(console, 'log').mockImplementation(() => {})
afterEach(() => log.mockClear())

/** Runs an example and returns what it printed. */
async function run(name: string): Promise<string> {
  await import(`../examples/${name}.ts`)
  return log.mock.calls.map((words) => words.join(' ')).join('\n')
}

/** The number after a text. */
function numberAfter(printed: string, text: string): number {
  const found = new RegExp(`${text}\\s*(-?[\\d.]+)`).exec(printed)
  expect(found, `${text} in ${printed}`).not.toBeNull()
  return Number(found?.[1])
}

describe('examples', () => {
  test('are all listed here', () => {
    const files = readdirSync(import.meta.dirname ?? '.').filter((file) =>
      /^[a-z-]+\.ts$/.test(file),
    )
    expect(files.map((file) => file.slice(0, -3))).toEqual([
      'a-budget-that-lasts',
      'a-file-in-the-browser',
      'above-a-threshold',
      'budget-and-explain',
      'choose-the-best',
      'computing-with-answers',
      'counts-of-any-key',
      'dates-and-views',
      'every-mechanism',
      'every-statistic',
      'filter-and-group',
      'find-keys',
      'first-release',
      'from-smartnoise',
      'gaussian-noise',
      'groups-by-private-keys',
      'learn-bounds-first',
      'local-frequencies',
      'noise-for-a-target',
      'noise-for-a-vector',
      'noise-that-follows-the-data',
      'parts-of-a-table',
      'plot-a-release',
      'private-keys',
      'randomised-answers',
      'running-totals',
      'shapes-of-noise',
      'spend-look-spend',
      'test-a-proportion',
      'units-with-many-rows',
      'wanted-errors',
      'what-training-costs',
      'which-accountant',
    ])
  })

  test('a-budget-that-lasts refuses what is too much, over sessions and analysts', async () => {
    const printed = await run('a-budget-that-lasts')
    expect(numberAfter(printed, 'bob: mean age')).toBeGreaterThan(30)
    expect(printed).toContain(
      'ann: refused. budget of analyst ann for "people" has epsilon 0.1 left',
    )
    expect(printed).toContain('4 records, as they were written')
  })

  test('counts-of-any-key', async () => {
    const printed = await run('counts-of-any-key')
    expect(Math.abs(numberAfter(printed, 'weather:') - 1600)).toBeLessThan(150)
    expect(Math.abs(numberAfter(printed, 'recipe:') - 700)).toBeLessThan(150)
    expect(numberAfter(printed, 'nobody used:')).toBeLessThan(150)
    expect(numberAfter(printed, 'each within')).toBeLessThan(40)
    expect(printed).toContain('the same after storing')
  })

  test('local-frequencies', async () => {
    const printed = await run('local-frequencies')
    expect(Math.abs(numberAfter(printed, '4 blocks, page 0:') - 1806)).toBeLessThan(700)
    expect(Math.abs(numberAfter(printed, '8 buckets, page 0:') - 1806)).toBeLessThan(700)
    expect(Math.abs(numberAfter(printed, 'bit, page 0:') - 1806)).toBeLessThan(1000)
    expect(printed).toMatch(/^Bergen\? \S+; at distance t within 0\.500000 t$/m)
  })

  test('randomised-answers', async () => {
    const printed = await run('randomised-answers')
    expect(Math.abs(numberAfter(printed, 'some') - 900)).toBeLessThan(350)
    expect(Math.abs(numberAfter(printed, 'party 0:') - 1800)).toBeLessThan(250)
    expect(printed).toMatch(/^[01]{16} costs epsilon 4\.394449154672439$/m)
  })

  test('shapes-of-noise', async () => {
    const printed = await run('shapes-of-noise')
    expect(printed).toMatch(/^discreteLaplace +\d+ ± 3, epsilon 1\.000000$/m)
    expect(printed).toMatch(/^boundedLaplace +\d+ ± 4, epsilon 1\.000000$/m)
    expect(numberAfter(printed, 'staircase +variance')).toBeLessThan(1.3)
    expect(printed).toMatch(/^uniformNoise +-?\d+ ± 48, epsilon 0, delta 0\.009901$/m)
  })

  test('test-a-proportion', async () => {
    const printed = await run('test-a-proportion')
    // The noise is less than 26 from 0, for sure.
    expect(Math.abs(numberAfter(printed, 'yes:') - 412)).toBeLessThan(26)
    expect(numberAfter(printed, 'with chance')).toBeLessThan(10)
    expect(printed).toMatch(/chance \d\.\de-\d+$/m)
    expect(Math.abs(numberAfter(printed, 'share:') - 0.412)).toBeLessThan(0.026)
    expect(Math.abs(numberAfter(printed, 'surely within 25:') - 412)).toBeLessThanOrEqual(25)
  })

  test('first-release', async () => {
    const printed = await run('first-release')
    const mean = numberAfter(printed, 'mean age')
    expect(Math.abs(mean - 48)).toBeLessThan(15)
    expect(numberAfter(printed, 'its variance')).toBeLessThan(1000)
    expect(printed).toMatch(/20,000 – 40,000 +█+/)
    expect(printed).toContain('spent epsilon 1 of 1')
  })

  test('from-smartnoise', async () => {
    const printed = await run('from-smartnoise')
    expect(printed).toContain('20 questions explained, none asked')
    expect(Math.abs(numberAfter(printed, 'mean age') - 55)).toBeLessThan(10)
    expect(Math.abs(numberAfter(printed, 'people') - 1000)).toBeLessThan(300)
    expect(printed).toContain('line of intercept, educ, age')
    expect(Math.abs(numberAfter(printed, 'mean of 1000:') - 55)).toBeLessThan(5)
    expect(printed).toContain('asserted by the owner: totals')
    expect(printed.match(/^region (north|south|west): -?\d/gm)).toHaveLength(3)
    expect(printed).toContain('PUMS.PUMS.rows is not used')
    expect(printed).toContain('wages of 2 groups from the metadata')
  })

  test('filter-and-group', async () => {
    const printed = await run('filter-and-group')
    expect(printed).toMatch(/^higher: \d+ dollars a week ± \d+$/m)
    expect(
      printed.match(/^(primary|secondary|higher), (young|middle|older): -?\d+$/gm),
    ).toHaveLength(9)
    expect(numberAfter(printed, 'higher: ')).toBeGreaterThan(numberAfter(printed, 'primary: '))
  })

  test('units-with-many-rows', async () => {
    const printed = await run('units-with-many-rows')
    expect(Math.abs(numberAfter(printed, 'people:') - 1500)).toBeLessThan(200)
    expect(printed.match(/^people seen in the (north|south|west): -?\d+$/gm)).toHaveLength(3)
  })

  test('budget-and-explain', async () => {
    const printed = await run('budget-and-explain')
    expect(printed).toContain('epsilon 0.6')
    expect(printed).toMatch(/certified for request [0-9a-f-]{36}/)
    expect(printed).toMatch(/refused: .*budget/)
    expect(printed).toContain('and nothing is left')
  })

  test('every-statistic', async () => {
    const printed = await run('every-statistic')
    expect(Math.abs(numberAfter(printed, 'people\n') - 20_000)).toBeLessThan(200)
    expect(printed).toMatch(/^median\n[\d.]+, its rank ± \d+ rows$/m)
    expect(printed).toMatch(/^curve\n(at most [\d.]+: .*\n){20,22}/m)
    expect(printed).toMatch(/^crossed\n(.*: -?[\d.]+ ± \d+\n){6}/m)
    expect(printed).toMatch(/^bounds\nlower: \d+.*\nupper: \d+/m)
    const after = numberAfter(printed, 'after 12 years of school:')
    expect(Math.abs(after - 50_000)).toBeLessThan(10_000)
  })

  test('dates-and-views', async () => {
    const printed = await run('dates-and-views')
    expect(printed.match(/^quarter [1-4], (south|west): -?\d+ ± \d+$/gm)).toHaveLength(8)
    expect(Math.abs(numberAfter(printed, 'spends') - 438)).toBeLessThan(30)
    expect(Math.abs(numberAfter(printed, '\n') - 2000)).toBeLessThan(300)
  })

  test('computing-with-answers', async () => {
    const printed = await run('computing-with-answers')
    expect(Math.abs(numberAfter(printed, 'town Boda:') - 20)).toBeLessThan(5)
    expect(printed.match(/^\[\d+, \d+[)\]]: 0\.\d+ ± 0\.\d+$/gm)).toHaveLength(3)
    expect(Math.abs(numberAfter(printed, 'gap between the towns:') - 0.5)).toBeLessThan(0.1)
  })

  test('wanted-errors', async () => {
    const printed = await run('wanted-errors')
    expect(printed).toMatch(/^people: \d+ ± 20$/m)
    expect(Math.abs(numberAfter(printed, 'people:') - 3000)).toBeLessThan(200)
    expect(printed).toMatch(/^relative errors 3\.\d %, 3\.\d %$/m)
  })

  test('noise-for-a-vector', async () => {
    const printed = await run('noise-for-a-vector')
    expect(printed).toMatch(/^linf +variance 154, ± 22 a count, epsilon 1$/m)
    expect(printed).toMatch(/^rho: gaussian has variance 20\.00; next is linf/m)
  })

  test('noise-that-follows-the-data', async () => {
    const printed = await run('noise-that-follows-the-data')
    expect(Math.abs(numberAfter(printed, 'chosen:') - 40_000)).toBeLessThan(2000)
    expect(printed).toMatch(/^smooth: \d+$/m)
    expect(numberAfter(printed, 'within 19 people of the middle, epsilon')).toBe(1)
    expect(printed).toMatch(/^tested: (refused|\d+)$/m)
    expect(numberAfter(printed, 'geometric, mean of blocks:')).toBeGreaterThan(25_000)
    expect(numberAfter(printed, 'geometric, mean of blocks:')).toBeLessThan(51_000)
    expect(Math.abs(numberAfter(printed, 'median of blocks:') - 38_200)).toBeLessThan(8000)
  })

  test('parts-of-a-table', async () => {
    const printed = await run('parts-of-a-table')
    expect(printed).toContain('Of the 3 parts of bySchool, the dearest counts')
    expect(printed).toContain('Together: epsilon 0.5 of epsilon 1 left')
    expect(Math.abs(numberAfter(printed, 'primary:') - 1000)).toBeLessThan(150)
  })

  test('spend-look-spend', async () => {
    const printed = await run('spend-look-spend')
    expect(printed.match(/^(farmer|nurse|teacher): half are above \d+$/gm)).toHaveLength(3)
    expect(Math.abs(numberAfter(printed, 'people:') - 3000)).toBeLessThan(200)
    expect(printed).toContain('nothing is left: epsilon 0')
  })

  test('a-file-in-the-browser', async () => {
    const printed = await run('a-file-in-the-browser')
    expect(printed).toMatch(/agee.*Did you mean age\?/)
    expect(Math.abs(numberAfter(printed, 'smoker true:') - 125)).toBeLessThan(60)
    expect(printed).toMatch(/smoker (null|other or null): -?\d+/)
  })

  test('plot-a-release', async () => {
    const printed = await run('plot-a-release')
    expect(printed).toContain('<svg … drawn for a page 480 pixels wide')
    expect(printed).toMatch(/40 – 60 +█+/)
    expect(printed.match(/^ *(north|south|west) .*●.* ± /gm)).toHaveLength(3)
    expect(printed.match(/├─.*┤ 90 % interval of the noise, all at once/g)).toHaveLength(2)
  })

  test('above-a-threshold', async () => {
    const printed = await run('above-a-threshold')
    expect(printed.match(/^day (89|179|269): about \d+ visits$/gm)).toHaveLength(3)
    expect(Math.abs(numberAfter(printed, 'day 89: about') - 1000)).toBeLessThan(150)
    expect(printed).toContain('charged: sparseVector, epsilon 1')
  })

  test('running-totals', async () => {
    const printed = await run('running-totals')
    expect(printed.match(/^day \d+: \d+, between \d+ and \d+$/gm)).toHaveLength(5)
    // Deviation 9: an honest total is seven of them off less than once in 1e11.
    expect(Math.abs(numberAfter(printed, 'day 365:') - 17_876)).toBeLessThan(70)
    expect(numberAfter(printed, 'off by at most')).toBeLessThan(25)
    expect(numberAfter(printed, 'epsilon 1: ±')).toBeGreaterThan(25)
  })

  test('find-keys', async () => {
    const printed = await run('find-keys')
    expect(numberAfter(printed, 'counted:')).toBeLessThan(225)
    expect(numberAfter(printed, 'weighted:')).toBeGreaterThan(230)
    expect(numberAfter(printed, 'iterative:')).toBeGreaterThan(265)
    expect(numberAfter(printed, 'policy:')).toBeGreaterThan(310)
    expect(printed).toMatch(/^policy: \d+ words, for epsilon 1\.000000 and delta 1\.0000e-5$/m)
    expect(printed).toContain('priced as it says')
  })

  test('private-keys', async () => {
    const printed = await run('private-keys')
    expect(printed).toContain('shown: recipe, train times, weather')
    expect(printed).not.toContain('illness')
    expect(Math.abs(numberAfter(printed, 'recipe:') - 1800)).toBeLessThan(100)
    expect(printed).toContain('priced as it says')
  })

  test('groups-by-private-keys', async () => {
    const printed = await run('groups-by-private-keys')
    expect(printed).toContain('half of the time a word of 41 people is shown')
    expect(printed).not.toContain('illness')
    expect(Math.abs(numberAfter(printed, 'recipe:') - 500)).toBeLessThan(60)
    expect(Math.abs(numberAfter(printed, 'weather:') - 750)).toBeLessThan(60)
    expect(printed).toMatch(/^word train times: \d/m)
    expect(printed).toContain('together: epsilon 3, delta 1e-9')
    expect(printed).toContain('words that may be listed: 3')
  })

  test('choose-the-best', async () => {
    const printed = await run('choose-the-best')
    expect(printed).toMatch(/^least frequent: travel$/m)
    expect(printed).toMatch(/^[a-z]+: \d+ ± 15, for epsilon 0\.4$/m)
    expect(printed).toMatch(/^the first three: [a-z]+, [a-z]+, [a-z]+$/m)
    expect(printed).toMatch(/^cut at [1-8]?0, for epsilon 1\.5$/m)
  })

  test('gaussian-noise', async () => {
    const printed = await run('gaussian-noise')
    expect(printed.match(/^ +\d+ h {2}-?\d+$/gm)).toHaveLength(24)
    expect(numberAfter(printed, '\\neach ±')).toBeLessThan(numberAfter(printed, 'at once ±'))
  })

  test('bounds and limits are found before they are used', async () => {
    const printed = await run('learn-bounds-first')
    expect(printed).toContain('prices between 16 and 256')
    expect(numberAfter(printed, '"maxRowsTotal":')).toBeLessThan(60)
    const mean = numberAfter(printed, 'mean price')
    expect(mean).toBeGreaterThan(60)
    expect(mean).toBeLessThan(160)
    expect(printed).toContain('spent epsilon 3')
  })

  test('noise-for-a-target', async () => {
    const printed = await run('noise-for-a-target')
    expect(numberAfter(printed, 'noise multiplier')).toBeCloseTo(22.305, 2)
    expect(printed).toContain('by pld')
    expect(numberAfter(printed, 'right at most in')).toBeLessThan(5)
    expect(numberAfter(printed, 'a filter lets')).toBeGreaterThan(100)
    expect(numberAfter(printed, 'after 100 of them: epsilon')).toBeLessThan(2)
    expect(numberAfter(printed, 'shuffled:')).toBeCloseTo(0.053, 3)
  })

  test('what-training-costs', async () => {
    const printed = await run('what-training-costs')
    expect(numberAfter(printed, 'training: epsilon')).toBeCloseTo(6.7127, 3)
    expect(numberAfter(printed, 'would say about')).toBeLessThan(6.7)
    expect(printed).toContain('100 looks: mu 0.5')
    expect(numberAfter(printed, '100 times 0.1: epsilon')).toBeLessThan(5)
    expect(numberAfter(printed, 'one count: delta')).toBeGreaterThan(0.03)
  })

  test('every-mechanism', async () => {
    const printed = await run('every-mechanism')
    expect(printed.match(/^\w+: \d ways$/gm)).toHaveLength(8)
    expect(printed).toMatch(/^more than a third: p-value \d\.\de-\d+$/m)
    expect(printed).toMatch(/^share: 0\.\d\d to 0\.\d\d$/m)
  })

  test('which-accountant', async () => {
    const printed = await run('which-accountant')
    const upper = numberAfter(printed, 'upper end: a claim:')
    const lower = numberAfter(printed, 'lower end: no accountant can say less:')
    expect(upper).toBeCloseTo(1.8283, 3)
    expect(upper - lower).toBeLessThan(0.001)
    expect(numberAfter(printed, 'rdp: a claim:')).toBeGreaterThan(upper)
    expect(numberAfter(printed, 'central limit: no claim:')).toBeLessThan(lower)
    expect(numberAfter(printed, 'replaced by another, upper end:')).toBeLessThan(2 * upper)
    expect(numberAfter(printed, 'the count, of a household of 4:')).toBe(0.4)
    expect(numberAfter(printed, '100 looks, mu:')).toBe(0.5)
    expect(numberAfter(printed, 'filter: left:')).toBe(0.9)
    // The guide shows all of it.
    expect(readFileSync('docs/accounting.md', 'utf8')).toContain(printed.trim())
  })
})
