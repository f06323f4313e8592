/** Errors of the packages below, in the words of the command line. */

import { DitherError, type ErrorDetail } from '@dither/core'
import type { Schema } from '@dither/query'

/** The same error, with a way out that a shell can take. */
export function inWordsOfCli(
  error: unknown,
  { file, schema }: { readonly file: string; readonly schema: Schema },
): unknown {
  if (!(error instanceof DitherError)) return error
  const { code, message, detail } = error
  const { wayOut = '', parameter = '' } = detail
  const bare = message.endsWith(`. ${wayOut}`) ? message.slice(0, -wayOut.length - 2) : message
  const say = (text: string, way: string): DitherError =>
    new DitherError(code, text, withoutWayOut(detail, way))
  if (code === 'unknown_column' && bare.startsWith('the source has no column ')) {
    return missingColumns(bare, file, schema, say)
  }
  if (code === 'aborted') {
    return detail.charged
      ? say('stopped after its budget was charged', wayOut)
      : say('stopped; nothing was charged', '')
  }
  if (code === 'engine_failed') return say(bare, wayOut.replace(/^The budget was charged; t/, 'T'))
  if (parameter === 'mechanism' || parameter === 'budget.delta') {
    return /gaussian/i.test(bare)
      ? say(
          'Gaussian noise needs a delta or a rho',
          'Add --delta 1e-6, or use --rho 0.1 in place of --epsilon',
        )
      : say(bare, 'Say --epsilon alone, or leave out the mechanism')
  }
  if (/\{ (among|expects): \d+ \}/.test(wayOut))
    return say(bare, wayOut.replace(/\{ (\w+): (\d+) \}/, '$1=$2'))
  if (wayOut.endsWith('or say allowLargeDelta'))
    return say(
      bare.replace(/^keys\.delta/, '--delta').replace('one unit', 'one person'),
      'Say --delta 1e-9, or --allow-large-delta',
    )
  if (bare.endsWith(' are listed, and said to be private'))
    return say(bare, 'Leave out --private-keys: listed keys cost nothing')
  if (wayOut.endsWith('groupByPrivateKeys'))
    return say(bare, 'List them, as in city=[Ulm, Bonn], or say --private-keys and --delta 1e-9')
  if (parameter === 'table')
    return say(`--${bare}`, wayOut.startsWith('Say duckdb') ? 'Say --table people' : wayOut)
  return error
}

/** By name alone, which the schema's owner knows: the file's own names stay unsaid. */
function missingColumns(
  bare: string,
  file: string,
  schema: Schema,
  say: (text: string, way: string) => DitherError,
): DitherError {
  const names = Object.keys(schema.columns)
  const missing = bare
    .replace(/^the source has no column /, '')
    .replace(/, which the schema names$/, '')
  const all = missing === names.join(', ')
  const many = all ? names.length > 1 : !names.includes(missing)
  return say(
    `${file} has no ${many ? 'columns' : 'column'} ${missing}, which the schema names`,
    all
      ? 'Is this the schema for this file? A CSV is comma-separated UTF-8 text with a header line'
      : 'Correct the name, in the schema or the file',
  )
}

function withoutWayOut({ wayOut: _, ...rest }: ErrorDetail, wayOut: string): ErrorDetail {
  return wayOut === '' ? rest : { ...rest, wayOut }
}
