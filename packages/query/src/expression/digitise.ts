import { DitherError } from '@dither/core'
import type { Expression } from './expression.ts'
import { isEmpty, noNumber } from './facts.ts'
import { checkFinite } from './literal.ts'
import { asNumber, type Meaning } from './meaning.ts'

const mostEdges = 1000

/**
 * The bin that a number lies in, counted from 0: [e0, e1), [e1, e2), … and the last one closed, as in a
 * histogram. NULL outside.
 */
export function digitise({ of, edges }: Extract<Expression, { kind: 'digitise' }>): Meaning {
  const bin = (x: number): number | null => {
    const [first, last] = [edges[0], edges.at(-1)]
    if (first === undefined || last === undefined || !(x >= first && x <= last)) return null
    return x === last ? edges.length - 2 : edges.findLastIndex((edge) => edge <= x)
  }
  return {
    operands: [of],
    facts: (x) => {
      checkEdges(edges)
      const facts = asNumber(x)
      const [first, last] = [edges[0] ?? 0, edges.at(-1) ?? 0]
      if (isEmpty(facts) || facts.upper < first || facts.lower > last) return noNumber
      const inside = facts.lower >= first && facts.upper <= last
      return {
        type: 'number',
        lower: bin(Math.max(facts.lower, first)) ?? 0,
        upper: bin(Math.min(facts.upper, last)) ?? edges.length - 2,
        nullable: facts.nullable || !inside,
        integral: true,
      }
    },
    value: (x) => (typeof x === 'number' ? bin(x) : null),
    print: (x) => `digitise(${x}, ${edges.join(', ')})`,
  }
}

/** @throws DitherError "invalid_parameter" */
function checkEdges(edges: readonly number[]): void {
  const rule = (text: string): DitherError =>
    new DitherError('invalid_parameter', `edges ${text}`, {
      parameter: 'edges',
      wayOut: 'Give the ends of the bins in increasing order',
    })
  if (edges.length < 2 || edges.length > mostEdges)
    throw rule(`are ${edges.length}, must be from 2 to ${mostEdges}`)
  for (const [i, edge] of edges.entries()) {
    checkFinite(`edges[${i}]`, edge)
    const before = edges[i - 1]
    if (before !== undefined && before >= edge)
      throw rule(`must increase, but ${edge} follows ${before}`)
  }
}
