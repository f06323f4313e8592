/** What `dither release` prints: answers, cost, what is left, and what is not counted. */

import type { TerminalStyle } from '@dither/plot'
import { lossText, type ReleaseFacts, type Session } from '@dither/query'
import { isNothing, lossData, notCounted } from '../cost.ts'
import { answersData } from './answers-data.ts'
import { printAnswers } from './print-answers.ts'

export interface ReleaseToPrint {
  readonly released: ReleaseFacts
  readonly session: Pick<Session, 'remaining'>
  readonly confidence: number
}

export function releaseText(
  { released, session, confidence }: ReleaseToPrint,
  style: TerminalStyle,
): string {
  const left = isNothing(session.remaining) ? 'nothing' : lossText(session.remaining)
  return [
    `\n${printAnswers(released.answers, { style, confidence })}`,
    `  cost   ${lossText(released.loss)}; ${left} is left of this run's budget\n`,
    `  error  of the noise alone, at ${Number((confidence * 100).toFixed(6))} % confidence, against the values as clamped to the schema's bounds\n`,
    `  note   ${notCounted}\n\n`,
  ].join('')
}

export function releaseData({ released, session, confidence }: ReleaseToPrint): object {
  return {
    version: 1,
    kind: 'release',
    requestId: released.requestId,
    confidence,
    answers: answersData(released.answers, confidence),
    cost: lossData(released.loss),
    remaining: lossData(session.remaining),
    notes: [notCounted],
  }
}
