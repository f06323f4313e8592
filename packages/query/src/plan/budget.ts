import { deltaBudget, epsilonBudget, rhoBudget } from '@dither/core'
import { type Fields, fieldsOf, join, wrong } from '../schema/fields.ts'
import type { Budget } from './plan.ts'

/**
 * Checks a budget as a person states it: `{ epsilon }`, `{ epsilon, delta }` or `{ rho }`, numbers or
 * decimals in text. It is kept as it was written.
 *
 * @throws DitherError "invalid_parameter"
 */
export function readBudget(value: unknown, path: string = 'budget'): Budget {
  const fields = fieldsOf(value, path, ['epsilon', 'delta', 'rho'], 'invalid_parameter')
  const one = (key: string): number | string => decimalIn(fields, path, key)
  if (fields.has('rho')) {
    if (fields.size > 1)
      throw wrong(
        join(path, 'rho'),
        fields.get('rho'),
        'must stand alone',
        'Say { epsilon }, { epsilon, delta } or { rho }',
        'invalid_parameter',
      )
    const rho = one('rho')
    rhoBudget(rho)
    return Object.freeze({ rho })
  }
  const epsilon = one('epsilon')
  epsilonBudget(epsilon)
  if (!fields.has('delta')) return Object.freeze({ epsilon })
  const delta = one('delta')
  deltaBudget(delta)
  return Object.freeze({ epsilon, delta })
}

function decimalIn(fields: Fields, path: string, key: string): number | string {
  const value = fields.get(key)
  if (typeof value === 'number' || typeof value === 'string') return value
  throw wrong(
    join(path, key),
    value,
    'must be a number, or a decimal in text',
    undefined,
    'invalid_parameter',
  )
}
