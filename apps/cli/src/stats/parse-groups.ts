/** The language of --group-by: `educ, married`, or with the public values listed: `city=[Ulm, Bonn]`. */

import { numbersIn, readList } from './lists.ts'
import { TokenReader, type Word } from './scan.ts'

export interface GroupItem {
  readonly column: Word
  /** Left out: the values that the schema makes public. */
  readonly values?: readonly Word[]
}

/** @throws DitherError "invalid_parameter" that says at which character */
export function parseGroups(text: string): GroupItem[] {
  const reader = new TokenReader(text, '--group-by')
  const items: GroupItem[] = []
  do {
    const { text: name, at } = reader.expectName('a column', 'As in --group-by educ')
    if (items.some(({ column }) => column.text === name)) {
      throw reader.error(`${name} is named twice`, 'Leave one out', at)
    }
    const column = { text: name, at }
    items.push(
      reader.takeMark('=')
        ? { column, values: readList(reader, name).flatMap((word) => spread(reader, word)) }
        : { column },
    )
  } while (reader.takeMark(','))
  if (reader.peek().kind !== 'end') {
    throw reader.error(
      `expected "," or the end, found ${reader.found()}`,
      'Names with spaces stand in quotes',
    )
  }
  return items
}

/** from:to:step stands for its numbers; any other word for itself. */
function spread(reader: TokenReader, word: Word): Word[] {
  if (!/^[-+.\d]+:[-+.\d:]+$/.test(word.text)) return [word]
  return numbersIn(reader, word, '--group-by').map((value) => ({
    text: String(value),
    at: word.at,
  }))
}
