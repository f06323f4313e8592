/** The law of a sampler, by running it on every bit string: exact, and the sharpest test there is. */
import { type Rational, rational } from '@dither/math'
import type { TestBits } from '../bits/bit-source.ts'
import { bitsOver, OutOfBits } from '../bits/scripted-bits.ts'

export interface Enumeration {
  /** The mass of the bit strings that lead to each outcome, by key. */
  readonly decided: ReadonlyMap<string, Rational>
  /** The mass of the strings on which the sampler wanted more than `depth` words. */
  readonly undecided: Rational
  /** How often the sampler ran. */
  readonly runs: number
}

export interface EnumerateOptions<T> {
  readonly wordBits: number
  /** Words in the longest string. */
  readonly depth: number
  /** Names an outcome; String by default. */
  readonly key?: (outcome: T) => string
  /** Refuses to run longer than this; 5 million by default. */
  readonly maxRuns?: number
}

/**
 * Runs `sampler` on every string of `depth` words of `wordBits` bits, and returns exact masses that
 * sum to 1. A run that decides after d words counts once, with mass 2^(-d wordBits).
 *
 * The sampler must be a function of its bits alone: it may keep no state between runs.
 */
export function enumerate<T>(
  sampler: (bits: TestBits) => T,
  options: EnumerateOptions<T>,
): Enumeration {
  const { wordBits, depth, key = String, maxRuns = 5_000_000 } = options
  const script = new Uint32Array(depth)
  const words = new Uint32Array(depth)
  const last = 2 ** wordBits - 1
  const counts = new Map<string, number[]>()
  let exhausted = 0n
  let runs = 0
  for (;;) {
    if (++runs > maxRuns)
      throw new RangeError(`enumerate: more than ${maxRuns} runs, lower the depth`)
    words.set(script)
    const bits = bitsOver(words, wordBits)
    let used = depth
    const outcome = attempt(sampler, bits)
    if (outcome === undefined) exhausted++
    else {
      used = bits.position
      const name = key(outcome.value)
      const byDepth = counts.get(name) ?? new Array<number>(depth + 1).fill(0)
      byDepth[used] = (byDepth[used] ?? 0) + 1
      counts.set(name, byDepth)
    }
    // The next string that differs within the words just used; the rest start again from 0.
    script.fill(0, used)
    let place = used - 1
    while (place >= 0 && script[place] === last) script[place--] = 0
    if (place < 0) break
    script[place] = (script[place] ?? 0) + 1
  }
  const whole = 1n << BigInt(depth * wordBits)
  const decided = new Map<string, Rational>()
  for (const [name, byDepth] of [...counts].sort()) {
    let mass = 0n
    byDepth.forEach((count, used) => {
      mass += BigInt(count) << BigInt((depth - used) * wordBits)
    })
    decided.set(name, rational(mass, whole))
  }
  return { decided, undecided: rational(exhausted, whole), runs }
}

function attempt<T>(
  sampler: (bits: TestBits) => T,
  bits: TestBits,
): { readonly value: T } | undefined {
  try {
    return { value: sampler(bits) }
  } catch (error) {
    if (error instanceof OutOfBits) return undefined
    throw error
  }
}
