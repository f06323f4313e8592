/** A schema to begin with: names and guessed types, and blanks for what only a person can say. */

import { basename } from 'node:path'
import { stringify } from 'yaml'
import type { FileColumn } from './describe-file.ts'

/** The YAML; it can be read as it is, and says what to fill in. */
export function scaffoldSchema(path: string, columns: readonly FileColumn[]): string {
  const name = scalar(datasetName(path))
  const unit = unitGuess(columns)
  return [
    `# A schema for ${comment(basename(path))}: what everybody may know about it.`,
    '#',
    '# Dither LOOKED AT THE FILE for the names and types below. That is for the owner of the data to do; it',
    '# is not private. Check every line before an analyst sees this file.',
    '#',
    '# Fill in what is public, from what you know of the world (ages run from 0 to 100), never from the data:',
    '# a bound copied from the data gives a value of the data away.',
    '',
    'version: 1',
    '',
    '# Names the budget. Use one name for every version and extract of these people.',
    `dataset: ${name}`,
    '',
    '# Whose presence is protected. "row": each row is another person. If a person can have several rows:',
    `# privacyUnit: { column: ${scalar(unit ?? 'person_id')}, maxRows: 3, maxGroups: 5 }`,
    'privacyUnit: row',
    '',
    '# Only if everybody may know exactly how many rows there are:',
    '# rows: { public: 1000 }',
    '',
    '# nullable: a missing or unreadable cell is NULL. Leave it out, and a stand-in counts in its place: impute,',
    '# which is the middle of the bounds, false, or the first category unless you say another.',
    'columns:',
    ...columns.flatMap((column) => describeColumn(column, column.name !== unit)),
    '',
  ].join('\n')
}

function describeColumn({ name, type }: FileColumn, nullable: boolean): string[] {
  const head = [
    `  ${scalar(name)}:`,
    `    type: ${type}`,
    ...(nullable ? ['    nullable: true'] : []),
  ]
  switch (type) {
    case 'integer':
    case 'number':
      return [
        ...head,
        '    # lower: 0      # your public bounds: set both, or neither',
        '    # upper: 100',
      ]
    case 'date':
    case 'time':
    case 'timestamp': {
      const [lower, upper] = type === 'time' ? ['00:00', '23:59:59'] : ['1990-01-01', '2029-12-31']
      return [
        ...head,
        `    # lower: ${lower}      # your public bounds, in UTC: set both, or neither`,
        `    # upper: ${upper}`,
      ]
    }
    case 'boolean':
      return head
    case 'text':
      return [
        ...head,
        '    # categories: [first, second]      # your public list; then say type: category above',
      ]
  }
}

function unitGuess(columns: readonly FileColumn[]): string | undefined {
  return columns.find(({ name }) =>
    /^(.*_)?(p?id|uid|person|user|patient|customer)(_id)?$/i.test(name),
  )?.name
}

function datasetName(path: string): string {
  const stem = basename(path).replace(/\.[A-Za-z]+$/, '')
  const plain = stem
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[._-]+|[._-]+$/g, '')
    .slice(0, 100)
  return plain === '' ? 'table' : plain.replace(/[._-]+$/, '')
}

/** YAML for a text, in quotes where it needs them. */
function scalar(text: string): string {
  return stringify(text, { lineWidth: 0, defaultStringType: 'PLAIN' }).trimEnd().includes('\n')
    ? JSON.stringify(text)
    : stringify(text, { lineWidth: 0 }).trimEnd()
}

function comment(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?')
}
