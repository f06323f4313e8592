/** Dates and text in expressions, a public table joined, one row a person, and several views as one. */
import { defineSchema, open, table } from '@dither/query'
import { memory } from '@dither/query/memory'

const schema = defineSchema({
  dataset: 'orders',
  privacyUnit: { column: 'customer', maxRows: 4, maxGroups: 4 },
  columns: {
    customer: { type: 'text' },
    day: { type: 'date', lower: '2026-01-01', upper: '2026-12-31' },
    town: { type: 'text' },
    price: { type: 'number', lower: 0, upper: 500 },
  },
})
const rows = Array.from({ length: 8000 }, (_, i) => ({
  customer: `c${i % 2000}`,
  day: `2026-${String(1 + ((i * 7) % 12)).padStart(2, '0')}-${String(1 + ((i * 13) % 28)).padStart(2, '0')}`,
  town: ['Ulm ', 'bonn', 'BONN', 'ulm'][i % 4] ?? null,
  price: 20 + ((i * 37) % 180),
}))
const orders = table(memory(rows), schema)
const session = await open(orders, { budget: { epsilon: 3 } })

// Parts of dates, and text by one published grammar: total, with the ranges that follow from the bounds.
const byTown = orders.derive({
  quarter: (o) => o.day.quarter(),
  town: (o) => o.town.trim().lower(),
})

// What is public about a value is looked up: the rows of a public table become part of the plan.
const regions = [
  { town: 'ulm', region: 'south' },
  { town: 'bonn', region: 'west' },
]
const joined = byTown.join(regions, { on: 'town', columns: { region: 'category' } })

// One row a customer, made of all the customer's rows: the noise is then that of one row.
const customers = orders.perUnit({
  spent: (c) => c.sum('price', { lower: 0, upper: 1000 }),
  orders: (c) => c.count({ upper: 10 }),
})

const release = await session.release(
  {
    sales: joined.groupBy('quarter', 'region').sum('price'),
    spent: customers.mean('spent'),
    loyal: customers.filter((c) => c.orders.atLeast(4)).count(),
    // Two views of one table; a row that is in both is there twice, and costs twice.
    either: orders
      .filter((o) => o.price.above(150))
      .union(orders.filter((o) => o.day.atLeast('2026-10-01')))
      .count(),
  },
  { epsilon: 3 },
)
for (const { keys, answer } of release.sales.rows)
  console.log(`quarter ${keys['quarter']}, ${keys['region']}: ${answer}`)
console.log(`a customer spends ${release.spent}`)
console.log(`${release.loyal.value} customers came four times`)
console.log(`${release.either.value} rows in both views`)
await session.close()
