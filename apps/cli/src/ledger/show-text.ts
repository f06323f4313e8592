/** A lineage in words and as data. */

import type { Loss } from '@dither/core'
import type { LineageReport } from '@dither/ledger'
import { costText, lossData } from '../cost.ts'

export function lineageText(report: LineageReport): string {
  const { dataset, budget, spent, remaining, lifetime, period, renewalDays, accounts } = report
  const lines = [
    `budget     ${costText(budget)}${renewalDays === undefined ? '' : `, anew every ${renewalDays} days`}`,
    `spent      ${costText(spent)}${period === 0 ? '' : `, in period ${period}`}`,
    `left       ${costText(remaining)}`,
    `lifetime   ${costText(lifetime)}, over all periods: what was ever learnt`,
    `protects   ${report.unit ?? 'any unit, until the first charge'}${report.neighbours === undefined ? '' : `, ${report.neighbours}`}`,
    ...accounts.map(
      ({ scope, cap, spent: theirs }) =>
        `${scope}: spent ${costText(theirs)}${cap === undefined ? '' : ` of ${costText(cap)}`}`,
    ),
    `records    ${report.records}, since ${report.openedAt}`,
    `head       ${report.hash}`,
  ]
  return `${dataset}\n${lines.map((line) => `  ${line}\n`).join('')}`
}

export function lineageData(report: LineageReport): object {
  const { budget, spent, remaining, lifetime, accounts, entries: _, ...rest } = report
  const data = (loss: Loss) => lossData(loss)
  return {
    ...rest,
    budget: data(budget),
    spent: data(spent),
    remaining: data(remaining),
    lifetime: data(lifetime),
    accounts: accounts.map(({ scope, cap, spent: theirs }) => ({
      scope,
      ...(cap === undefined ? {} : { cap: data(cap) }),
      spent: data(theirs),
    })),
  }
}
