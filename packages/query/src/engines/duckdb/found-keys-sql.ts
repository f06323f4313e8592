/** Keys that are not listed, in SQL: the text of a combination, as `keyText` has it (S13). */

import type { Expression } from '../../expression/expression.ts'
import type { Columns } from '../../expression/facts-of.ts'
import { keyEscape, keySeparator } from '../key-text.ts'
import { valueKeySql } from './distinct-sql.ts'
import { sqlText } from './sql.ts'

/** One key's value: a BIGINT for a number, a text or a BOOLEAN as it is. */
export function foundKeySql(of: Expression, columns: Columns, value: string): string {
  return valueKeySql({ of }, columns, value)
}

/** One key as it is; several as their text. NULL where one of them is. */
export function foundCellSql(keys: readonly string[]): string {
  const [only] = keys
  if (only !== undefined && keys.length === 1) return only
  const [separator, mark] = [sqlText(keySeparator), sqlText(keyEscape)]
  const texts = keys.map((key) => {
    const text = `CAST(${key} AS VARCHAR)`
    const first = `replace(${text}, ${mark}, ${sqlText(`${keyEscape}0`)})`
    return `replace(${first}, ${separator}, ${sqlText(`${keyEscape}1`)})`
  })
  return `(${texts.join(` || ${separator} || `)})`
}
