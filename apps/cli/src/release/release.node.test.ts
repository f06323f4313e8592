import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { run } from '../run.ts'
import { peopleYaml, type Ran, runCli, type Workplace, workplace } from '../testing.ts'

let place: Workplace
beforeAll(() => {
  place = workplace()
})
afterAll(() => place.remove())

/** Releases from people.csv by people.yaml. */
const release = (...more: string[]): Promise<Ran> =>
  runCli(['release', place.path('people.csv'), '--schema', place.path('people.yaml'), ...more])

describe('dither release', () => {
  test('prints every answer with error, interval and cost, and that earlier runs are not counted', async () => {
    const { code, out, err } = await release(
      '--stats',
      'mean(age), variance(age), histogram(income, edges=0:100000:25000)',
      '--epsilon',
      '1',
    )
    expect(err).toBe('')
    expect(code).toBe(0)
    expect(out).toMatch(/answer +value +error +95 % interval +cost/)
    expect(out).toMatch(/mean\(age\) +\d+\.\d+ +± \d+\.\d+ +\d+\.\d+ to \d+\.\d+ +epsilon 0\.33/)
    expect(out).toMatch(/variance\(age\)/)
    expect(out).toMatch(
      /histogram\(income\) {3}each bin ± \d+ {3}epsilon 0\.33\d+ for all bins together/,
    )
    expect(out).toMatch(/25,000 – 50,000 +█+/)
    expect(out).toContain('cost   epsilon 1; nothing is left of this run')
    expect(out).toContain('Earlier runs are not counted')
  })

  test('says what missing cells count as where they are not NULL, from the schema alone', async () => {
    const asked = ['--epsilon', '1', '--stats', 'count(), mean(age), histogram(educ)']
    const { out } = await release(...asked)
    const words =
      'a missing or unreadable age counts as 50; a missing or unlisted educ counts as low'
    expect(out.replace(/\s+/g, ' ')).toContain(` blanks ${words} note `)
    const { answers } = JSON.parse((await release('--json', ...asked)).out)
    expect(answers['mean(age)'].covers).toContain('; a missing or unreadable age counts as 50')
    expect(answers['count()'].covers).toBe('the noise; no bound leaves anything out')
    expect((await release(...asked, '--explain')).out).toContain(
      'a missing or unlisted educ counts',
    )
    const all = [
      '--epsilon',
      '1',
      '--stats',
      'contingencyTable([educ, married]), sum(age), sum(income)',
    ]
    expect((await release(...all)).out).toContain('blanks missing cells of 4 columns count as')
    const none = await release('--epsilon', '1', '--stats', 'count()')
    expect(none.out).not.toContain('blanks')
    const nullable = place.write('nullable.yaml', peopleYaml.replace(/ }/g, ', nullable: true }'))
    expect((await release(...asked, '--schema', nullable)).out).not.toContain('blanks')
  })

  test('prints coefficients as a list and matrices as a grid, and both as data', async () => {
    const stats = 'covariance([age, income]), regression(income, [age], as=line)'
    const { code, out, err } = await release('--stats', stats, '--epsilon', '1')
    expect(err).toBe('')
    expect(code).toBe(0)
    expect(out).toMatch(/covariance\(\[age, income\]\) {3}epsilon 0\.5 for all values together/)
    expect(out).toMatch(
      /\n +age +income\n +age +[\d,.-]+ ± [\d,.]+ +[\d,.-]+ ± [\d,.]+\n +income +/,
    )
    expect(out).toMatch(/line {3}epsilon 0\.5 for all values together/)
    expect(out).toMatch(/intercept +\S+ +(± \S+|unknown)/)
    const json = await release('--json', '--stats', stats, '--epsilon', '1')
    expect(JSON.parse(json.out).answers).toMatchObject({
      'covariance([age, income])': { kind: 'matrix', rows: ['age', 'income'] },
      line: { kind: 'vector', entries: [{ label: 'intercept' }, { label: 'age' }] },
    })
    const grouped = await release('--stats', stats, '--epsilon', '1', '--group-by', 'educ')
    expect(grouped.out).toMatch(/educ \S+\n.*\n +intercept/)
  })

  test('prints a distribution as a picture, a table of counts as grids, and what ranks may be off', async () => {
    const stats =
      'cdf(age), contingencyTable([married, educ, age edges=0:100:50], margins=all), median(age), quantiles(age, [0.1, 0.9]), bounds(age)'
    const { code, out } = await release('--stats', stats, '--epsilon', '20')
    expect(code).toBe(0)
    expect(out).toMatch(
      /cdf\(age\) {3}each share ± 0\.\d+ or less {3}epsilon 4 for the whole curve/,
    )
    expect(out.match(/│|┤/g)?.length).toBeLessThan(40)
    expect(out).toMatch(/married true\n +educ \/ age +\[0, 50\) +\[50, 100\]\n +low +/)
    expect(out).toMatch(/median\(age\) +\d+ +rank ± \d+ rows +0 to 100/)
    expect(out).toMatch(/quantiles\(age, \[0\.1, 0\.9\]\)\s+each rank ± \d+ rows/)
    expect(out).toMatch(/bounds\(age\) {3}at most \d+ rows outside/)
    const { answers } = JSON.parse(
      (await release('--json', '--stats', stats, '--epsilon', '5')).out,
    )
    expect(answers).toMatchObject({
      'median(age)': { rankAccuracy: expect.any(Number) },
      'quantiles(age, [0.1, 0.9])': { rankAccuracy: expect.any(Number) },
      'bounds(age)': { outside: expect.any(Number) },
    })
    expect(answers['contingencyTable([married, educ, age])']).toMatchObject({
      axes: [{ name: 'married' }, { name: 'educ' }, { name: 'age' }],
      bins: expect.arrayContaining([
        expect.objectContaining({ parts: ['true', 'low', '[0, 50)'] }),
      ]),
    })
  })

  test('says of a min and a max that they are no ends of the data, and what comes nearer', async () => {
    const said = async (stats: string): Promise<string> =>
      (await release('--stats', stats, '--epsilon', '1')).out.replace(/\s+/g, ' ')
    expect(await said('min(age)')).toContain(
      'ranks min and max choose a value that few rows lie beyond, perhaps far outside the data; quantile(age, 0.01) comes nearer cost',
    )
    expect(await said('min(age), max(income)')).toContain(
      '; quantile(age, 0.01), quantile(income, 0.99) come nearer cost',
    )
    expect(await said('median(age)')).not.toContain('nearer')
  })

  test('asks of dates and answers in dates', async () => {
    const days = Array.from(
      { length: 300 },
      (_, i) => `2026-0${1 + (i % 6)}-1${i % 10},1${i % 10}:30`,
    )
    const file = place.write('days.csv', `day,at\n${days.join('\n')}\n`)
    const yaml =
      'version: 1\ndataset: days\nprivacyUnit: row\ncolumns:\n  day: { type: date, lower: 2026-01-01, upper: 2026-12-31 }\n  at: { type: time, lower: "00:00", upper: "23:59" }\n'
    const of = ['release', file, '--schema', place.write('days.yaml', yaml), '--epsilon', '500']
    const stats =
      'mean(day), sd(day), median(day), max(at, candidates=["12:00", "19:30", "20:00"]), quantiles(day, [0.25]), histogram(day, edges=[2026-01-01, 2026-04-01, 2026-07-01]), cdf(day), contingencyTable([day edges=[2026-01-01, 2026-04-01, 2026-07-01]])'
    const { code, out } = await runCli([...of, '--stats', stats])
    expect(code).toBe(0)
    expect(out).toMatch(/mean\(day\)\s+2026-03-31 +± 0\.\d+ days +2026-03-3/)
    expect(out).toMatch(/sd\(day\)\s+5\d\.\d+ days +± 0\.\d+ days/)
    expect(out).toMatch(/median\(day\)\s+2026-0[34]-\d\d +rank/)
    expect(out).toMatch(/max\(at\)\s+(19:30|20:00):00 +rank ± \d+ rows +12:00:00 to 20:00:00/)
    expect(out).toMatch(/0\.25 +2026-0[123]-\d\d/)
    expect(out.match(/\[2026-01-01, 2026-04-01\) +█.* 150$/gm)).toHaveLength(2)
    expect(out).toMatch(/2026-06-\d\d +█/)
    expect(out).not.toMatch(/\b20,?[4-8]\d\d\b/)
    const grouped = await runCli([
      ...of,
      ...['--csv', '--stats', 'count()', '--group-by', 'day=[2026-01-10, 2026-01-11]'],
    ])
    expect(grouped.out).toMatch(/^answer,day,entry,value,low,high\ncount\(\),2026-01-10,,/)
    const listed = await runCli([...of, '--csv', '--stats', 'mean(day), cdf(day), sd(day)'])
    expect(listed.out).toMatch(/^mean\(day\),,2026-03-\d\d,2026-03-\d\d,2026-0\d-\d\d$/m)
    expect(listed.out).toMatch(/^cdf\(day\),2026-12-31,1,1,1$/m)
    expect(listed.out).toMatch(/^sd\(day\),,5\d\.\d+,/m)
    const data = await runCli([...of, '--json', '--stats', 'mean(day), quantiles(day, [0.5])'])
    expect(JSON.parse(data.out).answers).toMatchObject({
      'mean(day)': { unit: 'date', text: expect.stringMatching(/^2026-03-\d\d$/) },
      'quantiles(day, [0.5])': {
        unit: 'date',
        entries: [{ text: expect.stringMatching(/^2026-/) }],
      },
    })
    const wrong = await runCli([...of, '--stats', 'mean(day, lower=2026-02-30)'])
    expect(wrong.err).toMatch(/character 17: "2026-02-30" is not a date/)
  })

  test('prints comma-separated values, with the cost beside them', async () => {
    const stats = 'mean(age), histogram(married), cov([age, income])'
    const { code, out, err } = await release('--csv', '--stats', stats, '--epsilon', '1')
    expect(code).toBe(0)
    expect(err).toMatch(/^dither: epsilon 1; nothing is left .* Earlier runs are not counted.*\n$/)
    const lines = out.trimEnd().split('\n')
    expect(lines[0]).toBe('answer,entry,value,low,high')
    expect(lines[1]).toMatch(/^mean\(age\),,[\d.]+,[\d.]+,[\d.]+$/)
    expect(lines[2]).toMatch(/^histogram\(married\),false,/)
    expect(lines[5]).toMatch(/^"cov\(\[age, income\]\)","age, income",/)
    expect(lines).toHaveLength(8)
    const grouped = await release('--csv', '--stats', stats, '--epsilon', '1', '--group-by', 'educ')
    expect(grouped.out).toMatch(/^answer,educ,entry,value,low,high\nmean\(age\),high,,/)
    const both = await release('--csv', '--json', '--stats', stats, '--epsilon', '1')
    expect(both.code).toBe(2)
  })

  test('spends no more than a wanted error takes', async () => {
    const stats = 'count(), sum(age, accuracy=500)'
    const { code, out } = await release(
      '--json',
      '--epsilon',
      '1',
      '--accuracy',
      '10',
      '--stats',
      stats,
    )
    expect(code).toBe(0)
    const { answers } = JSON.parse(out)
    expect(answers).toMatchObject({ 'count()': { accuracy: 10 } })
    const dear = await release('--epsilon', '0.1', '--accuracy', '1', '--stats', 'count()')
    expect(dear.code).toBe(1)
    expect(dear.err).toMatch(/epsilon 0\.1 left, epsilon 1\.\d+ is asked/)
    const uncapped = await release('--accuracy', '1', '--stats', 'count()')
    expect(uncapped.err).toMatch(/what the answers may cost at most/)
    const both = await release(
      '--epsilon',
      '1',
      '--accuracy',
      '1',
      '--share',
      'weight',
      '--stats',
      'count()',
    )
    expect(both.code).toBe(2)
  })

  test('shares its budget by relative errors', async () => {
    const stats = 'count(*, expects=1000), sum(age, expects=40000)'
    const share = ['--epsilon', '1', '--share', 'relative error', '--explain', '--json'] as const
    const { code, out } = await release(...share, '--stats', stats)
    expect(code).toBe(0)
    const guess = await release(
      '--epsilon',
      '1',
      '--share',
      'relative error',
      '--stats',
      'sum(age)',
    )
    expect(guess.err).toContain('Guess it: expects=1000; never look into the data for it')
    const [count, sum] = JSON.parse(out).questions
    expect(count.accuracy.value / 1000).toBeLessThan(0.012)
    expect(sum.accuracy.value / 40000).toBeCloseTo(count.accuracy.value / 1000, 2)
  })

  test('prints JSON', async () => {
    const { code, out } = await release(
      '--json',
      '--stats',
      'count(), histogram(educ)',
      '--epsilon',
      '0.5',
      '--confidence',
      '0.9',
    )
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({
      version: 1,
      kind: 'release',
      requestId: expect.any(String),
      confidence: 0.9,
      answers: {
        'count()': {
          kind: 'scalar',
          value: expect.any(Number),
          accuracy: expect.any(Number),
          interval: [expect.any(Number), expect.any(Number)],
          cost: { epsilon: 0.25 },
        },
        'histogram(educ)': {
          kind: 'bins',
          bins: [{ label: 'low' }, { label: 'middle' }, { label: 'high' }],
          cost: { epsilon: 0.25 },
        },
      },
      cost: { epsilon: 0.5 },
      remaining: { epsilon: 0 },
      notes: [expect.stringContaining('Earlier runs are not counted')],
    })
  })

  test('answers each group of public keys', async () => {
    const asText = await release(
      '--stats',
      'mean(age), histogram(married)',
      '--group-by',
      'educ',
      '--epsilon',
      '2',
    )
    expect(asText.code).toBe(0)
    expect(asText.out).toMatch(/mean\(age\) in each group {3}epsilon 1 for all groups together/)
    expect(asText.out).toMatch(/educ +value +error/)
    expect(asText.out).toMatch(/educ middle\n/)
    const asJson = await release(
      '--json',
      '--stats',
      'mean(age)',
      '--group-by',
      'educ, married',
      '--epsilon',
      '2',
    )
    const { answers } = JSON.parse(asJson.out)
    expect(answers['mean(age)'].rows).toHaveLength(6)
    expect(answers['mean(age)'].rows[0]).toMatchObject({
      keys: { educ: 'high', married: false },
      kind: 'scalar',
    })
  })

  test('takes a delta, a rho, a mechanism, and a budget for each statistic', async () => {
    for (const more of [
      ['--epsilon', '1', '--delta', '1e-6', '--mechanism', 'gaussian'],
      ['--rho', '0.1'],
      ['--rho', '0.1', '--mechanism', 'gaussian'],
      ['--epsilon', '1', '--mechanism', 'geometric'],
    ]) {
      const { code, out, err } = await release('--stats', 'count(), mean(age)', ...more)
      expect([code, err]).toEqual([0, ''])
      expect(out).toContain('nothing is left')
    }
    const auto = await release('--stats', 'count(), mean(age)', '--epsilon', '1', '--delta', '1e-6')
    expect(auto.out).toContain('cost   epsilon 1, delta 0; epsilon 0, delta 0.000001 is left')
    const own = await release('--stats', 'count(*, epsilon=0.1), mean(age, epsilon=0.2)')
    expect(own.code).toBe(0)
    expect(own.out).toContain('cost   epsilon 0.3; nothing is left')
    const part = await release(
      '--stats',
      'count(*, epsilon=0.1), mean(age, epsilon=0.2)',
      '--epsilon',
      '1',
    )
    expect(part.out).toContain('cost   epsilon 0.3; epsilon 0.7 is left')
  })

  test('draws and certifies into files', async () => {
    const [svg, certificate] = [place.path('age.svg'), place.path('age.json')]
    const { code, err } = await release(
      '--stats',
      'histogram(age, edges=0:100:20), histogram(educ)',
      '--epsilon',
      '1',
      '--svg',
      svg,
      '--certificate',
      certificate,
    )
    expect(code).toBe(0)
    expect(err).toBe(`dither: wrote ${svg}\n`)
    const drawn = readFileSync(svg, 'utf8')
    expect(drawn).toMatch(/^<svg .*<\/svg>\n$/s)
    for (const words of [
      'histogram(age',
      'histogram(educ)',
      '>people<',
      'Privacy cost: epsilon 1.',
    ])
      expect(drawn).toContain(words)
    expect(JSON.parse(readFileSync(certificate, 'utf8'))).toMatchObject({
      kind: 'certificate',
      generator: 'secure',
    })
  })

  test('draws groups, single values and chosen ones too, hostile names as text', async () => {
    const svg = place.path('groups.svg')
    const evil = '<script>alert(1)</script>'
    const schema = place.write('evil.yaml', peopleYaml.replace('[low,', `['${evil}', low,`))
    for (const more of [['--group-by', 'educ'], ['--group-by', 'married, educ'], []]) {
      const { code, err } = await runCli([
        ...[
          'release',
          place.path('people.csv'),
          '--schema',
          schema,
          '--epsilon',
          '1',
          '--svg',
          svg,
        ],
        ...['--stats', 'mean(age), histogram(educ)', ...more],
      ])
      expect([code, err]).toEqual([0, `dither: wrote ${svg}\n`])
      const drawn = readFileSync(svg, 'utf8')
      expect(drawn).toContain('&lt;script&gt;')
      expect(drawn).not.toContain('<script')
      expect(drawn.match(/class="heading"/g)?.length).toBeGreaterThanOrEqual(2)
    }
  })

  test('writes a file as a whole: it keeps what it is, and nothing else is left behind', async () => {
    const svg = place.write('kept.svg', 'before')
    chmodSync(svg, 0o600)
    const before = readdirSync(place.folder)
    const stats = ['--stats', 'count()', '--epsilon', '1']
    expect(await release(...stats, '--svg', svg)).toMatchObject({ code: 0 })
    expect(readFileSync(svg, 'utf8')).toMatch(/^<svg .*<\/svg>\n$/s)
    expect(statSync(svg).mode & 0o777).toBe(0o600)
    expect(readdirSync(place.folder)).toEqual(before)
    const link = place.path('linked.svg')
    symlinkSync(svg, link)
    expect(await release(...stats, '--svg', link)).toMatchObject({ code: 0 })
    expect(lstatSync(link).isSymbolicLink()).toBe(true)
  })

  test.runIf(existsSync('/dev/full'))(
    'says what is paid when a file cannot be written',
    async () => {
      const { code, out, err } = await release(
        '--stats',
        'count()',
        '--epsilon',
        '1',
        '--svg',
        '/dev/full',
      )
      expect(code).toBe(3)
      expect(out).toContain('count()')
      expect(err).toMatch(/^dither: \/dev\/full could not be written .*charged.*\n$/)
    },
  )

  test('reads a CSV in another encoding', async () => {
    const file = place.path('latin.csv')
    writeFileSync(file, Buffer.from('age,city\n34,K\xf6ln\n35,K\xf6ln\n36,Ulm\n', 'latin1'))
    const schema = place.path('latin.yaml')
    const city = 'city: { type: category, categories: [K\u00f6ln, Ulm] }'
    writeFileSync(schema, `version: 1\ndataset: x\nprivacyUnit: row\ncolumns:\n  ${city}\n`)
    const asked = ['--stats', 'histogram(city)', '--epsilon', '100', '--encoding', 'latin-1']
    const { out, code } = await runCli(['release', file, '--schema', schema, '--json', ...asked])
    expect(code).toBe(0)
    expect(out).toMatch(/"K\u00f6ln",?\s+"value": 2/)
  })

  test('refuses two things in one file, before the charge', async () => {
    const csv = place.write('w-2.csv', readFileSync(place.path('people.csv'), 'utf8'))
    linkSync(csv, place.path('hard.csv'))
    symlinkSync(csv, place.path('soft.csv'))
    const yaml = place.path('people.yaml')
    const two = 'histogram(educ), histogram(married)'
    for (const [what, ...more] of [
      ['--svg and the table', '--svg', csv],
      ['--svg and the table', '--svg', place.path('hard.csv')],
      ['--certificate and the table', '--certificate', place.path('soft.csv')],
      ['--certificate and --schema', '--certificate', yaml],
      [
        '--certificate and --svg',
        '--svg',
        place.path('n.svg'),
        '--certificate',
        place.path('folder/../n.svg'),
      ],
    ] as const) {
      const { code, out, err } = await runCli([
        ...['release', csv, '--schema', yaml, '--epsilon', '1', '--stats', two, ...more],
      ])
      expect([code, out]).toEqual([2, ''])
      expect(err).toContain(`${what} are the same file, `)
      expect(err).toContain('Choose another place')
    }
    expect(readFileSync(csv, 'utf8')).toBe(readFileSync(place.path('people.csv'), 'utf8'))
  })

  test('spends a third, and says so', async () => {
    const { code, out } = await release('--stats', 'count(), mean(age), sum(age)', '--epsilon', '1')
    expect(code).toBe(0)
    expect(out.match(/epsilon 0\.3333\n/g)).toHaveLength(3)
    const third = await release('--stats', 'count()', '--epsilon', '1/3')
    expect(third.out).toContain('cost   epsilon 0.333333333333; nothing is left')
  })

  test('says beforehand that a release would be refused', async () => {
    const stats = ['--stats', 'mean(age, epsilon=1), count(*, epsilon=2)', '--epsilon', '1']
    const asText = await release(...stats, '--explain')
    expect(asText.code).toBe(1)
    expect(asText.out).toMatch(
      /\nTogether: epsilon 3, but only epsilon 1 is left: a release would be refused\n$/,
    )
    const asJson = await release(...stats, '--explain', '--json')
    expect(asJson.code).toBe(1)
    expect(JSON.parse(asJson.out)).toMatchObject({ refused: true })
  })

  test('warns of a weak budget, and of bins where nobody can be', async () => {
    const said = async (...more: string[]): Promise<string> => (await release(...more)).err
    expect(await said('--stats', 'count()', '--epsilon', '6')).toMatch(
      /^dither: warning: epsilon 6 protects poorly.*\n$/,
    )
    expect(await said('--stats', 'count()', '--epsilon', '1', '--delta', '0.01')).toMatch(
      /^dither: warning: delta 0\.01 is large.*\n$/,
    )
    const bins = ['--stats', 'histogram(age, edges=-20:120:20)', '--epsilon', '1']
    const err = await said(...bins)
    expect(err).toContain('note: bins of age below 0 can only hold noise')
    expect(err).not.toContain('above')
    const { notes } = JSON.parse((await release(...bins, '--json')).out)
    expect(notes).toContainEqual(expect.stringContaining('can only hold noise'))
  })

  test('a public count is public and free', async () => {
    const yaml = peopleYaml.replace('privacyUnit: row', 'privacyUnit: row\nrows: { public: 1400 }')
    const { out } = await runCli([
      ...['release', place.path('people.csv'), '--schema', place.write('public.yaml', yaml)],
      ...['--stats', 'count(), mean(age)', '--epsilon', '1'],
    ])
    expect(out).toMatch(/count\(\) +1,400 +public +free\n/)
  })

  test('an answer that cannot be written was charged all the same', async () => {
    let err = ''
    const code = await run(
      [
        ...['release', place.path('people.csv'), '--schema', place.path('people.yaml')],
        ...['--stats', 'count()', '--epsilon', '1'],
      ],
      {
        out: () => Promise.reject(Object.assign(new Error('zanzibar'), { code: 'ENOSPC' })),
        err: (text) => {
          err += text
        },
        readInput: async () => '',
        style: { width: 80, unicode: true, color: false },
        watched: false,
        signal: new AbortController().signal,
        debug: false,
      },
    )
    expect(code).toBe(3)
    expect(err).toMatch(
      /^dither: the answer could not be written \(the disk is full\)\. The budget was charged, request [0-9a-f-]{36}\n$/,
    )
  })

  test('explains without the data: the file need not be there', async () => {
    const args = [
      'release',
      place.path('no-such-file.csv'),
      '--schema',
      place.path('people.yaml'),
      '--explain',
      '--stats',
      'mean(age)',
      '--epsilon',
      '1',
    ]
    const asText = await runCli(args)
    expect(asText.code).toBe(0)
    expect(asText.out).toMatch(/epsilon/)
    const asJson = await runCli([...args, '--json'])
    expect(typeof JSON.parse(asJson.out)).toBe('object')
  })

  test('reads the schema from standard input, and tells a watcher how far it is', async () => {
    const { code, err } = await runCli(
      [
        'release',
        place.path('people.csv'),
        '--schema',
        '-',
        '--stats',
        'count()',
        '--epsilon',
        '1',
      ],
      { input: peopleYaml, watched: true },
    )
    expect(code).toBe(0)
    expect(err).toBe('dither: queued\ndither: running\ndither: done\n')
  })

  test('an interrupt before the charge costs nothing', async () => {
    const { code, out, err } = await runCli(
      [
        'release',
        place.path('people.csv'),
        '--schema',
        '-',
        '--stats',
        'count()',
        '--epsilon',
        '1',
      ],
      { input: peopleYaml, signal: AbortSignal.abort() },
    )
    expect([code, out]).toEqual([130, ''])
    expect(err).toMatch(/[Nn]othing was charged\n$/)
  })
})

