/** What `dither release` prints: answers, cost, what is left, and what is not counted. */

import { hiddenKeysText, type TerminalStyle } from '@dither/plot'
import { type ReleaseFacts, type Session, type Statistic, standInsOf } from '@dither/query'
import { costText, countedIn, isNothing, lossData, notCounted } from '../cost.ts'
import { paragraph } from '../text-table.ts'
import { answersData } from './answers-data.ts'
import { printAnswers } from './print-answers.ts'
import { percent } from './print-options.ts'
import { rankEnds } from './rank-ends.ts'

export interface ReleaseToPrint {
  readonly released: ReleaseFacts
  /** What was asked. */
  readonly plan: Readonly<Record<string, Statistic>>
  readonly session: Pick<Session, 'remaining'>
  readonly confidence: number
  readonly notes: readonly string[]
  /** The ledger that counts this run, if there is one. */
  readonly ledger?: string
}

export function releaseText(facts: ReleaseToPrint, style: TerminalStyle): string {
  const { released, plan, confidence } = facts
  const units = Object.values(plan).some(({ schema }) => schema.privacyUnit.kind === 'id')
  const cut = units ? ', and rows beyond what a person may bring are left out' : ''
  const error = `what the noise may do to each value alone, at ${percent({ confidence })}; values beyond the bounds count as the bound${cut}`
  const blanks = blanksLine(plan)
  const hidden = hiddenLine(facts)
  const ends = rankEnds(plan)
  const said = {
    ...(ends === undefined ? {} : { ranks: ends }),
    ...(hidden === '' ? {} : { keys: hidden }),
    cost: costLine(facts),
    error,
    ...(blanks === '' ? {} : { blanks }),
    note: countedText(facts),
  }
  return [
    `\n${printAnswers(released.answers, { style, confidence })}\n`,
    ...Object.entries(said).map(
      ([word, text]) => `${paragraph(`  ${word.padEnd(7)}`, text, style.width)}\n`,
    ),
    '\n',
  ].join('')
}

/** What missing cells count as, where they do not count as missing; the longest lists by their number. */
function blanksLine(plan: Readonly<Record<string, Statistic>>): string {
  const all = Object.values(plan).flatMap(({ question, schema }) => standInsOf(question, schema))
  const each = [...new Set(all)]
  return each.length <= 3
    ? each.join('; ')
    : `missing cells of ${each.length} columns count as the schema's impute (--explain names it)`
}

/** Which groups by private keys are not shown. */
export function hiddenLine({ released }: Pick<ReleaseToPrint, 'released'>): string {
  const hidden = Object.values(released.answers).flatMap((answer) =>
    answer.kind === 'table' && answer.chosenKeys !== undefined
      ? [hiddenKeysText(answer.chosenKeys)]
      : [],
  )
  return [...new Set(hidden)].join('; ')
}

/** "epsilon 0.3; epsilon 0.7 is left of this run's budget" */
export function costLine({
  released,
  session,
  ledger,
}: Pick<ReleaseToPrint, 'released' | 'session' | 'ledger'>): string {
  const left = isNothing(session.remaining) ? 'nothing' : costText(session.remaining)
  return `${costText(released.loss)}; ${left} is left of ${ledger === undefined ? "this run's budget" : `the budget in ${ledger}`}`
}

/** What is counted besides this run. */
export function countedText({ ledger }: Pick<ReleaseToPrint, 'ledger'>): string {
  return ledger === undefined ? notCounted : countedIn(ledger)
}

export function releaseData(facts: ReleaseToPrint): object {
  const { released, session, confidence, notes, ledger } = facts
  return {
    version: 1,
    kind: 'release',
    requestId: released.requestId,
    confidence,
    answers: answersData(released.answers, confidence),
    cost: lossData(released.loss),
    remaining: lossData(session.remaining),
    ...(ledger === undefined ? {} : { ledger }),
    notes: [countedText(facts), ...notes],
  }
}
