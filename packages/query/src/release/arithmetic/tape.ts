/** A formula as a list of steps: each part once, however often the tree holds it. */
import type { Formula, Input } from './formula.ts'
import {
  absolute,
  clamp,
  difference,
  everything,
  holdsZero,
  type Interval,
  nearest,
  point,
  product,
  quotient,
  root,
  square,
  sum,
} from './interval.ts'

/** The last step is the formula. */
export interface Tape {
  readonly steps: readonly Step[]
  readonly inputs: readonly Input[]
}

/** Operands are numbers of earlier steps; of an input, its place. */
type Step =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'input'; readonly input: number }
  | {
      readonly kind: 'sum' | 'difference' | 'product' | 'quotient'
      readonly left: number
      readonly right: number
    }
  | { readonly kind: 'root' | 'absolute'; readonly of: number }
  | { readonly kind: 'clamp'; readonly of: number; readonly lower: number; readonly upper: number }

export function tapeOf(formula: Formula): Tape {
  const steps: Step[] = []
  const inputs: Input[] = []
  const done = new Map<Formula, number>()
  const places = new Map<object, number>()

  function stepOf(part: Formula): number {
    const known = part.kind === 'input' ? places.get(part.input.source) : done.get(part)
    if (known !== undefined) return known
    const step = made(part)
    const place = steps.push(step) - 1
    if (part.kind === 'input') places.set(part.input.source, place)
    else done.set(part, place)
    return place
  }

  function made(part: Formula): Step {
    switch (part.kind) {
      case 'number':
        return part
      case 'input':
        return { kind: 'input', input: inputs.push(part.input) - 1 }
      case 'root':
      case 'absolute':
      case 'clamp':
        return { ...part, of: stepOf(part.of) }
      default:
        return { kind: part.kind, left: stepOf(part.left), right: stepOf(part.right) }
    }
  }

  stepOf(formula)
  return { steps, inputs }
}

/** Of every step, an interval that holds its value wherever the inputs lie in their intervals. */
export function intervalsOf({ steps }: Tape, box: readonly Interval[]): readonly Interval[] {
  const known: Interval[] = []
  const at = (place: number): Interval => known[place] ?? everything
  for (const step of steps) known.push(intervalOf(step, at, box))
  return known
}

function intervalOf(
  step: Step,
  at: (place: number) => Interval,
  box: readonly Interval[],
): Interval {
  switch (step.kind) {
    case 'number':
      return point(step.value)
    case 'input':
      return box[step.input] ?? everything
    case 'sum':
      return sum(at(step.left), at(step.right))
    case 'difference':
      return difference(at(step.left), at(step.right))
    case 'product':
      return step.left === step.right
        ? square(at(step.left))
        : product(at(step.left), at(step.right))
    case 'quotient':
      return step.left === step.right && !holdsZero(at(step.left))
        ? point(1)
        : quotient(at(step.left), at(step.right))
    case 'root':
      return root(at(step.of))
    case 'absolute':
      return absolute(at(step.of))
    case 'clamp':
      return clamp(at(step.of), step.lower, step.upper)
  }
}

/** The formula at the inputs' values, in doubles; nothing is larger than the largest of them. */
export function valueAt({ steps, inputs }: Tape): number {
  const known: number[] = []
  const at = (place: number): number => known[place] ?? 0
  for (const step of steps)
    known.push(nearest(numberOf(step, at, inputs), -Number.MAX_VALUE, Number.MAX_VALUE))
  return at(steps.length - 1)
}

function numberOf(step: Step, at: (place: number) => number, inputs: readonly Input[]): number {
  switch (step.kind) {
    case 'number':
      return step.value
    case 'input':
      return inputs[step.input]?.value ?? 0
    case 'sum':
      return at(step.left) + at(step.right)
    case 'difference':
      return at(step.left) - at(step.right)
    case 'product':
      return at(step.left) * at(step.right)
    case 'quotient':
      return at(step.right) === 0 ? 0 : at(step.left) / at(step.right)
    case 'root':
      return Math.sqrt(Math.max(0, at(step.of)))
    case 'absolute':
      return Math.abs(at(step.of))
    case 'clamp':
      return nearest(at(step.of), step.lower, step.upper)
  }
}
