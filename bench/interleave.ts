/** Rates of several cases, measured in turns so that a slow minute falls on all alike. */

export interface Case {
  readonly name: string
  /** Does the work once and says how many units it did. */
  readonly work: () => number
}

/**
 * Million units of each case in a second of processor time, so that other work on the machine counts
 * little: the median over rounds, each of which runs every case for about `milliseconds`.
 */
export function interleave(
  cases: readonly Case[],
  options: { readonly rounds: number; readonly milliseconds: number },
): Map<string, number> {
  const rates = new Map<string, number[]>(cases.map(({ name }) => [name, []]))
  for (const { work } of cases) run(work, options.milliseconds) // the optimiser's turn
  for (let round = 0; round < options.rounds; round++)
    for (const { name, work } of cases) rates.get(name)?.push(run(work, options.milliseconds))
  return new Map([...rates].map(([name, values]) => [name, median(values)]))
}

/** The rate of work repeated for about that long. */
function run(work: () => number, milliseconds: number): number {
  const start = performance.now()
  const before = process.cpuUsage()
  let units = 0
  while (performance.now() - start < milliseconds) units += work()
  const { user, system } = process.cpuUsage(before) // in microseconds
  return units / (user + system)
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2
}
