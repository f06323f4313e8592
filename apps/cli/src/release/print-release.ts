/** What `dither release` prints: answers, cost, what is left, and what is not counted. */

import type { TerminalStyle } from '@dither/plot'
import type { ReleaseFacts, Session } from '@dither/query'
import { costText, isNothing, lossData, notCounted } from '../cost.ts'
import { answersData } from './answers-data.ts'
import { printAnswers } from './print-answers.ts'

export interface ReleaseToPrint {
  readonly released: ReleaseFacts
  readonly session: Pick<Session, 'remaining'>
  readonly confidence: number
  readonly notes: readonly string[]
}

export function releaseText(
  { released, session, confidence }: ReleaseToPrint,
  style: TerminalStyle,
): string {
  const left = isNothing(session.remaining) ? 'nothing' : costText(session.remaining)
  const certainty = `${Number((confidence * 100).toFixed(6))} %`
  return [
    `\n${printAnswers(released.answers, { style, confidence })}`,
    `\n  cost   ${costText(released.loss)}; ${left} is left of this run's budget\n`,
    `  error  what the noise may do, at ${certainty}; values beyond the schema's bounds count as the bound\n`,
    `  note   ${notCounted}\n\n`,
  ].join('')
}

export function releaseData({ released, session, confidence, notes }: ReleaseToPrint): object {
  return {
    version: 1,
    kind: 'release',
    requestId: released.requestId,
    confidence,
    answers: answersData(released.answers, confidence),
    cost: lossData(released.loss),
    remaining: lossData(session.remaining),
    notes: [notCounted, ...notes],
  }
}
