/** What the accuracy of every kind of answer is worked out from: public facts alone. */
import { rational } from '@dither/math'
import { checkQuestion } from '../../plan/check-question.ts'
import { type Setting, settingOf } from '../../proof/setting.ts'
import { vectorName } from '../../proof/vector-words.ts'
import type { Priced } from '../price.ts'
import { each, type Noise, noiseOf } from '../released/noise.ts'

export interface Expecting {
  readonly setting: Setting
  /** The noise of every vector, in order. */
  readonly noises: readonly Noise[]
  /** The noise of the vector of that name. */
  noise(name: string): Noise
  /** An error at the wanted confidence, and for all cells at once where there are several. */
  both(of: (confidence: number) => number): {
    readonly confidence: number
    readonly value: number
    readonly simultaneous?: number
  }
  /** Whether the answer divides by a noisy number of values. */
  readonly counted: boolean
  /** What it divides by otherwise, at least 1. */
  readonly size: number
}

export function expecting(priced: Priced, confidence: number): Expecting {
  const { question, bounded, vectors } = priced.proof
  const kind = priced.mechanism === 'gaussian' ? 'gaussian' : 'laplace'
  const noises = vectors.map((_, j) => noiseOf(kind, priced.noise[j] ?? rational(0)))
  const named = new Map(vectors.map((vector, j) => [vectorName(vector), noises[j]]))
  const cells = priced.proof.keys === undefined ? (priced.lengths[0] ?? 1) : 1
  const counted = named.has('rows') || named.has('count')
  return {
    setting: settingOf(question, bounded.schema, checkQuestion(question, bounded.schema)),
    noises,
    noise: (name) => named.get(name) ?? noiseOf('laplace', rational(0)),
    both: (of) => ({
      confidence,
      value: of(confidence),
      ...(cells > 1 ? { simultaneous: of(each(confidence, cells)) } : {}),
    }),
    counted,
    size: counted ? 1 : Math.max(1, bounded.schema.publicSize ?? 1),
  }
}

/** The assumptions that hold, in words. */
export function assuming(assumptions: readonly (readonly [boolean, string])[]): string {
  return assumptions.flatMap(([holds, words]) => (holds ? [words] : [])).join('; ')
}
