/** Values computed from released ones, with the error that their noise leaves in them. */
import { composeLosses, confidence as confidenceOf, type Event, type Loss } from '@dither/core'
import { decimalUp, divide, rational, subtract } from '@dither/math'
import type {
  Bin,
  Confidence,
  ReleasedBins,
  ReleasedScalar,
  ReleasedTable,
  SimultaneousConfidence,
  TableRow,
} from '../released/released.ts'
import { type Written, written } from '../released/released-data.ts'
import { isFree, totalEvent } from '../total-event.ts'
import type { Formula, Input } from './formula.ts'
import { everything, type Interval } from './interval.ts'
import { rangeOf } from './range-of.ts'
import { type Tape, tapeOf, valueAt } from './tape.ts'

/** A released value that remembers what it was computed from. */
export interface DerivedScalar extends ReleasedScalar {
  readonly formula: Formula
}

/** A histogram whose bins remember what they were computed from. */
export interface DerivedBins extends ReleasedBins {
  readonly bins: readonly DerivedBin[]
}

/** A bin that remembers what it was computed from. */
interface DerivedBin extends Bin {
  readonly formula: Formula
}

/** A bin as it will be: all but its value. */
export type BinFormula = Omit<DerivedBin, 'value'>

/** A group whose answer remembers what it was computed from. */
export interface DerivedRow extends TableRow {
  readonly answer: DerivedScalar | DerivedBins
}

interface Derivation {
  readonly tape: Tape
  readonly value: number
  interval(confidence: number): Interval
}

export function derivedScalar(formula: Formula): DerivedScalar {
  const { tape, value, interval } = derivation(formula)
  return written({
    kind: 'scalar',
    formula,
    value,
    exact: Object.freeze({}),
    accuracy: (options: Confidence) => longerSide(value, interval(checked(options))),
    interval: (options: Confidence) => Object.freeze(interval(checked(options))),
    ...costOf(tape.inputs),
  } satisfies Omit<DerivedScalar, keyof Written>)
}

export function derivedBins(labelled: readonly BinFormula[]): DerivedBins {
  const parts = labelled.map(({ formula }) => derivation(formula))
  const bins = labelled.map((bin, i) => Object.freeze({ ...bin, value: parts[i]?.value ?? 0 }))
  const confidenceFor = (options: SimultaneousConfidence): number | undefined =>
    options.simultaneous === true ? split(checked(options), parts.length) : checked(options)
  const within = (part: Derivation | undefined, options: SimultaneousConfidence): Interval => {
    const confidence = confidenceFor(options)
    return part === undefined || confidence === undefined ? everything : part.interval(confidence)
  }
  return written({
    kind: 'bins',
    bins: Object.freeze(bins),
    accuracy: (options: SimultaneousConfidence) =>
      parts.reduce(
        (most, part) => Math.max(most, longerSide(part.value, within(part, options))),
        0,
      ),
    interval: (index: number, options: SimultaneousConfidence) =>
      Object.freeze(within(parts[index], options)),
    ...costOf(parts.flatMap(({ tape }) => tape.inputs)),
  } satisfies Omit<DerivedBins, keyof Written>)
}

export function derivedTable(rows: readonly DerivedRow[]): ReleasedTable {
  return written({
    kind: 'table',
    rows: Object.freeze(rows.map((row) => Object.freeze(row))),
    accuracy: (options: SimultaneousConfidence) => {
      const { simultaneous = false } = options
      const confidence = simultaneous ? split(checked(options), rows.length) : checked(options)
      if (confidence === undefined) return Number.POSITIVE_INFINITY
      return rows.reduce(
        (most, { answer }) => Math.max(most, answer.accuracy({ confidence, simultaneous })),
        0,
      )
    },
    ...costOf(rows.flatMap(({ answer }) => inputsOf(answer))),
  } satisfies Omit<ReleasedTable, keyof Written>)
}

function derivation(formula: Formula): Derivation {
  const tape = tapeOf(formula)
  const value = valueAt(tape)
  const noisy = tape.inputs.filter(({ event }) => !isFree(event)).length
  const known = new Map<number, Interval>()
  function intervalAt(confidence: number): Interval {
    // (3) all inputs lie in their intervals at once with at least the confidence
    const each = split(confidence, noisy)
    if (each === undefined) return everything
    const box = tape.inputs.map((input) => input.interval({ confidence: each }))
    const [low, high] = rangeOf(tape, box)
    return [Math.min(value, low), Math.max(value, high)]
  }
  return {
    tape,
    value,
    interval(confidence) {
      const interval = known.get(confidence) ?? intervalAt(confidence)
      known.set(confidence, interval)
      return interval
    },
  }
}

/**
 * What each of `parts` needs so that all hold at once, whatever they have to do with one another:
 * 1 - (1 - confidence) / parts, rounded up. Undefined where no double below 1 is enough.
 */
function split(confidence: number, parts: number): number | undefined {
  if (parts <= 1) return confidence
  const failure = divide(subtract(rational(1), rational(confidence)), rational(parts))
  const each = decimalUp(subtract(rational(1), failure))
  return each < 1 ? each : undefined
}

function inputsOf(answer: DerivedScalar | DerivedBins): readonly Input[] {
  const cells = answer.kind === 'scalar' ? [answer] : answer.bins
  return cells.flatMap(({ formula }) => tapeOf(formula).inputs)
}

function checked({ confidence }: Confidence): number {
  confidenceOf(confidence)
  return confidence
}

function longerSide(value: number, [low, high]: Interval): number {
  return Math.max(value - low, high - value)
}

/** Of whole questions, each once; they were charged when they were released. And what each interval is about. */
function costOf(inputs: readonly Pick<Input, 'event' | 'loss' | 'covers'>[]): {
  readonly event: Event
  readonly loss: Loss
  readonly covers?: string
} {
  const about = [...new Set(inputs.flatMap(({ covers }) => covers ?? []))]
  const questions = new Map(inputs.map(({ event, loss }) => [event, loss]))
  const event = totalEvent([...questions.keys()].map((each) => ({ event: each })))
  const costly = [...questions].filter(([each]) => !isFree(each)).map(([, loss]) => loss)
  const losses = costly.length > 0 ? costly : [...questions.values()].slice(0, 1)
  const [only] = losses
  return {
    event,
    loss: losses.length === 1 && only !== undefined ? only : composeLosses(losses),
    ...(about.length === 0 ? {} : { covers: about.join('; and ') }),
  }
}
