/** "Did you mean mean?": the nearest known name, or the list of them. Names are public. */

export function didYouMean(name: string, known: readonly string[]): string {
  const nearest = known
    .map((candidate) => ({
      candidate,
      distance: editDistance(name.toLowerCase(), candidate.toLowerCase()),
    }))
    .filter(
      ({ distance, candidate }) =>
        distance <= Math.max(1, Math.ceil(Math.min(name.length, candidate.length) / 3)),
    )
    .toSorted((a, b) => a.distance - b.distance)[0]
  if (nearest !== undefined) return `Did you mean ${nearest.candidate}?`
  return known.length === 0 ? 'None is known' : `Known: ${known.join(', ')}`
}

/** Insertions, deletions and replacements that turn one text into the other. */
function editDistance(from: string, to: string): number {
  let last = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (const [row, letter] of [...from.slice(0, 64)].entries()) {
    const next = [row + 1]
    for (const [column, other] of [...to].entries()) {
      next.push(
        Math.min(
          (last[column] ?? 0) + (letter === other ? 0 : 1),
          (last[column + 1] ?? 0) + 1,
          (next[column] ?? 0) + 1,
        ),
      )
    }
    last = next
  }
  return last[to.length] ?? 0
}
