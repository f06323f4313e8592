/** Dither as a worker of the comparison: it speaks as python/worker.py does. `ours.ts FILE`. */
import { createInterface } from 'node:readline'
import { defineSchema, open, type ReleasedBins, type ReleasedTable, table } from '@dither/query'
import { duckdb } from '@dither/query/duckdb'
import {
  type Asked,
  candidates,
  edges,
  epsilon,
  groups,
  lower,
  maxGroups,
  maxRows,
  upper,
} from './asked.ts'

const file = process.argv[2] ?? ''
console.log(JSON.stringify({ versions: { node: process.version } }))
for await (const line of createInterface({ input: process.stdin })) {
  const asked: Asked = JSON.parse(line)
  const start = performance.now()
  try {
    const values = await answer(asked)
    console.log(JSON.stringify({ seconds: (performance.now() - start) / 1000, values }))
  } catch (error) {
    console.log(JSON.stringify({ failed: String(error) }))
  }
}

async function answer({ statistic, unit }: Asked): Promise<number[]> {
  const schema = defineSchema({
    dataset: 'peers',
    privacyUnit: unit === 'row' ? 'row' : { column: 'id', maxRows, maxGroups },
    columns: {
      id: { type: 'integer' },
      g: { type: 'integer', lower: 0, upper: groups - 1 },
      // Without bounds, values outside the edges are outside the bins, as everywhere else.
      x: { type: 'number', ...(statistic === 'histogram' ? {} : { lower, upper }) },
    },
  })
  const rows = table(duckdb(file), schema)
  const session = await open(rows, { budget: { epsilon } })
  try {
    if (statistic === 'histogram') {
      const { bins } = await session.release({ bins: rows.histogram('x', { edges, epsilon }) })
      return inside(bins)
    }
    const each = rows.groupBy('g')
    const question = {
      count: () => each.count({ epsilon }),
      sum: () => each.sum('x', { epsilon }),
      mean: () => each.mean('x', { epsilon }),
      median: () => each.median('x', { epsilon, candidates }),
    }[statistic]()
    const { cells } = await session.release({ cells: question })
    return valuesOf(cells)
  } finally {
    await session.close()
  }
}

/** The bins between edges; the two outside are no part of the question. */
function inside({ bins }: ReleasedBins): number[] {
  return bins.flatMap(({ lower, upper, value }) =>
    lower === undefined || upper === undefined ? [] : [value],
  )
}

function valuesOf({ rows }: ReleasedTable): number[] {
  return rows.map(({ answer }) => {
    if (answer.kind !== 'scalar') throw new Error(`the answer is of kind ${answer.kind}`)
    return answer.value
  })
}
