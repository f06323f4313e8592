/** A stream of counts whose running total is released after every step. */

import type { RationalLike } from '@dither/math'
import type { InvokeOptions } from '../../calculus/invoke-options.ts'
import { DitherError } from '../../error.ts'
import type { BitSource } from '../../random/bits.ts'
import { secureBits } from '../../random/secure-bits/secure-bits.ts'
import { wrongParameter } from '../../space/parameter.ts'

/** The noisy total of all counts so far. */
export interface RunningCount {
  readonly kind: 'runningCount'
  /** How many counts it is the total of, from 1. */
  readonly step: number
  readonly value: bigint
  /** With the confidence, for this step alone, the value is within this of the true total. */
  readonly accuracy: (options: { readonly confidence: RationalLike }) => number
  /** The value less and plus the accuracy. */
  readonly interval: (options: { readonly confidence: RationalLike }) => {
    readonly lower: bigint
    readonly upper: bigint
  }
  readonly toJSON: () => {
    readonly kind: 'runningCount'
    readonly step: number
    readonly value: string
  }
  readonly toString: () => string
}

/** A stream that has begun; each costs the loss of its mechanism once, however many steps it takes. */
export interface CountStream {
  /** Takes the count of the next step, a bigint, and tells the noisy total. */
  readonly next: (count: bigint) => RunningCount
  /** How many steps were taken. */
  readonly step: () => number
  /**
   * Ends the stream here, and gives what is needed to go on elsewhere: `resume` of the same mechanism.
   *
   * It holds exact counts: it is as secret as the data, and never a release. It goes on once: a second
   * stream from it tells later totals again, with other noise, and costs the whole loss again.
   */
  readonly checkpoint: () => CountCheckpoint
}

/** Where a stream stopped, as plain JSON. Secret: it holds exact counts. */
export interface CountCheckpoint {
  readonly version: 1
  readonly kind: 'countCheckpoint'
  /** Random, one for every checkpoint. */
  readonly id: string
  /** The mechanism that it belongs to, in words of its parameters. */
  readonly mechanism: string
  readonly step: number
  /** Exact sums or counts. */
  readonly secret: readonly string[]
  /** Noisy ones, which the claim of the mechanism covers. */
  readonly noisy: readonly string[]
}

/** How a checkpoint is taken up again. */
export interface ResumeOptions extends InvokeOptions {
  /**
   * Whether this id is taken up for the first time ever: ask a store that outlives the process, and that has
   * noted the id before it answers true.
   */
  readonly firstUse: (id: string) => boolean
}

/** What a mechanism adds to a stream. */
export interface Counting {
  readonly mechanism: string
  readonly steps: number
  /** The noisy total after this count, at this step. */
  readonly take: (count: bigint, step: number, bits: BitSource) => bigint
  readonly secret: () => readonly bigint[]
  readonly noisy: () => readonly bigint[]
  readonly accuracy: (step: number, confidence: RationalLike) => bigint
}

/** Wraps a mechanism's steps: counts them, ends after the last one or a checkpoint. */
export function countStream(
  counting: Counting,
  from = 0,
  bits: BitSource = secureBits(),
): CountStream {
  let step = from
  let handedOver = false
  return Object.freeze({
    step: () => step,
    next: (count: bigint): RunningCount => {
      if (handedOver) throw ended('a checkpoint was taken', 'Resume it where it went')
      if (step >= counting.steps)
        throw ended(`steps are ${counting.steps}, all taken`, 'Begin another, and charge its event')
      if (typeof count !== 'bigint')
        throw new DitherError('invalid_parameter', 'count must be a bigint', { parameter: 'count' })
      bits.dropIfStale?.()
      step += 1
      return runningCount(counting, step, counting.take(count, step, bits))
    },
    checkpoint: (): CountCheckpoint => {
      if (handedOver) throw ended('a checkpoint was taken', 'Resume it where it went')
      handedOver = true // (1) One stream goes on from here.
      return Object.freeze({
        version: 1,
        kind: 'countCheckpoint',
        id: randomId(),
        mechanism: counting.mechanism,
        step,
        secret: Object.freeze(counting.secret().map(String)),
        noisy: Object.freeze(counting.noisy().map(String)),
      })
    },
  })
}

/** What a checkpoint of a mechanism looks like. */
interface CheckpointShape extends Pick<Counting, 'mechanism' | 'steps'> {
  /** How many secret and how many noisy numbers there are. */
  readonly sizes: (step: number) => readonly [secret: number, noisy: number]
}

/** What a checkpoint holds, once it is known to be of this mechanism and used for the first time. */
export function readCheckpoint(
  value: unknown,
  { mechanism, steps, sizes }: CheckpointShape,
  firstUse: ResumeOptions['firstUse'],
): { readonly step: number; readonly secret: bigint[]; readonly noisy: bigint[] } {
  const data: Readonly<Record<string, unknown>> =
    typeof value === 'object' && value !== null ? { ...value } : {}
  const { kind, version, id, step } = data
  if (kind !== 'countCheckpoint' || version !== 1 || typeof id !== 'string')
    throw unreadable('must be a countCheckpoint of version 1')
  if (data['mechanism'] !== mechanism) throw unreadable('must be of the same mechanism')
  if (typeof step !== 'number' || !Number.isSafeInteger(step) || step < 0 || step > steps)
    throw unreadable('must be at one of its steps')
  const secret = integers(data['secret'])
  const noisy = integers(data['noisy'])
  const [secrets, noises] = sizes(step)
  if (secret.length !== secrets || noisy.length !== noises) throw unreadable('must be complete')
  // (2) Twice from one checkpoint would be two streams for the price of one.
  if (firstUse(id) !== true)
    throw new DitherError('budget_exceeded', 'checkpoint was taken up before, must be used once', {
      parameter: 'checkpoint',
      wayOut: 'Begin another stream, and charge its event',
    })
  return { step, secret, noisy }
}

function runningCount(counting: Counting, step: number, value: bigint): RunningCount {
  const reach = (confidence: RationalLike): bigint => counting.accuracy(step, confidence)
  return Object.freeze({
    kind: 'runningCount',
    step,
    value,
    accuracy: ({ confidence }: { readonly confidence: RationalLike }) => Number(reach(confidence)),
    interval: ({ confidence }: { readonly confidence: RationalLike }) => {
      const half = reach(confidence)
      return Object.freeze({ lower: value - half, upper: value + half })
    },
    toJSON: () => ({ kind: 'runningCount' as const, step, value: String(value) }),
    toString: () => `step ${step}: ${value}`,
  })
}

/** Of the platform's generator: two checkpoints never have one id, also where noise is seeded. */
function randomId(): string {
  const bits = secureBits()
  return Array.from({ length: 4 }, () => bits.next().toString(16).padStart(8, '0')).join('')
}

function integers(value: unknown): bigint[] {
  if (!Array.isArray(value)) throw unreadable('must hold whole numbers')
  return value.map((item: unknown) => {
    if (typeof item !== 'string' || !/^-?\d+$/.test(item))
      throw unreadable('must hold whole numbers')
    return BigInt(item)
  })
}

function ended(why: string, wayOut: string): DitherError {
  return new DitherError('unsupported', `the stream has ended: ${why}`, { wayOut })
}

function unreadable(rule: string): DitherError {
  return wrongParameter('checkpoint', 'not readable', rule, 'Give what `checkpoint` returned')
}
