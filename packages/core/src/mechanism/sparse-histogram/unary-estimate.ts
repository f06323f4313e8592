/** Unary numbers out of randomised digits: the estimate, and how far it may be off. For estimates: doubles. */

/** The mean of the places up to which most digits are 1 and after which most are 0, as a walk's highest points. */
export function unaryEstimate(digit: (level: number) => boolean, levels: number): number {
  let [height, top, sum, ties] = [0, 0, 0, 1]
  for (let level = 0; level < levels; level++) {
    height += digit(level) ? 1 : -1
    if (height > top) [top, sum, ties] = [height, level + 1, 1]
    else if (height === top) [sum, ties] = [sum + level + 1, ties + 1]
  }
  return sum / ties
}

/** How likely a digit is wrong: one that should be 1, and one that should be 0. */
export interface DigitErrors {
  readonly ones: number
  readonly zeros: number
}

/** From here on digits are taken to say nothing. */
const nearHalf = 0.4

/**
 * Bounds Pr[the estimate is more than d digits off] for d = 0, 1, 2 …: ever smaller, or 1 for ever where digits say
 * nearly nothing. [sparse-histogram.proof.md]
 */
export function* unaryTails({ ones, zeros }: DigitErrors): Generator<number, never> {
  if (ones >= nearHalf || zeros >= nearHalf) for (;;) yield 1
  const [above, below] = [overshoots(zeros, ones), overshoots(ones, zeros)]
  for (;;) {
    const [right, left] = [above.next().value, below.next().value]
    // Where one side is too short to be that far off, the other has all the say.
    yield Math.min(1, Math.max(right.beside + left.beside, right.alone, left.alone))
  }
}

/** Bounds the mean of |estimate - number of digits|. */
export function unaryError(errors: DigitErrors): number {
  let sum = 0
  for (const tail of unaryTails(errors)) {
    if (tail === 1 && sum > 1000) return Number.POSITIVE_INFINITY
    sum += tail
    if (tail < 1e-12) break
  }
  return sum
}

/** Chances of a highest point far out: `beside` another side that must not be higher, and without one. */
interface Overshoot {
  readonly beside: number
  readonly alone: number
}

/**
 * Pr[a highest point lies more than d steps out] for d = 0, 1, 2 …, of a walk that goes up with chance `up` on
 * this side of its start and with chance `other` on the other.
 */
function* overshoots(up: number, other: number): Generator<Overshoot, never> {
  const [back, otherBack] = [up / (1 - up), other / (1 - other)]
  /** law[top][depth]: the chance that the walk was never above `top`, reached it, and is `depth` below it now. */
  let law: number[][] = [[1]]
  for (;;) {
    let [beside, alone] = [0, 0]
    const next: number[][] = law.map(() => [])
    next.push([])
    law.forEach((depths, top) => {
      let power = back
      const others = highest(top, back, otherBack)
      depths.forEach((mass, depth) => {
        // One step more, from where the walk comes up again to the height h with chance back^h, and then is at its
        // highest; the other side is not higher.
        const level = mass * (1 - up) * power + (depth > 0 ? (mass * up * power) / back / back : 0)
        const above = depth > 0 ? 0 : mass * up
        beside += level * others + above * highest(top + 1, back, otherBack)
        alone += level + above
        power *= back
        raise(next[top], depth + 1, mass * (1 - up))
        if (depth === 0) raise(next[top + 1], 0, mass * up)
        else raise(next[top], depth - 1, mass * up)
      })
    })
    law = next
    yield { beside, alone }
  }
}

/** The chance that another side is no higher than the top that a walk at `top` or above reaches in the end. */
function highest(top: number, back: number, otherBack: number): number {
  let higher = 1
  for (let h = 0; h <= top; h++) higher *= otherBack
  return 1 - ((1 - back) * higher) / (1 - back * otherBack)
}

function raise(law: number[] | undefined, depth: number, mass: number): void {
  if (law === undefined) return
  while (law.length < depth) law.push(0)
  law[depth] = (law[depth] ?? 0) + mass
}