describe('files other than CSV', () => {
  beforeAll(async () => {
    const instance = await DuckDBInstance.create(place.path('shop.duckdb'))
    const connection = await instance.connect()
    const csv = `read_csv('${place.path('people.csv')}')`
    await connection.run(`CREATE TABLE people AS FROM ${csv}`)
    await connection.run('CREATE TABLE other AS SELECT 1 AS one')
    await connection.run(`COPY (FROM ${csv}) TO '${place.path('people.parquet')}' (FORMAT parquet)`)
    connection.closeSync()
    instance.closeSync()
  })
  const ask = (file: string, ...more: string[]): Promise<Ran> =>
    runCli([
      ...['release', place.path(file), '--schema', place.path('people.yaml'), '--epsilon', '100'],
      ...['--stats', 'count(), mean(age), histogram(educ)', '--json', ...more],
    ])

  test.each([
    ['people.csv', []],
    ['people.parquet', []],
    ['shop.duckdb', ['--table', 'people']],
    ['shop.duckdb', ['--table', 'main.people', '--memory-limit', '256MB']],
  ])('%s %j', async (file, more) => {
    const { code, out, err } = await ask(file, ...more)
    expect([code, err]).toEqual([0, ''])
    // 400 people: at epsilon 33 the noise leaves this range less than once in 1e9.
    expect(Math.abs(JSON.parse(out).answers['count()'].value - 400)).toBeLessThan(3)
  })

  test('a table that the database does not have is wrong usage', async () => {
    expect(await ask('shop.duckdb', '--table', 'peeple')).toMatchObject({ code: 2, out: '' })
    expect(await ask('shop.duckdb')).toMatchObject({ code: 2, out: '' })
  })
})

describe('what is not an error', () => {
  const released = async (csv: string, yaml = peopleYaml): Promise<Ran> =>
    runCli([
      'release',
      place.write('odd.csv', csv),
      '--schema',
      place.write('odd.yaml', yaml),
      '--stats',
      'count(), mean(age), histogram(educ)',
      '--epsilon',
      '1',
    ])

  test.each([
    ['an empty table', 'age,income,educ,married\n'],
    [
      'unreadable cells',
      'age,income,educ,married\nold,much,PhD,perhaps\n,,,\n1e999,-inf,low,maybe\n',
    ],
    ['lines that are too short or too long', 'age,income,educ,married\n1\n1,2,low,true,5,6\n'],
  ])('%s', async (_, csv) => {
    expect(await released(csv)).toMatchObject({ code: 0, err: '' })
  })

  test('a wrong public size', async () => {
    const yaml = peopleYaml.replace('privacyUnit: row', 'privacyUnit: row\nrows: { public: 500 }')
    expect(await released('age,income,educ,married\n1,2,low,true\n', yaml)).toMatchObject({
      code: 0,
      err: '',
    })
  })
})
