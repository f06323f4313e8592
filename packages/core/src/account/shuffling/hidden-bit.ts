/** One answer hidden among others that follow the same two laws: delta at any epsilon, from above. */

/** A bit that is told truly with odds a : 1, and how many others may hide it. */
export interface HiddenBit {
  /** a > 1, exactly. */
  readonly odds: number
  /** At most how likely another answer is to be a fair bit. */
  readonly clone: number
  /** How many others answer. */
  readonly others: number
}

/** Masses of a binomial law from `first` on, over a bound of their sum from below, and what is left out on either side. */
interface Window {
  readonly first: number
  readonly masses: Float64Array
  readonly below: number
  readonly above: number
}

/** What no mass outside of the window is above, as a share of the largest. */
const negligible = 2 ** -100
const unit = 2 ** -53
const tiny = 1e-290

/**
 * At least the delta of (A + D, C), where C is binomial(others, clone), A is binomial(C, 1/2), and D is 1 with
 * probability a / (a + 1), against D of 1 / (a + 1); at epsilon = ln x, 1 <= x < a. [shuffling.proof.md]
 */
export function hiddenBit(bit: HiddenBit): (x: number) => number {
  const clones = binomialWindow(bit.others, bit.clone)
  return (x) => deltaAt(bit.odds, clones, x)
}

/** (1) From the mode outwards, each mass from its neighbour; normalised by the sum of those that are here. */
function binomialWindow(others: number, clone: number): Window {
  const odds = (clone / (1 - clone)) * (1 - 8 * unit)
  const mode = Math.floor((others + 1) * clone)
  const [up, down]: [number[], number[]] = [[], []]
  let mass = 1
  let sum = 1
  let ratio = 0
  for (let c = mode; c < others && mass > negligible; c++) {
    ratio = ((others - c) / (c + 1)) * odds
    mass *= ratio
    up.push(mass)
    sum += mass
  }
  const above = mode + up.length === others ? 0 : (mass * ratio) / (1 - ratio)
  mass = 1
  ratio = 0
  for (let c = mode; c > 0 && mass > negligible; c--) {
    ratio = c / ((others - c + 1) * odds)
    mass *= ratio
    down.push(mass)
    sum += mass
  }
  const below = mode === down.length ? 0 : (mass * ratio) / (1 - ratio)
  const masses = Float64Array.from([...down.reverse(), 1, ...up])
  const error = 1 + 8 * unit * (masses.length + 8)
  const share = (error * error) / sum
  return {
    first: mode - down.length,
    masses: masses.map((each) => each * share),
    below: below * share * 2,
    above: above * share * 2,
  }
}

/** Fewer clones hide less, so that what lies above the window counts as its last entry. */
function deltaAt(a: number, clones: Window, x: number): number {
  const { first, masses } = clones
  const keep = (a - x) / (a + 1)
  const place = (x * a - 1) / ((a - 1) * (x + 1))
  let t = Math.floor(place * (first + 1))
  let [here, hereError] = fairMass(first, t)
  let tail = 0
  let tailError = Number.POSITIVE_INFINITY
  let fresh = 0
  let sum = 0
  let last = 1
  for (let i = 0; i < masses.length; i++) {
    const c = first + i
    if (tailError > Math.max(1e-8, 8 * fresh) * tail) {
      // (3) Pr[A > t] anew, its terms each from the one before.
      const [anew, error] = tailBeyond(c, t, here)
      tail = anew
      fresh = hereError + error
      tailError = fresh * tail
    }
    const wrongPlace = (x + 1) * 8 * unit * here * (2 + t / (c - t + 1))
    const least = Math.max(0, tail - tailError) * (1 - 4 * unit)
    const most = keep * here * (1 + hereError + 8 * unit)
    last = Math.max(0, most - (x - 1) * least) + 4 * unit * most + wrongPlace // (2)
    sum += (masses[i] ?? 0) * last
    if (here < tiny) return finished(sum + tiny + restFrom(masses, i + 1) * last, clones, last)
    // (4) One more clone; the place may move up by one.
    const moved = (here * (c + 1)) / (2 * (c + 1 - t))
    tail += here / 2
    tailError += (here / 2) * hereError + 2 * unit * tail
    hereError += 8 * unit
    here = moved
    if (Math.floor(place * (c + 2)) > t) {
      here = (here * (c + 1 - t)) / (t + 1)
      hereError += 8 * unit
      tail -= here
      tailError += here * hereError + 2 * unit * (tail + here)
      t++
    }
  }
  return finished(sum, clones, last)
}

function finished(sum: number, { below, above, masses }: Window, last: number): number {
  return Math.min(1, (sum + below + above * last) * (1 + 4 * unit * (masses.length + 16)))
}

function restFrom(masses: Float64Array, from: number): number {
  let sum = 0
  for (let i = from; i < masses.length; i++) sum += masses[i] ?? 0
  return sum
}

/** Pr[A = t] of a binomial(c, 1/2), from the middle, over the sum of all; and its relative error. */
function fairMass(c: number, t: number): readonly [mass: number, error: number] {
  const middle = c >> 1
  let [mass, sum, wanted, steps] = [1, 1, middle === t ? 1 : 0, 0]
  for (let k = middle; k < c && mass > 1e-300; k++) {
    mass = (mass * (c - k)) / (k + 1)
    sum += mass
    steps++
    if (k + 1 === t) wanted = mass
  }
  mass = 1
  for (let k = middle; k > 0 && mass > 1e-300; k--) {
    mass = (mass * k) / (c - k + 1)
    sum += mass
    steps++
    if (k - 1 === t) wanted = mass
  }
  return [wanted / sum, 8 * unit * (steps + 8)]
}

/** At most Pr[A > t], and nearly it; and its relative error, but for that of `here`. */
function tailBeyond(c: number, t: number, here: number): readonly [sum: number, error: number] {
  let [mass, sum, k] = [here, 0, t]
  for (; k < c; k++) {
    mass = (mass * (c - k)) / (k + 1)
    sum += mass
    if (mass < sum * 2 ** -60) break
  }
  return [sum, 8 * unit * (k - t + 8)]
}
