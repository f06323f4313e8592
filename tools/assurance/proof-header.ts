/** The front matter of a proof note: what may stand there, and what stands there. */

/** How well the claim is argued. */
export const statuses = {
  proved: 'each step of the claim is argued in the note, and the note is stamped with the code',
  sketched: 'the idea of the proof is there, steps are missing',
} as const

/** How numbers are computed on the way to the claim. */
export const numerics = {
  exact: 'integers, rationals and certified enclosures: the law is the stated one',
  rounded: 'exact on a grid, then rounded, with a bound that the note proves',
  idealised: 'real numbers are assumed; nothing that is released may rest on it',
} as const

/** What the time of a draw follows, as the section "Side channels" says. */
export const timings = {
  public: 'public parameters, sizes and steps alone',
  'one path':
    'nothing private but the lengths of bigints: every value takes the same words and steps, up to tries that are independent of it and rare further words',
  input:
    'the input, which is private: how much, and which public bounds prevent it, is in the note',
  release: 'what is released, which is told anyway',
  noise: 'the noise, by the memory that is read or the steps that are taken',
  scores: 'the scores, which are private: do not let analysts time it, or pad it',
  keys: 'the keys and counts, which are private: do not let analysts time it, or pad it (S16)',
  runs: 'the number of runs, which is hidden: release at fixed times',
} as const

/** What a header must have: one pattern for each line. */
export const headerLines: readonly RegExp[] = [
  line('status', Object.keys(statuses), '$'),
  line('numerics', Object.keys(numerics), '\\b'),
]

/** Besides, where something is drawn. */
export const timingLine: RegExp = line('timing', Object.keys(timings), '$')

/** The word that `headerLines` or `timingLine` finds in a note, or undefined. */
export function headerWord(
  note: string,
  name: 'status' | 'numerics' | 'timing',
): string | undefined {
  const pattern = [...headerLines, timingLine].find(({ source }) => source.startsWith(`^${name}:`))
  return pattern?.exec(note)?.[1]
}

function line(name: string, words: readonly string[], end: string): RegExp {
  return new RegExp(`^${name}: (${words.join('|')})${end}`, 'm')
}
