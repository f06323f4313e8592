/** Random well-typed expressions over given columns. */
import { branch } from '../../expression/case.ts'
import { dateParts, isOfDay, timeUnits } from '../../expression/date-part.ts'
import type { Expression, Value } from '../../expression/expression.ts'
import { factsOfColumn, kindOfFacts } from '../../expression/facts.ts'
import type { Columns } from '../../expression/facts-of.ts'
import type { FunctionName } from '../../expression/functions/functions.ts'
import { type Temporal, temporalEnds, temporals, temporalText } from '../../schema/temporal.ts'

/** A number in 0..n-1, from a generator that shrinks toward 0, or from a seeded one. */
export type Pick = (n: number) => number

type Type = 'number' | 'text' | 'boolean' | Temporal

type Basic = 'number' | 'text' | 'boolean'

const types: readonly Type[] = ['number', 'text', 'boolean', ...temporals]

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
  const any = (): Basic => oneOf(pick, ['number', 'text', 'boolean'] as const)
  if (depth <= 0 || pick(4) === 0) return leaf(pick, columns, type)
  switch (pick(5)) {
    case 3:
    case 4:
      return randomCall(pick, columns, type, depth)
    case 0:
      return {
        kind: 'case',
        branches: Array.from({ length: 1 + pick(2) }, () => branch(inner('boolean'), inner(type))),
        otherwise: pick(4) === 0 ? { kind: 'literal', value: null } : inner(type),
      }
    case 1:
      if (!isBasic(type)) break
      return { kind: 'impute', of: inner(type), value: randomValue(pick, type) }
    default:
      break
  }
  switch (type) {
    case 'date':
    case 'time':
    case 'timestamp':
      return { kind: 'cast', of: inner('text'), to: type }
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
      return randomCondition(pick, inner, oneOf(pick, types))
  }
}

