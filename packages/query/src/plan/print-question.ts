import { printValue } from '../expression/literal.ts'
import { printExpression, printName } from '../expression/print-expression.ts'
import { printAggregate } from './aggregates/aggregates.ts'
import type { Budget, Question, Relation } from './plan.ts'
import { printPrivateKeys } from './private-keys.ts'
import { printUnitColumn } from './unit-columns.ts'

/**
 * A question as people read it, one step a line:
 *
 * ```
 * mean(age) within [0, 100]
 *   where (age >= 65)
 *   per educ in ('primary', 'secondary')
 *   for epsilon 0.65
 * ```
 */
export function printQuestion(question: Question): string {
  const { budget, mechanism, weight, goal, privateKeys } = question
  return [
    printAggregate(question.aggregate),
    ...printRelation(question.from),
    ...question.groupBy.map(({ name, of, values }) => {
      const as = of.kind === 'column' && of.name === name ? '' : ` as ${printName(name)}`
      const listed = privateKeys === undefined ? ` in (${values.map(printValue).join(', ')})` : ''
      return `per ${printExpression(of)}${as}${listed}`
    }),
    ...(privateKeys === undefined ? [] : [printPrivateKeys(privateKeys)]),
    ...(mechanism === undefined ? [] : [`with ${mechanism} noise`]),
    ...(budget === undefined ? [] : [`for ${printBudget(budget)}`]),
    ...(weight === undefined ? [] : [`by weight ${weight}`]),
    ...(goal?.accuracy === undefined ? [] : [`within ${goal.accuracy}`]),
  ].join('\n  ')
}

/** A budget on one line, such as `epsilon 0.5, delta 1e-6`. */
export function printBudget(budget: Budget): string {
  return Object.entries(budget)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ')
}

function printRelation(relation: Relation): string[] {
  const lines: string[] = []
  for (let step = relation; step.kind !== 'scan'; step = step.input) {
    if (step.kind === 'union') {
      lines.push(...step.inputs.map(printInput).reverse())
      break
    }
    if (step.kind === 'filter') lines.push(`where ${printExpression(step.condition)}`)
    else if (step.kind === 'derive')
      for (const [name, of] of Object.entries(step.columns).reverse())
        lines.push(`with ${printName(name)} = ${printExpression(of)}`)
    else
      for (const [name, of] of Object.entries(step.columns).reverse())
        lines.push(`per unit ${printName(name)} = ${printUnitColumn(of)}`)
  }
  return lines.reverse()
}

/** One input of a union, on one line. */
function printInput(input: Relation): string {
  const steps = printRelation(input)
  return `all rows${steps.length === 0 ? '' : ` (${steps.join('; ')})`}, and`
}
