/** Counts: rows, units, values that are not NULL. */

import type { Expression } from '../../expression/expression.ts'
import { factsOf } from '../../expression/facts-of.ts'
import type { LatticeColumn } from '../../plan/bounded-plan.ts'
import type { Aggregate } from '../../plan/plan.ts'
import type { Needs } from '../needs.ts'
import type { Setting } from '../setting.ts'

type CountAggregate = Extract<Aggregate, { kind: 'count' | 'countValues' }>

/**
 * One vector: the count of every cell. Free where the number is public (S3). [count.proof.md]
 */
export function count(aggregate: CountAggregate, setting: Setting): Needs {
  if (aggregate.kind === 'countValues' && factsOf(aggregate.of, setting.columns).nullable)
    return {
      vectors: [{ what: 'count' }],
      shares: ['1'],
      columns: [
        {
          column: presence(aggregate.of),
          steps: { low: 0n, high: 0n, recentre: 0n, nullable: true },
        },
      ],
      reasons: [{ rule: 'S12', text: 'NULLs are left out, privately: their number is not public' }],
    }
  const units = aggregate.kind === 'count' && aggregate.what === 'units'
  if (units ? setting.present : setting.publicRows)
    // (1)
    return {
      vectors: [],
      shares: [],
      reasons: [{ rule: 'S3', text: 'The number asked for is the public size: free' }],
    }
  return { vectors: [{ what: units ? 'units' : 'rows' }], shares: ['1'], reasons: [] }
}

/** A column that is 0 where a value is there, and NULL where it is not. */
function presence(of: Expression): LatticeColumn {
  const missing: Expression = { kind: 'literal', value: null }
  const there: Expression = {
    kind: 'case',
    // biome-ignore lint/suspicious/noThenProperty: the plan's word for what a branch gives
    branches: [{ when: { kind: 'isNull', of }, then: missing }],
    otherwise: { kind: 'literal', value: 0 },
  }
  const lattice = Object.freeze({ origin: 0, exponent: 0, low: 0, high: 0 })
  return Object.freeze({ of: there, lattice, square: false, nullable: true })
}
