/** A question out of data from elsewhere: a saved plan, a worker, another process. */
import { DitherError } from '@dither/core'
import { keyAt, listAt, numberAt, oneOf, readExpression } from '../expression/read-expression.ts'
import { fieldsOf, join, nameIn, wrong } from '../schema/fields.ts'
import { readAggregate } from './aggregates/aggregates.ts'
import { readBudget } from './budget.ts'
import { readGoal } from './goal.ts'
import type { GroupKey, Question } from './plan.ts'
import { readPrivateKeys } from './private-keys.ts'
import { readRelation } from './read-relation.ts'

/** The newest version of the plan format that this code reads. */
export const planVersion = 1
const code = 'invalid_parameter'

/**
 * Reads a question into frozen data in one canonical form: fields in a fixed order, derived columns
 * by name, defaults left out, `geometric` as `laplace`.
 *
 * Its shape is checked; `checkQuestion` checks it against a schema.
 *
 * @throws DitherError "invalid_parameter" naming the path; "unsupported" for a newer version
 */
export function readQuestion(value: unknown): Question {
  const { version, kind } = Object.fromEntries(fieldsOf(value, 'question', undefined, code))
  if (typeof version === 'number' && version > planVersion)
    throw new DitherError(
      'unsupported',
      `version is ${version}, this Dither reads plans up to version ${planVersion}`,
      { parameter: 'version', wayOut: 'Update Dither, or ask the question anew' },
    )
  if (version !== planVersion)
    throw wrong('version', version, `must be ${planVersion}`, undefined, code)
  oneOf(kind, ['question'], 'kind')
  const known = ['version', 'kind', 'from', 'groupBy', 'privateKeys', 'aggregate', 'mechanism']
  const fields = fieldsOf(value, '', [...known, 'budget', 'weight', 'goal'], code)
  const mechanism = fields.has('mechanism')
    ? oneOf(fields.get('mechanism'), ['auto', 'laplace', 'geometric', 'gaussian'], 'mechanism')
    : undefined
  const weight = fields.has('weight') ? numberAt(fields.get('weight'), 'weight') : 1
  if (weight <= 0) throw wrong('weight', weight, 'must be more than 0', undefined, code)
  const goal = fields.has('goal') ? readGoal(fields.get('goal')) : undefined
  if (goal?.accuracy !== undefined && fields.has('budget'))
    throw wrong('goal.accuracy', goal.accuracy, 'must not stand beside a budget', undefined, code)
  return Object.freeze({
    version: planVersion,
    kind: 'question',
    from: readRelation(fields.get('from')),
    groupBy: listAt(fields.get('groupBy'), 'groupBy', groupKey),
    ...(fields.has('privateKeys')
      ? { privateKeys: readPrivateKeys(fields.get('privateKeys')) }
      : {}),
    aggregate: readAggregate(fields.get('aggregate')),
    ...(mechanism === undefined || mechanism === 'auto'
      ? {}
      : { mechanism: mechanism === 'gaussian' ? mechanism : 'laplace' }),
    ...(fields.has('budget') ? { budget: readBudget(fields.get('budget')) } : {}),
    ...(weight === 1 ? {} : { weight }),
    ...(goal === undefined ? {} : { goal }),
  })
}

function groupKey(value: unknown, path: string): GroupKey {
  const fields = fieldsOf(value, path, ['name', 'of', 'values'], code)
  return Object.freeze({
    name: nameIn(fields.get('name'), join(path, 'name'), code),
    of: readExpression(fields.get('of'), join(path, 'of')),
    values: listAt(fields.get('values'), join(path, 'values'), keyAt),
  })
}
