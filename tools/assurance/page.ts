/** docs/assurance.md: what stands behind each mechanism and sampler, as a table. */
import { numerics, statuses, timings } from './proof-header.ts'

/** One folder of the catalogue. */
export interface Assurance {
  /** From the root of the repository. */
  readonly folder: string
  /** File names of its proof notes. */
  readonly notes: readonly string[]
  /** Its public functions. */
  readonly names: readonly string[]
  readonly statuses: readonly string[]
  readonly numerics: readonly string[]
  readonly timings: readonly string[]
  readonly tests: number
  readonly mutants: number
  readonly events: readonly string[]
  readonly measures: readonly string[]
}

export function assurancePage(
  mechanisms: readonly Assurance[],
  samplers: readonly Assurance[],
): string {
  const total = (count: (row: Assurance) => number): string =>
    [...mechanisms, ...samplers].reduce((sum, row) => sum + count(row), 0).toString()
  return [
    '# Assurance: what stands behind each mechanism',
    '',
    '<!-- Written by `npx tsx tools/assurance.ts --write` from proof notes, types and tests; `npm test` fails where it is stale. -->',
    '',
    `${mechanisms.length} mechanisms and ${samplers.length} folders of samplers: ${total(({ tests }) => tests)} tests, and ` +
      `${total(({ mutants }) => mutants)} mutants that the tests must refuse, as they do in every run of \`npm test\`.`,
    '',
    '## Mechanisms',
    '',
    ...table(
      [
        ...['mechanism', 'functions', 'claim', 'numerics', 'time follows'],
        ...['tests', 'mutants', 'event', 'loss'],
      ],
      mechanisms.map((row) => [...common(row), words(row.events, code), words(row.measures)]),
    ),
    '',
    '## Samplers',
    '',
    ...table(
      ['sampler', 'functions', 'claim', 'numerics', 'time follows', 'tests', 'mutants'],
      samplers.map(common),
    ),
    '',
    '## What the words mean',
    '',
    'Each name links to its proof note: claim, assumptions, argument, floating point, side channels, sources. A stamp ties a note to the code it speaks of; a change of the code without a new reading fails `npm test`.',
    '',
    ...legend('claim', statuses),
    ...legend('numerics', numerics),
    ...legend('time follows', timings),
    '- **tests**: as they are written, in the folder; a row of `it.each` is one. Tests of what is built on a mechanism are not counted.',
    '- **mutants**: broken twins (a scale 2 % off, a bit dropped, a threshold one too low) by name, that a test is given beside the true code and must refuse; as they are written, so what is made in a loop counts once.',
    '- **event**: the kinds under which the cost is kept and priced. **loss**: the measures in which the mechanism itself states its cost; a pricer may know more.',
    '',
    '## What this does not protect',
    '',
    'Proofs are read by people and not checked by a machine. Time is outside every claim: the column says what it follows, [THREATS.md](../THREATS.md) what to do. A mutant that no one thought of is not counted.',
    '',
  ].join('\n')
}

function common(row: Assurance): string[] {
  return [
    link(row),
    words(row.names, code),
    words(row.statuses),
    words(row.numerics),
    words(row.timings),
    `${row.tests}`,
    `${row.mutants}`,
  ]
}

/** The folder's name, linked to its note; further notes after it. */
function link({ folder, notes }: Assurance): string {
  const name = folder.slice(folder.lastIndexOf('/') + 1)
  const links = notes.map((note, i) => {
    const title = i === 0 ? name : note.replace('.proof.md', '')
    return `[${title}](../${folder}/${note})`
  })
  return links.length === 0 ? name : links.join(', ')
}

function words(all: readonly string[], change: (word: string) => string = (word) => word): string {
  return all.length === 0 ? '-' : all.map(change).join(', ')
}

function code(word: string): string {
  return `\`${word}\``
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const dashes = head.map((name) => (name === 'tests' || name === 'mutants' ? '---:' : '---'))
  return [head, dashes, ...rows].map((cells) => `| ${cells.join(' | ')} |`)
}

function legend(name: string, meanings: Readonly<Record<string, string>>): string[] {
  return [
    `- **${name}**`,
    ...Object.entries(meanings).map(([word, meaning]) => `  - *${word}*: ${meaning}.`),
  ]
}
