/** Keys whose values are private: how those that are released are chosen, as a part of a question (S13). */
import { DitherError } from '@dither/core'
import { type Columns, factsOf } from '../expression/facts-of.ts'
import { numberAt, oneOf } from '../expression/read-expression.ts'
import { fieldsOf, wrong } from '../schema/fields.ts'
import { readBudget } from './budget.ts'
import type { Aggregate, PrivateKeys, Question } from './plan.ts'

const code = 'invalid_parameter'
const mechanisms = ['optimal', 'laplace', 'gaussian'] as const

/** @throws DitherError "invalid_parameter" naming the path */
export function readPrivateKeys(value: unknown, path = 'privateKeys'): PrivateKeys {
  const fields = fieldsOf(value, path, ['epsilon', 'delta', 'mechanism', 'leastUnits'], code)
  const named = ['epsilon', 'delta'].filter((key) => fields.has(key))
  if (!fields.has('delta'))
    throw wrong(
      `${path}.delta`,
      undefined,
      'must be given: with this probability a key that one unit alone has may be shown',
      'Say { epsilon, delta }, with a delta far below one in the number of units, such as 1e-9',
      code,
    )
  const budget = readBudget(Object.fromEntries(named.map((key) => [key, fields.get(key)])), path)
  if (budget.epsilon === undefined || budget.delta === undefined)
    throw wrong(`${path}.epsilon`, undefined, 'must be given', 'Say { epsilon, delta }', code)
  const mechanism = fields.has('mechanism')
    ? oneOf(fields.get('mechanism'), mechanisms, `${path}.mechanism`)
    : undefined
  const leastUnits = fields.has('leastUnits')
    ? numberAt(fields.get('leastUnits'), `${path}.leastUnits`)
    : 1
  if (!Number.isSafeInteger(leastUnits) || leastUnits < 1)
    throw wrong(
      `${path}.leastUnits`,
      leastUnits,
      'must be a whole number, at least 1',
      undefined,
      code,
    )
  return Object.freeze({
    epsilon: budget.epsilon,
    delta: budget.delta,
    ...(mechanism === undefined ? {} : { mechanism }),
    ...(leastUnits === 1 ? {} : { leastUnits }),
  })
}

/**
 * Whether keys can be found in the rows, and the aggregate be computed of each.
 *
 * @throws DitherError "invalid_parameter", "wrong_type", "unsupported"
 */
export function checkPrivateKeys({ groupBy, aggregate }: Question, columns: Columns): void {
  if (groupBy.length === 0)
    throw new DitherError(code, 'privateKeys has no keys, must have at least one', {
      parameter: 'groupBy',
      wayOut: 'Name a column',
    })
  for (const { name, of, values } of groupBy) {
    const facts = factsOf(of, columns)
    if (values.length > 0) throw listedKey(name)
    if (facts.type === 'null' || (facts.type === 'number' && !facts.integral))
      throw new DitherError('wrong_type', `${name} may be any number, must be whole to be a key`, {
        parameter: `groupBy ${name}`,
        wayOut: 'Round it, or digitise it',
      })
  }
  if (!isPerGroup(aggregate.kind) || 'boundsByKey' in aggregate)
    throw new DitherError(
      'unsupported',
      isPerGroup(aggregate.kind)
        ? 'bounds by key need keys that are listed'
        : `${aggregate.kind} cannot be asked by private keys`,
      {
        parameter: 'aggregate',
        rule: 'S13',
        wayOut:
          'Release count() by private keys first: its keys are public then, and can be listed',
      },
    )
}

/** Of a key whose values are public already, in the schema or in the question. */
export function listedKey(name: string): DitherError {
  return new DitherError(code, `the values of ${name} are listed, and said to be private`, {
    parameter: `groupBy ${name}`,
    rule: 'S13',
    wayOut: 'Take groupBy: listed keys cost nothing',
  })
}

/** Whether one cell a group is all that it needs. */
function isPerGroup(kind: Aggregate['kind']): boolean {
  switch (kind) {
    case 'count':
    case 'countValues':
    case 'sum':
    case 'mean':
    case 'variance':
    case 'standardDeviation':
    case 'covariance':
    case 'correlation':
    case 'covarianceMatrix':
    case 'correlationMatrix':
    case 'linearRegression':
      return true
    default:
      return false
  }
}

/** On one line, such as `keys private, chosen for epsilon 0.5, delta 1e-9`. */
export function printPrivateKeys(keys: PrivateKeys): string {
  const { epsilon, delta, mechanism, leastUnits } = keys
  const how = mechanism === undefined ? '' : ` by ${mechanism}`
  const least = leastUnits === undefined ? '' : `, of at least ${leastUnits} units`
  return `keys private, chosen${how} for epsilon ${epsilon}, delta ${delta}${least}`
}
