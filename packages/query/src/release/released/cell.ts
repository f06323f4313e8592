/** The noisy integers of one cell, and what is public about them. */
import type { Event, Loss } from '@dither/core'
import { rational } from '@dither/math'
import { type Noise, noiseOf } from './noise.ts'

export interface NoisyCell {
  /** By the name of the vector: "sum", of the second column "sum2". */
  readonly parts: Readonly<Record<string, NoisyPart>>
  /** The public size, for what no noisy count is there for. */
  readonly size: bigint
  readonly event: Event
  readonly loss: Loss
}

export interface NoisyPart {
  readonly value: bigint
  readonly noise: Noise
}

const silent: NoisyPart = Object.freeze({ value: 0n, noise: noiseOf('laplace', rational(0)) })

/** A part that the proof asked for. */
export function partOf({ parts }: NoisyCell, name: string): NoisyPart {
  return parts[name] ?? silent
}

/** What a mean or a variance divides by: the noisy count if there is one, else the public size. */
export function divisor(cell: NoisyCell): { readonly part: NoisyPart; readonly noisy: boolean } {
  const part = cell.parts['count'] ?? cell.parts['rows']
  return part === undefined
    ? { part: { ...silent, value: cell.size }, noisy: false }
    : { part, noisy: true }
}
