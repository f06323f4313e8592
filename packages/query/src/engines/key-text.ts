/** A cell of keys that are not listed, as one text: for ranks, and to be told from others (S13). */
import { DitherError } from '@dither/core'
import { compareText } from '../expression/compare.ts'
import { type Columns, factsOf, typeOf } from '../expression/facts-of.ts'
import type { BoundedPlan, FoundKeys } from '../plan/bounded-plan.ts'
import type { Value } from '../schema/value.ts'
import type { CellIntegers, FoundKey } from './engine.ts'
import { valueText } from './hash-order.ts'

/** Between the texts of two keys, and what stands for it, and for itself, inside of one. */
export const keySeparator = '\u001f'
export const keyEscape = '\u001e'

/** What a key's text is read back as. */
export type KeyType = 'number' | 'text' | 'boolean'

/**
 * The text of a combination: of one key `valueText`; of several these, escaped and joined. Two combinations
 * have one text only if they are one. Null where a key is NULL: such rows lie in no cell.
 */
export function keyText(values: readonly Value[]): string | null {
  const texts: string[] = []
  for (const value of values) {
    if (value === null) return null
    texts.push(valueText(value))
  }
  return texts.length === 1 ? (texts[0] ?? '') : texts.map(escaped).join(keySeparator)
}

/** The values that a text stands for. */
function keyValues(text: string, types: readonly KeyType[]): FoundKey {
  const texts = types.length === 1 ? [text] : text.split(keySeparator).map(plain)
  return Object.freeze(types.map((type, i) => readText(texts[i] ?? '', type)))
}

function escaped(text: string): string {
  return text.replaceAll(keyEscape, `${keyEscape}0`).replaceAll(keySeparator, `${keyEscape}1`)
}

function plain(text: string): string {
  return text.replaceAll(`${keyEscape}1`, keySeparator).replaceAll(`${keyEscape}0`, keyEscape)
}

function readText(text: string, type: KeyType): number | string | boolean {
  if (type === 'text') return text
  if (type === 'boolean') return text === 'true'
  return new Float64Array(new BigInt64Array([BigInt(text)]).buffer)[0] ?? 0
}

/**
 * The types of a plan's keys.
 *
 * @throws DitherError "wrong_type" for numbers that are not whole; "unsupported" beside axes or distinct values
 */
export function keyTypes({ of }: FoundKeys, columns: Columns): readonly KeyType[] {
  return of.map((one) => {
    const facts = factsOf(one, columns)
    if (facts.type !== 'number' || facts.integral) return typeOf(one, columns)
    throw new DitherError('wrong_type', 'a key is a number that may not be whole', {
      parameter: 'keys',
      wayOut: 'Round it, or cut it by edges in a histogram',
    })
  })
}

/** @throws DitherError "unsupported" */
export function checkAlone({ keys, axes, distinct, columns }: BoundedPlan): void {
  if (keys === undefined) return
  const listed = axes.length > 0 || columns.some(({ lattices }) => lattices !== undefined)
  if (!listed && distinct === undefined && keys.of.length > 0) return
  throw new DitherError('unsupported', 'keys that are not listed stand beside cells that are', {
    parameter: 'keys',
    wayOut: 'Ask for one or the other',
  })
}

/**
 * The cells that were found, in the order of their keys.
 *
 * @throws RangeError for more than the plan allows
 */
export function inKeyOrder(
  found: ReadonlyMap<string, CellIntegers>,
  types: readonly KeyType[],
  { most }: FoundKeys,
): { readonly cells: readonly CellIntegers[]; readonly keys: readonly FoundKey[] } {
  if (found.size > most) throw new RangeError('there are more keys than the plan allows')
  const list = [...found]
    .map(([text, cell]) => ({ key: keyValues(text, types), cell }))
    .sort((a, b) => compareKeys(a.key, b.key))
  return { cells: list.map(({ cell }) => cell), keys: list.map(({ key }) => key) }
}

function compareKeys(a: FoundKey, b: FoundKey): number {
  for (const [i, x] of a.entries()) {
    const y = b[i]
    const order =
      typeof x === 'string' && typeof y === 'string' ? compareText(x, y) : Number(x) - Number(y)
    if (order !== 0) return order
  }
  return 0
}
