/** A released sketch of counts by key: estimates for any key that anyone thinks of. */
import { ceiling, divide, multiply, type RationalLike, rational, toNumber } from '@dither/math'
import { DitherError } from '../../error.ts'
import {
  readSparseHistogram,
  type SparseHistogramEvent,
} from '../../space/events/sparse-histogram.ts'
import {
  storedList,
  storedObject,
  storedText,
  storedWhole,
} from '../../space/events/stored-fields.ts'
import { type PureLoss, pureLoss } from '../../space/loss.ts'
import { isNeighbours } from '../../space/neighbours.ts'
import { wrongParameter } from '../../space/parameter.ts'
import { type HashSeed, isHashSeed, keyHash } from './key-hash.ts'
import { bitOf } from './noisy-projection.ts'
import { type SketchShape, sketchAccuracy } from './sketch-accuracy.ts'
import { sketchEpsilon } from './sketch-price.ts'
import { unaryEstimate } from './unary-estimate.ts'

/** Counts by key as a sketch tells them; made by `sparseHistogram`. */
export interface HistogramSketch {
  readonly kind: 'histogramSketch'
  /** An estimate of the count of any key, from 0 to `most`; that of a key nobody has is mostly 0. */
  readonly query: (key: string) => number
  /** With the confidence, one estimate is within this of the count, kept within 0 and `most`. */
  readonly accuracy: (options: { readonly confidence: RationalLike }) => number
  /** The estimate less and plus the accuracy, within 0 and `most`: conservative. */
  readonly interval: (
    key: string,
    options: { readonly confidence: RationalLike },
  ) => readonly [low: number, high: number]
  /** What the release cost, as data. */
  readonly event: SparseHistogramEvent
  /** The same as a loss. */
  readonly loss: PureLoss
  /** Everything that was released; `readHistogramSketch` reads it. */
  readonly toJSON: () => HistogramSketchJSON
  readonly toString: () => string
}

/** A sketch as plain JSON: all of it is public. */
export interface HistogramSketchJSON {
  readonly version: 1
  readonly kind: 'histogramSketch'
  readonly most: string
  /** The public bound on the sum of all counts. */
  readonly total: string
  /** A polynomial's base, then the two coefficients of every level: hexadecimal. */
  readonly hash: readonly string[]
  /** The noisy bits, eight a byte, the first one lowest: hexadecimal. */
  readonly bits: string
  readonly event: SparseHistogramEvent
}

/** Dresses noisy bits. Everything that is computed from them here is post-processing. */
export function histogramSketch(
  shape: SketchShape,
  seed: HashSeed,
  vector: Uint8Array,
  event: SparseHistogramEvent,
  loss: PureLoss,
): HistogramSketch {
  const { levelsPerCount, most } = shape
  const perLevel = toNumber(divide(rational(1), levelsPerCount))
  const cellOf = keyHash(seed, 31 - Math.clz32(shape.cells))
  const top = toNumber(rational(most))
  const query = (key: string): number => {
    const cell = cellOf(key)
    const digits = unaryEstimate((level) => bitOf(vector, cell(level)), seed.lines.length)
    return Math.min(top, digits * perLevel)
  }
  const accuracy = (options: { readonly confidence: RationalLike }): number =>
    sketchAccuracy(shape, options.confidence)
  return Object.freeze({
    kind: 'histogramSketch',
    query,
    accuracy,
    interval: (key: string, options: { readonly confidence: RationalLike }) => {
      const [value, reach] = [query(key), accuracy(options)]
      return Object.freeze([Math.max(0, value - reach), Math.min(top, value + reach)] as const)
    },
    event,
    loss,
    toJSON: (): HistogramSketchJSON => ({
      version: 1,
      kind: 'histogramSketch',
      most: String(most),
      total: String(shape.total),
      hash: [seed.base, ...seed.lines.flat()].map((x) => x.toString(16)),
      bits: Array.from(vector, (byte) => byte.toString(16).padStart(2, '0')).join(''),
      event,
    }),
    toString: () =>
      `counts of any key, in ${shape.cells} noisy bits, each within ${accuracy({ confidence: '0.95' })} (95 %)`,
  })
}

/**
 * Reads a sketch that was written as JSON.
 *
 * @throws DitherError "invalid_parameter" if it is none, or of a newer version
 */
export function readHistogramSketch(json: unknown): HistogramSketch {
  const data = storedObject('sketch', json)
  if (data['kind'] !== 'histogramSketch' || data['version'] !== 1) throw wrongSketch()
  const event = storedEvent(data['event'])
  const bits = storedText('bits', data['bits'])
  const shape = {
    alpha: rational(event.alpha),
    levelsPerCount: rational(event.levelsPerCount),
    most: storedWhole('most', data['most']),
    total: storedWhole('total', data['total']),
    cells: cellNumber(4 * bits.length),
  }
  const [base = 0n, ...coefficients] = storedList('hash', data['hash']).map(coefficient)
  const lines = Array.from({ length: levelsOf(shape) }, (_, level) =>
    Object.freeze([coefficients[2 * level] ?? -1n, coefficients[2 * level + 1] ?? -1n] as const),
  )
  const seed = Object.freeze({ base, lines: Object.freeze(lines) })
  if (coefficients.length !== 2 * lines.length || !isHashSeed(seed)) throw wrongSketch()
  const loss = pureLoss(sketchEpsilon(event, { ...event.reach, neighbours: event.neighbours }))
  return histogramSketch(shape, seed, parseBits(bits), event, loss)
}

/** How many unary digits the largest count has. */
export function levelsOf({
  levelsPerCount,
  most,
}: Pick<SketchShape, 'levelsPerCount' | 'most'>): number {
  const levels = ceiling(multiply(levelsPerCount, rational(most)))
  if (levels <= mostLevels) return Number(levels)
  throw wrongParameter('most', most, `must take at most ${mostLevels} digits`, fewerDigits)
}

const mostLevels = 65_536n
const fewerDigits = 'Count in coarser units, or give a larger alpha'

/** A power of two, from 8 to 2^26. */
export function cellNumber(cells: number): number {
  if (Number.isInteger(cells) && cells >= 8 && cells <= 2 ** 26 && (cells & (cells - 1)) === 0)
    return cells
  throw wrongParameter('cells', cells, 'must be a power of two, from 8 to 2^26')
}

function storedEvent(value: unknown): SparseHistogramEvent {
  const event = storedObject('event', value)
  const neighbours = event['neighbours']
  if (event['kind'] !== 'sparseHistogram' || event['version'] !== 1 || !isNeighbours(neighbours))
    throw wrongSketch()
  return readSparseHistogram({ ...event, neighbours })
}

function coefficient(value: unknown): bigint {
  if (typeof value === 'string' && /^[0-9a-f]{1,16}$/.test(value)) return BigInt(`0x${value}`)
  throw wrongSketch()
}

function parseBits(bits: string): Uint8Array {
  if (!/^[0-9a-f]*$/.test(bits)) throw wrongSketch()
  return Uint8Array.from({ length: bits.length / 2 }, (_, i) =>
    Number.parseInt(bits.slice(2 * i, 2 * i + 2), 16),
  )
}

function wrongSketch(): DitherError {
  return new DitherError('invalid_parameter', 'sketch cannot be read, must be one of version 1', {
    parameter: 'sketch',
  })
}
