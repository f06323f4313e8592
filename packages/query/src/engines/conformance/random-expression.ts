/** Random well-typed expressions over given columns. */
import { branch } from '../../expression/case.ts'
import type { Expression, Value } from '../../expression/expression.ts'
import { factsOfColumn } from '../../expression/facts.ts'
import type { Columns } from '../../expression/facts-of.ts'

/** A number in 0..n-1, from a generator that shrinks toward 0, or from a seeded one. */
export type Pick = (n: number) => number

type Type = 'number' | 'text' | 'boolean'

const numbers = [
  0,
  1,
  2,
  3,
  -1,
  0.5,
  10,
  -7,
  100,
  1e-3,
  1e6,
  -1e6,
  2 ** 31,
  2 ** 53,
  1e300,
  -1e300,
  5e-324,
  0.1,
]
const texts = ['a', 'b', 'B', 'é', '\u{1f600}', '\uff5e', "it's", '', 'a\0b', '1', 'true', 'x"y']

export function oneOf<T>(pick: Pick, list: readonly T[]): T {
  const chosen = list[pick(list.length)]
  if (chosen === undefined) throw new RangeError('nothing to pick from')
  return chosen
}

export function randomNumber(pick: Pick): number {
  return pick(2) === 0 ? oneOf(pick, numbers) : (pick(401) - 200) / 4
}

export function randomText(pick: Pick): string {
  return oneOf(pick, texts)
}

export function randomExpression(
  pick: Pick,
  columns: Columns,
  type: Type,
  depth: number,
): Expression {
  const inner = (of: Type): Expression => randomExpression(pick, columns, of, depth - 1)
  const any = (): Type => oneOf(pick, ['number', 'text', 'boolean'] as const)
  if (depth <= 0 || pick(4) === 0) return leaf(pick, columns, type)
  switch (pick(3)) {
    case 0:
      return {
        kind: 'case',
        branches: Array.from({ length: 1 + pick(2) }, () => branch(inner('boolean'), inner(type))),
        otherwise: pick(4) === 0 ? { kind: 'literal', value: null } : inner(type),
      }
    case 1:
      return { kind: 'impute', of: inner(type), value: randomValue(pick, type) }
    default:
      break
  }
  switch (type) {
    case 'number':
      switch (pick(4)) {
        case 0:
          return { kind: 'cast', of: inner(any()), to: oneOf(pick, ['number', 'integer'] as const) }
        case 1: {
          const lower = randomNumber(pick)
          return {
            kind: 'clamp',
            of: inner('number'),
            lower,
            upper: Math.max(lower, randomNumber(pick)),
          }
        }
        default:
          return {
            kind: 'arithmetic',
            operator: oneOf(pick, ['+', '-', '*', '/'] as const),
            left: inner('number'),
            right: inner('number'),
          }
      }
    case 'text':
      return { kind: 'cast', of: inner(any()), to: 'text' }
    case 'boolean':
      return randomCondition(pick, inner, any())
  }
}

function randomCondition(pick: Pick, inner: (of: Type) => Expression, of: Type): Expression {
  switch (pick(6)) {
    case 0:
      return { kind: 'cast', of: inner(of), to: 'boolean' }
    case 1:
      return { kind: 'not', of: inner('boolean') }
    case 2:
      return { kind: 'isNull', of: pick(5) === 0 ? { kind: 'literal', value: null } : inner(of) }
    case 3:
      return {
        kind: 'isIn',
        of: inner(of),
        values: Array.from({ length: 1 + pick(4) }, () => randomValue(pick, of)),
      }
    case 4:
      return {
        kind: 'logic',
        operator: oneOf(pick, ['and', 'or'] as const),
        left: inner('boolean'),
        right: inner('boolean'),
      }
    default:
      return {
        kind: 'compare',
        operator: oneOf(pick, ['=', '<>', '<', '<=', '>', '>='] as const),
        left: inner(of),
        right: pick(8) === 0 ? { kind: 'literal', value: null } : inner(of),
      }
  }
}

function leaf(pick: Pick, columns: Columns, type: Type): Expression {
  const names = Object.entries(columns)
    .filter(([, column]) => factsOfColumn(column).type === type)
    .map(([name]) => name)
  if (names.length > 0 && pick(4) > 0) return { kind: 'column', name: oneOf(pick, names) }
  return { kind: 'literal', value: randomValue(pick, type) }
}

function randomValue(pick: Pick, type: Type): Exclude<Value, null> {
  if (type === 'number') return randomNumber(pick)
  return type === 'text' ? randomText(pick) : pick(2) === 0
}
