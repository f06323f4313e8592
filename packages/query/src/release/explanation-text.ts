/** An explanation as text. */
import type { ExplainedQuestion, Explanation } from './explain.ts'
import { lossText } from './loss-text.ts'
import { isChosen } from './price.ts'
import type { PricedKeys } from './private-keys/priced-keys.ts'
import { valueText } from './released/value-unit.ts'

const assertedText = {
  totals:
    "the owner's word, not Dither's: values were clamped and units bounded before they were added up",
} as const

export function explanationText(explanation: Omit<Explanation, 'toString'>): string {
  const { questions, loss, refusal, remaining } = explanation
  const total =
    refusal !== undefined
      ? loss === undefined
        ? `The budget would refuse this: ${refusal}`
        : `Together: ${lossText(loss)}, but ${refusal}: a release would be refused`
      : loss === undefined
        ? `No price yet: a question has no budget. ${lossText(remaining)} is left`
        : `Together: ${lossText(loss)} of ${lossText(remaining)} left. No data were touched`
  const end = [...partitionsText(questions), total].join('\n')
  return [...questions.map(questionText), end].join('\n\n')
}

/** How many parts of each partition count. */
function partitionsText(questions: readonly ExplainedQuestion[]): string[] {
  const partitions = new Map<string, { readonly values: Set<string>; readonly most: number }>()
  for (const { part, mechanism } of questions) {
    if (part === undefined || mechanism === 'none') continue
    const { values } = partitions.get(part.partition) ?? { values: new Set() }
    partitions.set(part.partition, { values: values.add(part.value), most: part.most })
  }
  return [...partitions].map(([name, { values, most }]) => {
    const which =
      most >= values.size
        ? 'all count, since one unit may be in all of them'
        : most === 1
          ? 'the dearest counts, since one unit is in one of them'
          : `the ${most} dearest count, since one unit may be in so many`
    return `Of the ${values.size} parts of ${name}, ${which} (S2)`
  })
}

function questionText(question: ExplainedQuestion): string {
  const { name, dataset, neighbours, cells, loss, mechanism, noise, accuracy, steps } = question
  const { asserted, keys, other } = question
  const kind = mechanism === 'gaussian' ? 'discrete Gaussian' : 'discrete Laplace'
  const size = mechanism === 'gaussian' ? 'standard deviation' : 'scale'
  const choice = mechanism !== undefined && isChosen(mechanism)
  return [
    `${name}: ${question.question}`,
    `  of        ${dataset}${cells > 1 ? `, ${cells} cells` : ''}; neighbours: ${neighbours}`,
    ...(asserted === undefined ? [] : [`  asserted  ${assertedText[asserted]}`]),
    `  cost      ${loss === undefined ? 'no budget yet' : mechanism === 'none' ? 'free: the answer is public' : lossText(loss)}`,
    ...(keys === undefined ? [] : [`  keys      ${keysText(keys)}`]),
    ...(noise.length === 0
      ? []
      : [
          choice
            ? `  choice    ${mechanism === 'exponential' ? 'exponential mechanism' : mechanism}; scale ${noise.map((one) => digits(one.size)).join(', ')} rows`
            : `  noise     ${kind}; ${size} ${noise.map((one) => `${digits(one.size)} on ${one.vector}`).join(', ')}${otherText(other)}`,
        ]),
    ...(accuracy === undefined || mechanism === 'none'
      ? []
      : [`  accuracy  ${accuracyText(accuracy)}`, `  covers    ${question.covers}`]),
    '  because',
    ...steps.map(({ rule, text }) => `    ${rule.padEnd(4)}${text}`),
  ].join('\n')
}

/** Why this noise and not the other. */
function otherText(other: ExplainedQuestion['other']): string {
  if (other === undefined) return ''
  const name = other.mechanism === 'gaussian' ? 'Gaussian' : 'Laplace'
  return `; ${name} noise would have ${digits(other.times)} times the variance`
}

/** What the choice costs, and how many units a key needs. */
function keysText({ mechanism, threshold, halfOfTheTime, nearlyAlways, loss }: PricedKeys): string {
  const how =
    threshold === undefined
      ? 'optimal selection'
      : `a noisy number of units of at least ${threshold} (discrete ${mechanism === 'gaussian' ? 'Gaussian' : 'Laplace'} noise)`
  return `${lossText(loss)} besides, once: chosen by ${how}; a key of ${halfOfTheTime} units is released half of the time, one of ${nearlyAlways} 99 times of 100`
}

function accuracyText(accuracy: NonNullable<ExplainedQuestion['accuracy']>): string {
  const { value, unit, per, simultaneous, confidence, assumes } = accuracy
  const text = (of: number): string => (unit === undefined ? digits(of) : valueText(of, unit))
  const over = {
    answer: '',
    'number of values': ' / the number of values',
    'rows of rank': ' rows of rank',
    'rows of a bin': ' rows of each bin',
    'rows of a place': ' rows of the value whose place each has',
  }[per]
  const all = simultaneous === undefined ? '' : `, all at once within ${text(simultaneous)}${over}`
  const given = assumes === '' ? '' : `, if ${assumes}`
  return `within ${text(value)}${over} at ${digits(confidence * 100)} %${all}${given}`
}

/** Five significant digits. */
function digits(value: number): string {
  return String(Number(value.toPrecision(5)))
}
