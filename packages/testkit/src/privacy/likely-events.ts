/** Chooses, on a sample, the event whose probability under one input most exceeds the other's. */

export interface Event {
  readonly name: string
  readonly includes: (outcome: number | string) => boolean
}

interface Candidate {
  readonly event: () => Event
  readonly p: number
  readonly q: number
}

const thresholds = 256

/**
 * Candidates: half-lines of numbers; and unions of single outcomes, most telling ones first. The score
 * is a cautious log-ratio, so that few lucky draws do not win.
 */
export function likelyEvents(
  p: readonly (number | string)[],
  q: readonly (number | string)[],
  delta: number,
): Event {
  const counts = new Map<number | string, { p: number; q: number }>()
  const tally = (list: readonly (number | string)[], side: 'p' | 'q'): void => {
    for (const outcome of list) {
      const entry = counts.get(outcome) ?? { p: 0, q: 0 }
      entry[side]++
      counts.set(outcome, entry)
    }
  }
  tally(p, 'p')
  tally(q, 'q')
  let best: Candidate = { event: () => ({ name: 'any outcome', includes: () => true }), p: 1, q: 1 }
  let bestScore = 0
  for (const candidate of [...unions(counts), ...halfLines(counts)]) {
    const score = cautiousRatio(candidate, p.length, delta)
    if (score > bestScore) [best, bestScore] = [candidate, score]
  }
  return best.event()
}

type Counts = ReadonlyMap<number | string, { readonly p: number; readonly q: number }>

function unions(counts: Counts): Candidate[] {
  const sorted = [...counts].sort(([, a], [, b]) => (b.p + 1) * (a.q + 1) - (a.p + 1) * (b.q + 1))
  const cumulative = running(sorted)
  return cumulative.map((sums, i) => ({
    ...sums,
    event: () => {
      const chosen = new Set(sorted.slice(0, i + 1).map(([outcome]) => outcome))
      return { name: `one of ${chosen.size} outcomes`, includes: (x) => chosen.has(x) }
    },
  }))
}

function halfLines(counts: Counts): Candidate[] {
  const numbers = [...counts].flatMap(([outcome, entry]) =>
    typeof outcome === 'number' ? [[outcome, entry] as const] : [],
  )
  const rising = numbers.sort(([a], [b]) => a - b)
  const falling = rising.toReversed()
  const below = running(rising).map((sums, i) => ({
    ...sums,
    event: () => atMost(rising[i]?.[0] ?? 0),
  }))
  const above = running(falling).map((sums, i) => ({
    ...sums,
    event: () => atLeast(falling[i]?.[0] ?? 0),
  }))
  const step = Math.max(1, Math.floor(below.length / thresholds))
  return [...below, ...above].filter((_, i) => i < 64 || i % step === 0)
}

function atMost(limit: number): Event {
  return { name: `at most ${limit}`, includes: (x) => typeof x === 'number' && x <= limit }
}

function atLeast(limit: number): Event {
  return { name: `at least ${limit}`, includes: (x) => typeof x === 'number' && x >= limit }
}

function running(
  sorted: readonly (readonly [unknown, { readonly p: number; readonly q: number }])[],
): { p: number; q: number }[] {
  let [p, q] = [0, 0]
  return sorted.map(([, entry]) => {
    p += entry.p
    q += entry.q
    return { p, q }
  })
}

/** (p - delta) / q with p seven deviations down and q seven up, as the verdict will take them. */
function cautiousRatio({ p, q }: Candidate, n: number, delta: number): number {
  const low = p - 7 * Math.sqrt(p) - delta * n
  return low > 0 ? low / (q + 7 * Math.sqrt(q) + 20) : 0
}
