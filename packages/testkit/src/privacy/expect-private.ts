/** Holds a mechanism against its privacy claim, as a black box. */
import { clopperPearson, ln } from '@dither/math'
import { type Event, likelyEvents } from './likely-events.ts'

export type Mechanism<I, T> = (input: I) => T

export interface PrivacyClaim {
  readonly epsilon: number
  readonly delta?: number
}

export interface PrivacyOptions<I, T> {
  /** Runs on each input; 100,000 unless said. Half choose the event, half judge it. */
  readonly n?: number
  /** That a mechanism which keeps its claim is not refused; 1 - 1e-9 unless said. */
  readonly confidence?: number
  /** What an attacker looks at: a number, by which events are also half-lines, or a name. */
  readonly outcome?: (output: T) => number | string
  /** Broken twins: each must be refused, or the test has no teeth and fails. */
  readonly mutants?: Readonly<Record<string, Mechanism<I, T>>>
}

export interface PrivacyReport {
  /** With that confidence, the true epsilon at this delta, for these inputs, is at least this. */
  readonly epsilon: number
  /** The event that shows it. */
  readonly event: string
}

/**
 * Fails if the runs prove, at the stated confidence, that outputs on two neighbouring inputs differ by
 * more than the claim: P(M(x) in S) > e^epsilon P(M(y) in S) + delta, for an event S chosen on other
 * runs, in either direction. By Clopper-Pearson [CP34], so exact for every n.
 *
 * @throws Error with the bound and the event, or the twin that passed
 */
export function expectPrivate<I, T>(
  mechanism: Mechanism<I, T>,
  inputs: readonly [I, I],
  claim: PrivacyClaim,
  options: PrivacyOptions<I, T> = {},
): PrivacyReport {
  const report = lowerBound(mechanism, inputs, claim, options)
  if (report.epsilon > claim.epsilon)
    throw new Error(
      `expectPrivate: epsilon is at least ${report.epsilon}, claimed is ${claim.epsilon}, by ${report.event}`,
    )
  for (const [name, mutant] of Object.entries(options.mutants ?? {})) {
    const { epsilon } = lowerBound(mutant, inputs, claim, options)
    if (epsilon <= claim.epsilon)
      throw new Error(
        `expectPrivate: the broken twin "${name}" passes, with ${epsilon} at most shown`,
      )
  }
  return report
}

/** The larger of the two directions' bounds; all four proportions hold at once. */
function lowerBound<I, T>(
  mechanism: Mechanism<I, T>,
  [x, y]: readonly [I, I],
  { delta = 0 }: PrivacyClaim,
  options: PrivacyOptions<I, T>,
): PrivacyReport {
  const { n = 100_000, confidence = 1 - 1e-9, outcome = plainOutcome } = options
  const run = (input: I): readonly (number | string)[] =>
    Array.from({ length: n >> 1 }, () => outcome(mechanism(input)))
  const [chooseX, chooseY] = [run(x), run(y)]
  const [judgeX, judgeY] = [run(x), run(y)]
  // Each of four sides may miss with (1 - confidence) / 4.
  const each = 1 - (1 - confidence) / 2
  const judged = (event: Event, p: readonly (number | string)[], q: typeof p, names: string) => {
    const [above] = clopperPearson(p.filter(event.includes).length, p.length, each)
    const [, below] = clopperPearson(q.filter(event.includes).length, q.length, each)
    const epsilon = above > delta ? ln((above - delta) / below) : Number.NEGATIVE_INFINITY
    return { epsilon: Math.max(0, epsilon), event: `${event.name} (${names})` }
  }
  const forward = judged(
    likelyEvents(chooseX, chooseY, delta),
    judgeX,
    judgeY,
    'first against second',
  )
  const back = judged(likelyEvents(chooseY, chooseX, delta), judgeY, judgeX, 'second against first')
  return forward.epsilon >= back.epsilon ? forward : back
}

function plainOutcome(output: unknown): number | string {
  return typeof output === 'number' || typeof output === 'bigint'
    ? Number(output)
    : JSON.stringify(output, (_, value) => (typeof value === 'bigint' ? `${value}` : value))
}
