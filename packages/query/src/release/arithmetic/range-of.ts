/**
 * Between what and what a formula lies while its inputs lie in their intervals: from outside, and nearly
 * the smallest such interval, also where an input stands in the formula more than once.
 */
import { everything, type Interval, middle, point } from './interval.ts'
import { slopesOf } from './slopes-of.ts'
import { intervalsOf, type Tape } from './tape.ts'

type Box = readonly Interval[]

interface Piece {
  readonly box: Box
  /** Of the formula in the box, from below. */
  readonly bound: number
  /** The input to halve it by; undefined where halving can do nothing. */
  readonly halve: number | undefined
}

/** Pieces looked at a side, and fewer for formulas so long that they times their steps are more than this. */
const mostPieces = 400
const mostSteps = 5000
/** Pieces looked at while the bound is still infinite: then a divisor does reach 0. */
const mostUnbounded = 12
/** How much of the distance from the middle's value may be missing. */
const tolerance = 2 ** -10

/**
 * An interval that holds the formula's value wherever its inputs lie in the box. [derived.proof.md]
 *
 * Where the formula rises or falls in an input throughout, the end of that input is the extreme, so that
 * a - a is 0. What is left is halved until the bound is near a value that is taken [MKC09].
 */
export function rangeOf(tape: Tape, box: Box): Interval {
  if (!box.flat().every(Number.isFinite)) return intervalsOf(tape, box).at(-1) ?? everything
  return [lowest(tape, box, 1), 0 - lowest(tape, box, -1)]
}

/** A bound from below on the formula times `side`. */
function lowest(tape: Tape, box: Box, side: 1 | -1): number {
  const taken = (at: Box): number =>
    upperEnd(
      intervalsOf(
        tape,
        at.map((range) => point(middle(range))),
      ).at(-1),
      side,
    )
  const central = taken(box)
  let least = central
  let furthest = 0
  const pieces = [pieceOf(tape, box, side)]
  for (;;) {
    // (2) every point of the box lies in a piece, or in a piece whose ends are as low
    const [first, place] = lowestOf(pieces)
    const near = least - first.bound <= tolerance * furthest
    const affordable = Math.ceil(mostSteps / tape.steps.length)
    const most = Math.min(affordable, Number.isFinite(first.bound) ? mostPieces : mostUnbounded)
    if (near || first.halve === undefined || pieces.length >= most) return first.bound
    const halves = halved(first.box, first.halve).map((half) => pieceOf(tape, half, side))
    for (const half of halves) {
      const value = taken(half.box)
      least = Math.min(least, value)
      furthest = Math.max(furthest, Math.abs(value - central))
    }
    pieces.splice(place, 1, ...halves)
  }
}

/** Takes every input to its lower end in which the formula times `side` never falls, and so on. */
function pieceOf(tape: Tape, box: Box, side: 1 | -1): Piece {
  const values = intervalsOf(tape, box)
  const bound = lowerEnd(values.at(-1), side)
  const slopes = slopesOf(tape, values)
  if (slopes === undefined) return { box, bound, halve: widest(box, () => 1) }
  let settled = true
  const ends = box.map((range, i): Interval => {
    const [low, high] = range
    const slope = slopes[i] ?? everything
    if (low === high) return range
    // (1)
    const rises = side === 1 ? slope[0] >= 0 : slope[1] <= 0
    const falls = side === 1 ? slope[1] <= 0 : slope[0] >= 0
    if (rises || falls) settled = false
    return rises ? point(low) : falls ? point(high) : range
  })
  if (!settled) return pieceOf(tape, ends, side)
  return { box, bound, halve: widest(box, (i) => steepness(slopes[i])) }
}

function steepness([low, high]: Interval = everything): number {
  return Math.min(Number.MAX_VALUE, Math.max(-low, high))
}

/** The input over which the formula can change most; undefined where no interval can be halved. */
function widest(box: Box, weight: (input: number) => number): number | undefined {
  let best: number | undefined
  let most = 0
  for (const [i, range] of box.entries()) {
    const [low, high] = range
    const reach = Math.min(Number.MAX_VALUE, (high - low) * weight(i))
    if (!(middle(range) > low && middle(range) < high && reach > most)) continue
    best = i
    most = reach
  }
  return best
}

function halved(box: Box, input: number): readonly [Box, Box] {
  const range = box[input] ?? everything
  const [low, high] = range
  return [box.with(input, [low, middle(range)]), box.with(input, [middle(range), high])]
}

function lowestOf(pieces: readonly Piece[]): readonly [piece: Piece, place: number] {
  let [best, place]: [Piece, number] = [pieces[0] ?? nothing, 0]
  for (const [i, piece] of pieces.entries())
    if (piece.bound < best.bound) [best, place] = [piece, i]
  return [best, place]
}

const nothing: Piece = { box: [], bound: Number.NEGATIVE_INFINITY, halve: undefined }

function lowerEnd([low, high]: Interval = everything, side: 1 | -1): number {
  return side === 1 ? low : 0 - high
}

function upperEnd([low, high]: Interval = everything, side: 1 | -1): number {
  return side === 1 ? high : 0 - low
}
