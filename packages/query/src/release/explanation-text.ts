/** An explanation as text. */
import type { Loss } from '@dither/core'
import type { ExplainedQuestion, Explanation } from './explain.ts'

/** S24: what an accuracy is about. */
const note =
  'Accuracy covers the noise: not what clamping values or cutting the rows of a unit leaves out'

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
  return [...questions.map(questionText), [note, total].join('\n')].join('\n\n')
}

/** A loss as people say it, rounded up. */
export function lossText(loss: Loss): string {
  switch (loss.kind) {
    case 'pure':
      return `epsilon ${loss.epsilon}`
    case 'approximate':
      return `epsilon ${loss.epsilon}, delta ${loss.delta}`
    case 'zcdp':
      return `rho ${loss.rho}`
  }
}

function questionText(question: ExplainedQuestion): string {
  const { name, dataset, neighbours, cells, loss, mechanism, noise, accuracy, steps } = question
  const kind = mechanism === 'gaussian' ? 'discrete Gaussian' : 'discrete Laplace'
  const size = mechanism === 'gaussian' ? 'standard deviation' : 'scale'
  const choice = mechanism === 'exponential'
  return [
    `${name}: ${question.question}`,
    `  of        ${dataset}${cells > 1 ? `, ${cells} cells` : ''}; neighbours: ${neighbours}`,
    `  cost      ${loss === undefined ? 'no budget yet' : mechanism === 'none' ? 'free: the answer is public' : lossText(loss)}`,
    ...(noise.length === 0
      ? []
      : [
          choice
            ? `  choice    exponential mechanism; scale ${noise.map((one) => digits(one.size)).join(', ')} rows`
            : `  noise     ${kind}; ${size} ${noise.map((one) => `${digits(one.size)} on ${one.vector}`).join(', ')}`,
        ]),
    ...(accuracy === undefined || mechanism === 'none'
      ? []
      : [`  accuracy  ${accuracyText(accuracy)}`]),
    '  because',
    ...steps.map(({ rule, text }) => `    ${rule.padEnd(4)}${text}`),
  ].join('\n')
}

function accuracyText(accuracy: NonNullable<ExplainedQuestion['accuracy']>): string {
  const { value, per, simultaneous, confidence, assumes } = accuracy
  const over = {
    answer: '',
    'number of values': ' / the number of values',
    'rows of rank': ' rows of rank',
  }[per]
  const all =
    simultaneous === undefined ? '' : `, all at once within ${digits(simultaneous)}${over}`
  const given = assumes === '' ? '' : `, if ${assumes}`
  return `within ${digits(value)}${over} at ${digits(confidence * 100)} %${all}${given}`
}

/** Five significant digits. */
function digits(value: number): string {
  return String(Number(value.toPrecision(5)))
}
