/** Accounts as people read them: bounds rounded up, what is no bound marked. */

import { fittingTable } from '../text-table.ts'
import type { Account, Question } from './accounts.ts'
import { leastOf } from './accounts.ts'

/** Who the accountants are. */
const names: Readonly<Record<Account['name'], string>> = {
  pld: 'loss distribution (PLD)',
  rdp: 'Rényi (RDP)',
  zcdp: 'concentrated (zCDP)',
  pure: 'pure',
  gdp: 'Gaussian limit (GDP)',
}

/** A table, and the claim in one line. */
export function accountsText(
  accounts: readonly Account[],
  question: Question,
  width: number,
): string {
  const asked = 'epsilon' in question ? 'delta' : 'epsilon'
  // Who has no answer is worth a line only where nobody has one.
  const told = accounts.some(({ upper }) => upper !== undefined)
    ? accounts.filter(({ reason }) => reason === undefined)
    : accounts
  const rows = told.map((account) => [
    names[account.name],
    account.upper === undefined
      ? account.estimate === undefined
        ? 'none'
        : `about ${figure(account.estimate)}`
      : upText(account.upper),
    noteOf(account),
  ])
  const table = fittingTable([['accountant', `${asked} at most`, ''], ...rows], 'lrl', width)
  const least = leastOf(accounts)
  const claim =
    least?.upper === undefined
      ? 'No accountant can bound it.'
      : 'epsilon' in question
        ? `Claim: (epsilon ${question.epsilon}, delta ${upText(least.upper)})-private, by ${names[least.name]}.`
        : least.name === 'pure'
          ? `Claim: epsilon ${upText(least.upper)}, with no delta.`
          : `Claim: (epsilon ${upText(least.upper)}, delta ${question.delta})-private, by ${names[least.name]}.`
  return `${[...table, '', claim].join('\n')}\n`
}

function noteOf({ name, lower, estimate, order, rho, reason }: Account): string {
  if (name === 'gdp') return 'an estimate, no bound'
  if (reason !== undefined) return reason
  if (lower !== undefined && estimate !== undefined)
    return `at least ${downText(lower)}, estimate ${figure(estimate)}`
  if (order !== undefined) return `at order ${order}`
  if (rho !== undefined) return `rho ${upText(rho)}`
  return name === 'pure' ? 'needs no delta' : ''
}

const digits = 5

function figure(value: number): string {
  return String(Number(value.toPrecision(digits)))
}

/** To five digits, never below. */
export function upText(value: number): string {
  return directed(value, 1)
}

function downText(value: number): string {
  return directed(value, -1)
}

function directed(value: number, way: 1 | -1): string {
  if (!Number.isFinite(value) || value === 0) return String(value)
  const near = Number(value.toPrecision(digits))
  if ((near - value) * way >= 0) return String(near)
  const [, exponent = '0'] = near.toExponential().split('e')
  const unit = Number(`1e${Number(exponent) - digits + 1}`)
  return String(Number((near + way * unit).toPrecision(digits)))
}
