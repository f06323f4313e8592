/** The way out of an unknown name: the nearest known one, or all of them. Names are public. */
export function didYouMean(name: string, known: readonly string[]): string {
  let best: string | undefined
  let bestDistance = Math.max(1, Math.floor(name.length / 3)) + 1
  for (const candidate of known) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase())
    if (distance < bestDistance) {
      best = candidate
      bestDistance = distance
    }
  }
  if (best !== undefined) return `Did you mean ${best}?`
  if (known.length === 0) return 'There are none to choose from'
  const shown = known.slice(0, 12).join(', ')
  return known.length > 12 ? `Known are ${shown}, …` : `Known are ${shown}`
}

/** Insertions, deletions, replacements and swaps of neighbours that turn one text into the other. */
function editDistance(from: string, to: string): number {
  const a = [...from].slice(0, 64)
  const b = [...to].slice(0, 64)
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (const [i, x] of a.entries()) {
    const row = [i + 1]
    for (const [j, y] of b.entries()) {
      const at = (cells: readonly number[], index: number): number => cells[index] ?? 0
      const replace = at(last, j) + (x === y ? 0 : 1)
      let least = Math.min(replace, at(last, j + 1) + 1, at(row, j) + 1)
      if (i > 0 && j > 0 && x === b[j - 1] && a[i - 1] === y)
        least = Math.min(least, at(beforeLast, j - 1) + 1)
      row.push(least)
    }
    beforeLast = last
    last = row
  }
  return last[b.length] ?? 0
}
