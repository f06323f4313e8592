/** The candidates of a selection, in runs of equal score. */
import {
  compare,
  formatRational,
  isRational,
  type Rational,
  rational,
  subtract,
} from '@dither/math'
import { DitherError } from '../../error.ts'

/** A score, exact. Sums of doubles are not: their rounding has a sensitivity of its own. */
export type Score = bigint | Rational

/** `count` candidates, one after the other, that have the same score. */
export interface ScoreRun {
  readonly score: Score
  /** A whole number, at least 0. */
  readonly count: number | bigint
}

/** Candidates, told by how far each falls short of the best. */
export interface Candidates {
  /** How many there are. */
  readonly total: bigint
  /** The number of candidates in each run: more than 0. */
  readonly counts: readonly bigint[]
  /** `starts[j]` candidates come before run j. */
  readonly starts: readonly bigint[]
  /** Best score less score, one for every distinct score: at least 0, and 0 for one of them. */
  readonly shortfalls: readonly Rational[]
  /** For every run, which of the shortfalls it has. */
  readonly shortfallOf: readonly number[]
}

/**
 * Reads runs, in order. Errors name no score and no count: these are private (S15).
 *
 * @throws DitherError "invalid_parameter" if there is no candidate, a score is not exact or a count is
 *   not a whole number
 */
export function readRuns(runs: Iterable<ScoreRun>): Candidates {
  const counts: bigint[] = []
  const starts: bigint[] = []
  const shortfallOf: number[] = []
  const distinct = new Map<bigint | string, number>()
  const scores: Rational[] = []
  let best: Rational | undefined
  let total = 0n
  for (const { score, count } of runs) {
    const size = wholeCount(count)
    // (1) A run without candidates has no say in what is best.
    if (size === 0n) continue
    const key = nameOf(score)
    let level = distinct.get(key)
    if (level === undefined) {
      level = scores.length
      distinct.set(key, level)
      const exact = typeof score === 'bigint' ? rational(score) : score
      scores.push(exact)
      if (best === undefined || compare(exact, best) > 0) best = exact
    }
    counts.push(size)
    starts.push(total)
    shortfallOf.push(level)
    total += size
  }
  if (best === undefined)
    throw new DitherError('invalid_parameter', 'candidates are none, must be at least one', {
      parameter: 'candidates',
    })
  const top = best
  const shortfalls = scores.map((score) => subtract(top, score))
  return { total, counts, starts, shortfalls, shortfallOf }
}

/** Reads one score for every candidate; equal neighbours make a run. */
export function readScores(scores: readonly Score[]): Candidates {
  return readRuns(runsOf(scores))
}

function* runsOf(scores: readonly Score[]): Iterable<ScoreRun> {
  let start = 0
  let score = scores[0]
  for (let i = 1; i <= scores.length; i++) {
    const next = scores[i]
    if (i < scores.length && next === score) continue
    if (score === undefined) throw wrongScore()
    yield { score, count: i - start }
    start = i
    score = next
  }
}

/** The same for equal scores, and for no others. */
function nameOf(score: Score): bigint | string {
  if (typeof score === 'bigint') return score
  if (!isRational(score)) throw wrongScore()
  return score.denominator === 1n ? score.numerator : formatRational(score)
}

function wholeCount(count: number | bigint): bigint {
  if (typeof count === 'bigint' ? count >= 0n : Number.isSafeInteger(count) && count >= 0)
    return BigInt(count)
  throw new DitherError('invalid_parameter', 'count of a run must be a whole number, at least 0', {
    parameter: 'count',
  })
}

function wrongScore(): DitherError {
  return new DitherError('invalid_parameter', 'score must be a bigint or a reduced rational', {
    parameter: 'score',
    wayOut: 'Take scores on a lattice, or rational(…) of them',
  })
}
