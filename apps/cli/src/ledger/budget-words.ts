/** A budget as a person writes it after --budget. */

import type { BudgetOptions } from '@dither/core'
import { usageError } from '../failure.ts'

/** "3", "epsilon 3", "epsilon 3, delta 1e-6", "3, 1e-6", "rho 0.5". @throws DitherError "invalid_parameter" */
export function budgetOf(words: string, option = '--budget'): BudgetOptions {
  const number = String.raw`(\d[\d./eE+-]*|\.\d[\deE+-]*)`
  const rho = new RegExp(String.raw`^\s*rho[\s=]+${number}\s*$`).exec(words)
  if (rho?.[1] !== undefined) return { rho: rho[1] }
  const epsilon = new RegExp(
    String.raw`^\s*(?:epsilon[\s=]+)?${number}(?:\s*,\s*(?:delta[\s=]+)?${number})?\s*$`,
  ).exec(words)
  if (epsilon?.[1] === undefined)
    throw usageError(`${option} is ${words}, no budget`, 'As in 3, or "3, 1e-6", or "rho 0.5"')
  return epsilon[2] === undefined
    ? { epsilon: epsilon[1] }
    : { epsilon: epsilon[1], delta: epsilon[2] }
}
