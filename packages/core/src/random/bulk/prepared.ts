/** Which prepared table serves a law, and the tables of the laws used last. */
import { floorLog2, formatRational, toNumber } from '@dither/math'
import type { NoiseLaw } from '../law/noise-law.ts'
import { buildStrips, type Strips } from '../strips/strips.ts'
import { buildTable, type NoiseTable } from '../table/table.ts'
import { powerOfTwo } from '../uniform/power-of-two.ts'

/** What `prepared` will build: fixed by the law alone. */
export type Preparation =
  /** Too small for a table to pay, or too large for the kernels. */
  | { readonly kind: 'none' }
  | { readonly kind: 'table'; readonly reach: number }
  | {
      readonly kind: 'strips'
      readonly reach: number
      readonly offsetBits: number
      readonly offsetWords: 1 | 2
    }

/** Beyond the reach lie about 2^-20 of the draws: the tail is exact, but slower. */
const tailBits = 20

/** One word a draw while the table stays in the first cache levels. */
const largestTableReach = 4096

/** 128 to 256 blocks per scale: less than 1 % of the draws need more than a look at the threshold. */
const blockBits = 7

/** With more offset bits a third word leaves enough bits for the acceptance. */
const largestNarrowOffset = 19

/** The kernels' doubles hold scales of 2^45 and standard deviations of 2^48; see `fillNoise`. */
const largestSizeBits = 48

/** Below, masses fall so fast that certain thresholds need thousands of bits. */
const smallestSizeBits = -2

/** The preparation that suits a law. */
export function preparationFor(law: NoiseLaw): Preparation {
  const sizeBits =
    law.kind === 'discreteLaplace' ? floorLog2(law.scale) : floorLog2(law.variance) >> 1
  if (sizeBits < smallestSizeBits || sizeBits > largestSizeBits) return { kind: 'none' }
  // Any reach gives the exact law; this one is quick.
  const reach =
    law.kind === 'discreteLaplace'
      ? toNumber(law.scale) * Math.LN2 * tailBits
      : Math.sqrt(toNumber(law.variance) * 2 * Math.LN2 * tailBits)
  if (reach <= largestTableReach) return { kind: 'table', reach: Math.ceil(reach) }
  const offsetBits = Math.max(0, sizeBits - blockBits)
  return {
    kind: 'strips',
    reach: Math.ceil(reach / powerOfTwo(offsetBits)),
    offsetBits,
    offsetWords: offsetBits <= largestNarrowOffset ? 1 : 2,
  }
}

const cacheSize = 16
const cache = new Map<string, NoiseTable | Strips>()

/** The table or strips of a law, built once while it stays among the last 16 used. */
export function prepared(
  law: NoiseLaw,
  preparation: Exclude<Preparation, { kind: 'none' }>,
  wordBits: number,
): NoiseTable | Strips {
  const parameter = law.kind === 'discreteLaplace' ? law.scale : law.variance
  const key = `${law.kind} ${formatRational(parameter)} ${wordBits}`
  const built =
    cache.get(key) ??
    (preparation.kind === 'table'
      ? buildTable(law, preparation.reach, wordBits)
      : buildStrips(law, preparation, wordBits))
  cache.delete(key)
  cache.set(key, built)
  for (const oldest of cache.keys()) {
    if (cache.size <= cacheSize) break
    cache.delete(oldest)
  }
  return built
}
