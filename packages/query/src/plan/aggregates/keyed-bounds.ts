/** Bounds of a number that differ by group. */
import { DitherError } from '@dither/core'
import type { Columns } from '../../expression/facts-of.ts'
import { printValue } from '../../expression/literal.ts'
import { keyAt, listAt, numberAt } from '../../expression/read-expression.ts'
import { didYouMean } from '../../schema/did-you-mean.ts'
import { fieldsOf, join, wrong } from '../../schema/fields.ts'
import type { Aggregate, Bounded, GroupKey, KeyedBounds, Question } from '../plan.ts'
import { boundsOf } from './bounded.ts'

type Keys = KeyedBounds['keys']
/** What may have bounds by group. */
export type BoundedAggregate = Bounded & {
  readonly kind: Aggregate['kind']
  readonly boundsByKey?: readonly KeyedBounds[]
}

const code = 'invalid_parameter'

/** @throws DitherError "invalid_parameter" naming the path */
export function readKeyedBounds(value: unknown, path: string): readonly KeyedBounds[] {
  return listAt(value, path, (one, at) => {
    const fields = fieldsOf(one, at, ['keys', 'lower', 'upper'], code)
    const given = [...fieldsOf(fields.get('keys'), join(at, 'keys'), undefined, code)]
    if (given.length === 0)
      throw wrong(join(at, 'keys'), undefined, 'must name at least one key', undefined, code)
    const keys: Record<string, Keys[string]> = Object.create(null)
    for (const [name, key] of given.sort(([a], [b]) => (a < b ? -1 : 1)))
      keys[name] = keyAt(key, join(join(at, 'keys'), name))
    const bound = (side: 'lower' | 'upper') =>
      fields.has(side) ? { [side]: numberAt(fields.get(side), join(at, side)) } : {}
    return Object.freeze({ keys: Object.freeze(keys), ...bound('lower'), ...bound('upper') })
  })
}

/** Such as `, [0, 50000] for educ 'primary'`. */
export function printKeyedBounds({ boundsByKey = [] }: BoundedAggregate): string {
  return boundsByKey
    .map(({ keys, lower, upper }) => {
      const of = Object.entries(keys).map(([name, value]) => `${name} ${printValue(value)}`)
      return `, [${lower ?? '…'}, ${upper ?? '…'}] for ${of.join(' and ')}`
    })
    .join('')
}

/** @throws DitherError "invalid_parameter", "missing_bound" */
export function checkKeyedBounds({ aggregate, groupBy }: Question, columns: Columns): void {
  if (!('boundsByKey' in aggregate) || aggregate.boundsByKey === undefined) return
  for (const { keys, ...bounds } of aggregate.boundsByKey) {
    for (const [name, value] of Object.entries(keys)) {
      const key = groupBy.find((one) => one.name === name)
      const refuse = (what: string, known: readonly string[]): DitherError =>
        new DitherError(code, `bounds are for ${what}`, {
          parameter: `bounds.keys.${name}`,
          wayOut: didYouMean(key === undefined ? name : String(value), known),
        })
      if (key === undefined)
        throw refuse(
          `${name}, which is no key`,
          groupBy.map((one) => one.name),
        )
      if (!key.values.includes(value))
        throw refuse(`${name} ${printValue(value)}, which is no group`, key.values.map(String))
    }
    boundsOf({ ...without(aggregate), ...bounds }, columns)
  }
}

/** The aggregate as it is asked of one group: the first bounds whose keys all fit, or its own. */
export function inGroup(aggregate: BoundedAggregate, group: Keys): BoundedAggregate {
  const found = aggregate.boundsByKey?.find(({ keys }) =>
    Object.entries(keys).every(([name, value]) => group[name] === value),
  )
  const { lower, upper } = found ?? {}
  return {
    ...without(aggregate),
    ...(lower === undefined ? {} : { lower }),
    ...(upper === undefined ? {} : { upper }),
  }
}

/** The keys of every group, in the order of `values`, the last key fastest. */
export function groupsOf(groupBy: readonly GroupKey[]): readonly Keys[] {
  return groupBy.reduce<readonly Keys[]>(
    (groups, { name, values }) =>
      groups.flatMap((group) => values.map((value) => ({ ...group, [name]: value }))),
    [{}],
  )
}

function without({ boundsByKey: _, ...aggregate }: BoundedAggregate): BoundedAggregate {
  return aggregate
}
