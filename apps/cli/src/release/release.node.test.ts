import { linkSync, readFileSync, symlinkSync } from 'node:fs'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { run } from '../run.ts'
import { peopleYaml, type Ran, runCli, type Workplace, workplace } from '../testing.ts'

let place: Workplace
beforeAll(() => {
  place = workplace()
  place.write('semi.csv', 'age;income;educ;married\n1;2;low;true\n')
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
      ['--epsilon', '1', '--delta', '1e-6'],
      ['--rho', '0.1'],
      ['--rho', '0.1', '--mechanism', 'gaussian'],
      ['--epsilon', '1', '--mechanism', 'geometric'],
    ]) {
      const { code, out, err } = await release('--stats', 'count(), mean(age)', ...more)
      expect([code, err]).toEqual([0, ''])
      expect(out).toContain('nothing is left')
    }
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
    expect(err).toBe(`dither: wrote ${svg}, ${place.path('age-2.svg')}\n`)
    expect(readFileSync(svg, 'utf8')).toMatch(/^<svg .*<\/svg>\n$/s)
    expect(readFileSync(place.path('age-2.svg'), 'utf8')).toContain('histogram(educ)')
    expect(JSON.parse(readFileSync(certificate, 'utf8'))).toMatchObject({
      kind: 'certificate',
      generator: 'secure',
    })
  })

  test('refuses two things in one file, before the charge', async () => {
    const csv = place.write('w-2.csv', readFileSync(place.path('people.csv'), 'utf8'))
    linkSync(csv, place.path('hard.csv'))
    symlinkSync(csv, place.path('soft.csv'))
    const yaml = place.path('people.yaml')
    const two = 'histogram(educ), histogram(married)'
    for (const [what, ...more] of [
      ['--svg and the table', '--svg', csv],
      ['--svg and the table', '--svg', place.path('w.csv')],
      ['--svg and the table', '--svg', place.path('hard.csv')],
      ['--certificate and the table', '--certificate', place.path('soft.csv')],
      ['--certificate and --schema', '--certificate', yaml],
      [
        '--certificate and --svg',
        '--svg',
        place.path('n.svg'),
        '--certificate',
        place.path('folder/../n-2.svg'),
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

describe('bad input', () => {
  const stats = ['--stats', 'mean(age)']
  const one = ['--epsilon', '1']

  test.each<[what: string, code: number, message: string | RegExp, argv: string[]]>([
    ['epsilon 0', 2, /epsilon is "?0"?, must be/, [...stats, '--epsilon', '0']],
    ['a negative epsilon', 2, /epsilon is "?-1"?, must be/, [...stats, '--epsilon=-1']],
    ['epsilon NaN', 2, /epsilon is "?NaN"?, must be/, [...stats, '--epsilon', 'NaN']],
    ['epsilon 1e9', 2, /epsilon is "?1e9"?, must be at most/, [...stats, '--epsilon', '1e9']],
    ['delta 1', 2, /delta is "?1"?, must be less than 1/, [...stats, ...one, '--delta', '1']],
    ['no budget', 2, 'nothing says what the answers may cost. Say --epsilon 1', [...stats]],
    ['delta alone', 2, '--delta stands alone. Say --epsilon too', [...stats, '--delta', '1e-6']],
    ['rho beside epsilon', 2, '--rho stands beside --epsilon', [...stats, ...one, '--rho', '1']],
    [
      'some with a budget and some without',
      2,
      'mean(age) has a budget of its own and count() has none',
      ['--stats', 'mean(age, epsilon=1), count()', ...one],
    ],
    [
      'a budget beyond the run',
      1,
      'the statistics ask for epsilon 2 together, --epsilon is 1',
      ['--stats', 'mean(age, epsilon=2)', ...one],
    ],
    [
      'an unknown statistic',
      2,
      '--stats, character 1: unknown statistic "meen". Did you mean mean?',
      ['--stats', 'meen(age)', ...one],
    ],
    [
      'an unknown column',
      2,
      '--stats, character 6: the schema has no column "agee". Did you mean age?',
      ['--stats', 'mean(agee)', ...one],
    ],
    ['a text that is averaged', 2, 'educ', ['--stats', 'mean(educ)', ...one]],
    ['lower above upper', 2, 'lower', ['--stats', 'mean(age, lower=9, upper=1)', ...one]],
    [
      'a mechanism that does not fit',
      2,
      'needs a delta or a rho. Add --delta 1e-6, or use --rho 0.1 in place of --epsilon',
      [...stats, ...one, '--mechanism', 'gaussian'],
    ],
    [
      'an unknown mechanism',
      2,
      'Allowed choices are laplace, geometric, gaussian',
      [...stats, ...one, '--mechanism', 'snapping'],
    ],
    [
      'an unknown option',
      2,
      "unknown option '--epsilom' (Did you mean --epsilon?)",
      [...stats, '--epsilom', '1'],
    ],
    ['no statistics', 2, "required option '--stats <list>' not specified", [...one]],
    ['a second file', 2, 'too many arguments', ['more.csv', ...stats, ...one]],
    [
      'a confidence of 95',
      2,
      '--confidence is 95, must lie between 0 and 1',
      [...stats, ...one, '--confidence', '95'],
    ],
    [
      'a memory limit that is no size',
      2,
      '--memory-limit is much, must be a size',
      [...stats, ...one, '--memory-limit', 'much'],
    ],
    [
      'a memory limit too small to work with',
      2,
      '--memory-limit is 10MB, must be at least 64MB',
      [...stats, ...one, '--memory-limit', '10MB'],
    ],
    [
      'a certificate of an explanation',
      2,
      '--explain answers nothing that --certificate could hold',
      [...stats, ...one, '--explain', '--certificate', 'x.json'],
    ],
    [
      'a picture of groups',
      2,
      'grouped histograms cannot be drawn yet. Leave out --group-by',
      ['--stats', 'histogram(age, edges=0:100:10)', '--group-by', 'educ', ...one, '--svg', 'x.svg'],
    ],
    ['a table of a CSV', 2, 'table is t, but', [...stats, ...one, '--table', 't']],
    ['a picture of nothing', 2, '--svg draws histograms', [...stats, ...one, '--svg', 'x.svg']],
  ])('%s', async (_, code, message, argv) => {
    const asText = await release(...argv)
    expect(asText.out).toBe('')
    expect(asText.err).toMatch(/^dither: [^\n]+\n$/)
    if (typeof message === 'string') expect(asText.err).toContain(message)
    else expect(asText.err).toMatch(message)
    expect(asText.code).toBe(code)
    const asJson = await release(...argv, '--json')
    expect(asJson.code).toBe(code)
    expect(JSON.parse(asJson.err)).toMatchObject({
      error: {
        code: expect.stringMatching(/^[a-z_]+$/),
        message: expect.any(String),
        exitCode: code,
      },
    })
  })

  test.each<[what: string, code: number, message: string | RegExp, file: string, yaml: string]>([
    [
      'a missing file',
      2,
      /missing\.csv cannot be read \(there is no such file\)/,
      'missing.csv',
      peopleYaml,
    ],
    ['a folder', 2, /folder cannot be read \(it is a folder\)/, 'folder', peopleYaml],
    [
      'two columns that the file lacks',
      2,
      /people\.csv has no columns wage, hours, which the schema names\. Correct/,
      'people.csv',
      `${peopleYaml}  wage: { type: boolean }\n  hours: { type: boolean }\n`,
    ],
    [
      'no column that the file has',
      2,
      /semi\.csv has no columns age, income, educ, married, which the schema names\. Is it comma-separated UTF-8 text with a header line\?/,
      'semi.csv',
      peopleYaml,
    ],
    [
      'a column that the file lacks',
      2,
      'people.csv has no column wage, which the schema names',
      'people.csv',
      `${peopleYaml}  wage: { type: number, lower: 0, upper: 9 }\n`,
    ],
    [
      'a missing bound',
      1,
      /age.*(lower|bound)/,
      'people.csv',
      peopleYaml.replace('{ type: integer, lower: 0, upper: 100 }', '{ type: integer }'),
    ],
    ['half a bound', 2, /columns\.age/, 'people.csv', peopleYaml.replace(', upper: 100 }', ' }')],
    [
      'lower above upper in the schema',
      2,
      /columns\.age\.(lower|upper)/,
      'people.csv',
      peopleYaml.replace('lower: 0, upper: 100 }', 'lower: 101, upper: 100 }'),
    ],
    [
      'a category without a list',
      2,
      /columns\.educ\.categories/,
      'people.csv',
      peopleYaml.replace(', categories: [low, middle, high]', ''),
    ],
    ['a schema that is not YAML', 2, /schema|line/i, 'people.csv', 'columns: [a, b'],
    [
      'a schema of a later version',
      2,
      /version is 2/,
      'people.csv',
      peopleYaml.replace('version: 1', 'version: 2'),
    ],
  ])('%s', async (_, code, message, file, yaml) => {
    const ran = await runCli([
      'release',
      place.path(file),
      '--schema',
      place.write('bad.yaml', yaml),
      ...stats,
      ...one,
    ])
    expect(ran.out).toBe('')
    expect(ran.err).toMatch(/^dither: [^\n]+\n$/)
    if (typeof message === 'string') expect(ran.err).toContain(message)
    else expect(ran.err).toMatch(message)
    expect(ran.code).toBe(code)
  })

  test('a missing schema names the command that makes one', async () => {
    const ran = await runCli([
      'release',
      place.path('people.csv'),
      '--schema',
      place.path('no.yaml'),
      ...stats,
      ...one,
    ])
    expect(ran.code).toBe(2)
    expect(ran.err).toMatch(
      /the schema .*no\.yaml cannot be read \(there is no such file\)\. Make one: dither schema/,
    )
  })

  test('a place where nothing can be written is refused before the charge', async () => {
    for (const path of [place.path('nowhere/x.json'), place.path('folder')]) {
      const ran = await release(...stats, ...one, '--certificate', path)
      expect(ran.code).toBe(2)
      expect(ran.err).toContain('cannot be written')
    }
  })
})
