/** What an answer says of the choice of its private keys (S13). */
import type { Loss } from '@dither/core'
import type { Priced } from '../price.ts'
import type { Released } from '../released/released.ts'
import { written } from '../released/released-data.ts'

/** That keys were chosen, which others are not shown, and which part of the cost is that choice's. */
export interface ChosenKeys {
  /** What the keys are called. */
  readonly names: readonly string[]
  /** The least number of units with which a key is shown at least half of the time, and 99 times of 100. */
  readonly halfOfTheTime: number
  readonly nearlyAlways: number
  /** Of the choice; once for all questions of a release about the same groups. */
  readonly loss: Loss
  /** Of the answer without the choice. */
  readonly ownLoss: Loss
}

/** The answer, and what it says of its keys: all public before the release. */
export function withChosenKeys(
  answer: Released,
  { proof, keys, loss: ownLoss }: Pick<Priced, 'proof' | 'keys' | 'loss'>,
): Released {
  if (keys === undefined || answer.kind !== 'table') return answer
  const { halfOfTheTime, nearlyAlways, loss } = keys
  const names = Object.freeze(proof.question.groupBy.map(({ name }) => name))
  const chosenKeys = Object.freeze({ names, halfOfTheTime, nearlyAlways, loss, ownLoss })
  return written({ ...answer, chosenKeys })
}
