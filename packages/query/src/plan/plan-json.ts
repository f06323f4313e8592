import { DitherError } from '@dither/core'
import type { Question } from './plan.ts'
import { readQuestion } from './read-question.ts'

/** A question as JSON text that `planFromJson` reads back. */
export function planToJson(question: Question): string {
  return JSON.stringify(readQuestion(question), null, 2)
}

/**
 * Reads a question back from JSON text.
 *
 * @throws DitherError "invalid_parameter" naming the path; "unsupported" for a newer version
 */
export function planFromJson(text: string): Question {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new DitherError('invalid_parameter', 'the plan is not JSON', { parameter: 'plan' })
  }
  return readQuestion(value)
}

/**
 * One text for all ways of writing the same question with the same budget: for cache keys (S20).
 *
 * Expressions are compared as they are written; `a + b` and `b + a` are different questions.
 */
export function canonicalQuestion(question: Question): string {
  return JSON.stringify(readQuestion(question))
}
