/** What statistics of several columns are asked of: covariance(a, b), covariance([a, b]), regression(y, [a, b]). */

import { readList } from './lists.ts'
import type { TokenReader, Word } from './scan.ts'

/** Statistics of more than one column. */
export type SeveralName = 'covariance' | 'correlation' | 'regression'

/** One column, or a list of them. */
export type Columns = Word | readonly Word[]

export const severalExamples: Readonly<Record<SeveralName, string>> = {
  covariance: 'covariance(age, income), or covariance([age, income, educ])',
  correlation: 'correlation(age, income), or correlation([age, income, educ])',
  regression: 'regression(income, [age, educ])',
}

export function isSeveral(name: string): name is SeveralName {
  return Object.hasOwn(severalExamples, name)
}

/** Columns and lists up to the first option. */
export function parseColumns(reader: TokenReader, example: string): Columns[] {
  const columns: Columns[] = []
  do {
    const { kind, text } = reader.peek()
    if (kind === 'mark' && (text === '[' || text === '('))
      columns.push(readList(reader, 'a list of columns'))
    else columns.push(reader.expectName('a column', `As in ${example}`))
  } while (!isOptionNext(reader) && reader.takeMark(','))
  return columns
}

/** ", name =" */
function isOptionNext(reader: TokenReader): boolean {
  const [second, third] = [reader.peek(1), reader.peek(2)]
  return second.kind === 'word' && third.kind === 'mark' && third.text === '='
}

/** @throws DitherError where these are not the columns of such a statistic */
export function checkSeveral(
  reader: TokenReader,
  statistic: SeveralName,
  [first, second, ...more]: readonly Columns[],
  at: number,
): void {
  const fits =
    statistic === 'regression'
      ? first !== undefined && !isList(first) && second !== undefined
      : first !== undefined && isList(first)
        ? second === undefined || isList(second)
        : second !== undefined && !isList(second)
  if (fits && more.length === 0) return
  throw reader.error(`${statistic} needs other columns`, `As in ${severalExamples[statistic]}`, at)
}

export function isList(columns: Columns): columns is readonly Word[] {
  return Array.isArray(columns)
}

export function columnsText(columns: Columns): string {
  return isList(columns) ? `[${columns.map(({ text }) => text).join(', ')}]` : columns.text
}