function randomCondition(pick: Pick, inner: (of: Type) => Expression, of: Type): Expression {
  switch (pick(6)) {
    case 0:
      return { kind: 'cast', of: inner(isBasic(of) ? of : 'text'), to: 'boolean' }
    case 1:
      return { kind: 'not', of: inner('boolean') }
    case 2:
      return { kind: 'isNull', of: pick(5) === 0 ? { kind: 'literal', value: null } : inner(of) }
    case 3: {
      const basic = isBasic(of) ? of : 'number'
      return {
        kind: 'isIn',
        of: inner(basic),
        values: Array.from({ length: 1 + pick(4) }, () => randomValue(pick, basic)),
      }
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

/** A named function, a part or a start of a moment, a bin or a lookup, over random operands. */
export function randomCall(pick: Pick, columns: Columns, type: Type, depth: number): Expression {
  const inner = (of: Type): Expression => randomExpression(pick, columns, of, depth - 1)
  if (type !== 'boolean' && pick(4) === 0) return randomChoice(pick, inner, type)
  return isBasic(type) ? randomFunction(pick, inner, type) : randomTemporal(pick, inner, type)
}

function randomChoice(pick: Pick, inner: (of: Type) => Expression, type: Type): Expression {
  const names = ['coalesce', 'nullIf', 'least', 'greatest'] as const
  const name = oneOf(pick, type === 'text' ? (['coalesce', 'nullIf'] as const) : names)
  return { kind: 'call', name, operands: [inner(type), inner(type)] }
}

function randomTemporal(pick: Pick, inner: (of: Type) => Expression, type: Temporal): Expression {
  const before: readonly Temporal[] = type === 'time' ? [] : ['date']
  const from = oneOf<Temporal>(pick, [type, ...before, 'timestamp'])
  if (pick(2) === 0) return { kind: 'convert', of: inner(from), from, to: type }
  const units = timeUnits.filter(
    (unit) => type === 'timestamp' || isOfDay(unit) === (type === 'time'),
  )
  return { kind: 'startOf', unit: oneOf(pick, units), of: inner(type), type }
}

function randomFunction(pick: Pick, inner: (of: Type) => Expression, type: Basic): Expression {
  const call = (name: FunctionName, ...operands: readonly Expression[]): Expression => ({
    kind: 'call',
    name,
    operands,
  })
  const literal = (value: Value): Expression => ({ kind: 'literal', value })
  if (pick(5) === 0) return randomLookup(pick, inner, type)
  if (type === 'boolean') {
    if (pick(2) === 0) return { kind: 'like', of: inner('text'), pattern: randomPattern(pick) }
    const name = oneOf(pick, ['startsWith', 'endsWith', 'contains'] as const)
    return call(name, inner('text'), inner('text'))
  }
  if (type === 'text')
    switch (pick(4)) {
      case 0:
        return call('concat', inner('text'), inner('text'))
      case 1:
        return call('replace', inner('text'), literal(randomText(pick)), literal(randomText(pick)))
      case 2:
        return call('substring', inner('text'), literal(1 + pick(3)), literal(pick(4)))
      default:
        return call(oneOf(pick, ['lower', 'upper', 'trim'] as const), inner('text'))
    }
  switch (pick(10)) {
    case 0: {
      const temporal = oneOf(pick, temporals)
      const parts = dateParts.filter(
        (part) => temporal === 'timestamp' || isOfDay(part) === (temporal === 'time'),
      )
      return { kind: 'datePart', part: oneOf(pick, parts), of: inner(temporal), type: temporal }
    }
    case 1: {
      const temporal = oneOf(pick, temporals)
      const unit = oneOf(pick, ['day', 'hour', 'minute', 'second'] as const)
      return { kind: 'elapsed', unit, of: inner(temporal), since: inner(temporal), type: temporal }
    }
    case 2: {
      const edges = Array.from({ length: 2 + pick(9) }, () => randomNumber(pick))
      const sorted = [...new Set(edges)].sort((a, b) => a - b)
      if (sorted.length < 2) sorted.push((sorted[0] ?? 0) + 1e301)
      return { kind: 'digitise', of: inner('number'), edges: sorted }
    }
    case 3:
      return pick(2) === 0
        ? call('modulo', inner('number'), inner('number'))
        : pick(2) === 0
          ? call('power', inner('number'), literal(pick(5)))
          : call('length', inner('text'))
    default: {
      const names = [
        ...(['abs', 'sign', 'floor', 'ceiling', 'round', 'truncate', 'sqrt', 'exp', 'ln'] as const),
      ]
      return call(oneOf(pick, names), inner('number'))
    }
  }
}

function randomLookup(pick: Pick, inner: (of: Type) => Expression, type: Basic): Expression {
  const of = oneOf(pick, ['number', 'text', 'boolean'] as const)
  const keys = [...new Set(Array.from({ length: 1 + pick(12) }, () => randomValue(pick, of)))]
  const values = keys.map((_, i) => (i > 0 && pick(4) === 0 ? null : randomValue(pick, type)))
  return { kind: 'lookup', of: inner(of), keys, values }
}

function randomPattern(pick: Pick): string {
  const pieces = ['%', '_', '\\%', '\\\\', 'a', 'b', "'", '\u{1f600}', '2', '-']
  return Array.from({ length: pick(5) }, () => oneOf(pick, pieces)).join('')
}

function leaf(pick: Pick, columns: Columns, type: Type): Expression {
  const names = Object.entries(columns)
    .filter(([, column]) => kindOfFacts(factsOfColumn(column)) === type)
    .map(([name]) => name)
  if (names.length > 0 && pick(4) > 0) return { kind: 'column', name: oneOf(pick, names) }
  if (!isBasic(type)) return { kind: 'moment', type, text: randomMoment(pick, type) }
  return { kind: 'literal', value: randomValue(pick, type) }
}

function isBasic(type: Type): type is Basic {
  return type === 'number' || type === 'text' || type === 'boolean'
}

/** As ISO 8601 text: mostly now, sometimes at an end of time. */
export function randomMoment(pick: Pick, type: Temporal): string {
  const { first, last } = temporalEnds[type]
  const now = { date: 19_782, time: 43_200_000_000, timestamp: 1_709_211_599_123_456 }[type]
  const width = { date: 800, time: 43_199_999_999, timestamp: 2 ** 46 }[type]
  const near = now + Math.floor((width * (pick(2001) - 1000)) / 1000)
  const any = [
    near,
    near,
    near,
    first,
    last,
    first + Math.floor(((last - first) / 1000) * pick(1001)),
  ]
  return temporalText(type, Math.min(Math.max(oneOf(pick, any), first), last))
}

function randomValue(pick: Pick, type: Basic): Exclude<Value, null> {
  if (type === 'number') return randomNumber(pick)
  return type === 'text' ? randomText(pick) : pick(2) === 0
}
