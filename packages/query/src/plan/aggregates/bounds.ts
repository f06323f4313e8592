/** What private bounds are as a question. */
import { DitherError } from '@dither/core'
import { type Columns, factsOf } from '../../expression/facts-of.ts'
import { wrongType } from '../../expression/meaning.ts'
import { printExpression } from '../../expression/print-expression.ts'
import { numberAt, readExpression } from '../../expression/read-expression.ts'
import type { Fields } from '../../schema/fields.ts'
import type { BoundsAggregate } from '../plan.ts'

/** Powers of two that doubles hold with room to spare. */
const [smallestPower, largestPower] = [-500, 500]

export function readBounds(fields: Fields, path: string): BoundsAggregate {
  const optional = (name: 'smallest' | 'largest' | 'confidence') =>
    fields.has(name) ? { [name]: numberAt(fields.get(name), `${path}.${name}`) } : {}
  return Object.freeze({
    kind: 'bounds',
    of: readExpression(fields.get('of'), `${path}.of`),
    ...optional('smallest'),
    ...optional('largest'),
    ...optional('confidence'),
  })
}

/**
 * The public edges among which bounds are chosen: -2^k, …, -2^j, 2^j, …, 2^k, where the schema lets values
 * lie, and its own bounds.
 *
 * @throws DitherError "wrong_type", "invalid_parameter"
 */
export function boundEdges(aggregate: BoundsAggregate, columns: Columns): readonly number[] {
  const { of, confidence = 0.99 } = aggregate
  const facts = factsOf(of, columns)
  if (facts.type !== 'number')
    throw wrongType(printExpression(of), facts.type, 'a number, to find its bounds', 'Count it')
  const { smallest = facts.integral ? 1 : 2 ** -10, largest = 2 ** 50 } = aggregate
  const wrong = (name: string, value: number, rule: string): DitherError =>
    new DitherError('invalid_parameter', `${name} is ${value}, ${rule}`, {
      parameter: `aggregate.${name}`,
    })
  if (!(smallest >= 2 ** smallestPower)) throw wrong('smallest', smallest, 'must be more than 0')
  if (!(largest > smallest && largest <= 2 ** largestPower))
    throw wrong('largest', largest, `must be more than ${smallest}, the smallest size`)
  if (!(confidence > 0 && confidence < 1))
    throw wrong('confidence', confidence, 'must be between 0 and 1')
  const sizes: number[] = []
  for (let size = smallest; size < largest; size *= 2) sizes.push(size)
  sizes.push(largest)
  const all = [...sizes.map((size) => -size).reverse(), ...sizes]
  const { lower, upper } = facts.lower <= facts.upper ? facts : { lower: -largest, upper: largest }
  const inside = all.filter((edge) => edge > lower && edge < upper)
  const first = lower >= -largest && lower < largest ? [lower] : []
  const last = upper <= largest && upper > -largest && upper > lower ? [upper] : []
  const edges = [...first, ...inside, ...last]
  return Object.freeze(edges.length >= 2 ? edges : all)
}

export function printBounds({ of, smallest, largest, confidence }: BoundsAggregate): string {
  const options = Object.entries({ smallest, largest, confidence }).flatMap(([name, value]) =>
    value === undefined ? [] : [`, ${name} ${value}`],
  )
  return `bounds(${printExpression(of)}${options.join('')})`
}
