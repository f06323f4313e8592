/** Comparison: NULL where a side is NULL; false before true; text by code point, as UTF-8 bytes are. */
import type { Value } from '../schema/value.ts'
import type { Expression } from './expression.ts'
import { kindOfFacts, sameMeasure } from './facts.ts'
import { type Meaning, type Operand, wrongType } from './meaning.ts'

type Compare = Extract<Expression, { kind: 'compare' }>

export function compare({ operator, left, right }: Compare): Meaning {
  return {
    operands: [left, right],
    facts: (x, y) => {
      mustAgree(x, y)
      return { type: 'boolean', nullable: x.facts.nullable || y.facts.nullable }
    },
    value: (x, y) => {
      const order = compareValues(x, y)
      return order === null ? null : holds(operator, order)
    },
    print: (x, y) => `(${x} ${operator} ${y})`,
  }
}

/** Negative, zero or positive; NULL where a side is NULL or the types differ. */
export function compareValues(x: Value, y: Value): number | null {
  if (typeof x === 'string' && typeof y === 'string') return compareText(x, y)
  if (x === null || y === null || typeof x !== typeof y) return null
  if (x === y) return 0
  return x < y ? -1 : 1
}

/** Orders text by code point, which is the order of its UTF-8 bytes; UTF-16 order differs above U+FFFF. */
export function compareText(x: string, y: string): number {
  if (x === y) return 0
  const length = Math.min(x.length, y.length)
  for (let i = 0; i < length; i += 1) {
    const a = x.charCodeAt(i)
    const b = y.charCodeAt(i)
    if (a !== b) return rank(a) - rank(b)
  }
  return x.length - y.length
}

/** Moves the surrogates, which stand for code points above U+FFFF, behind all other code units. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit
}

function holds(operator: Compare['operator'], order: number): boolean {
  switch (operator) {
    case '=':
      return order === 0
    case '<>':
      return order !== 0
    case '<':
      return order < 0
    case '<=':
      return order <= 0
    case '>':
      return order > 0
    case '>=':
      return order >= 0
  }
}

/** Whether two operands can be compared. @throws DitherError "wrong_type" */
export function mustAgree(x: Operand, y: Operand): void {
  const [a, b] = [x.facts, y.facts]
  if (a.type === 'null' || b.type === 'null') return
  if (a.type === 'number' && b.type === 'number' ? sameMeasure(a, b) : a.type === b.type) return
  throw wrongType(
    y.text(),
    kindOfFacts(b),
    `a ${kindOfFacts(a)}, to be compared with ${x.text()}`,
    'Compare two numbers, two texts, two booleans, or two dates or times of one type',
  )
}
