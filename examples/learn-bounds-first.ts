/** Bounds, and limits on what a person brings, found out privately before they are used. */
import { defineSchema, limitsOf, open, table } from '@dither/query'
import { memory } from '@dither/query/memory'

// 3,000 customers with 1 to 6 orders each; nobody has said what an order may cost.
const orders = Array.from({ length: 3000 }, (_, customer) =>
  Array.from({ length: 1 + (customer % 6) }, (_, i) => ({
    customer: `c${customer}`,
    price: 20 + ((customer * 37 + i * 11) % 180),
  })),
).flat()

const schema = defineSchema({
  dataset: 'orders',
  privacyUnit: { column: 'customer', maxRows: 1, maxGroups: 1 },
  columns: { customer: { type: 'text' }, price: { type: 'number', nullable: true } },
})
const shop = table(memory(orders), schema)

await using session = await open(shop, { budget: { epsilon: 4 } })

// Round 1: how large are prices, and how many orders has a customer? Each is charged and shown.
const first = await session.release(
  { ...shop.contributionLimits(), price: shop.bounds('price') },
  { epsilon: 1 },
)
console.log(`prices between ${first.price.bounds.lower} and ${first.price.bounds.upper}`)
console.log(`limits ${JSON.stringify(limitsOf(first))}`)

// Round 2: where do all but the outermost hundredths lie?
const limited = shop.withLimits(limitsOf(first))
const second = await session.release({
  ends: limited.quantiles('price', [0.01, 0.99], { ...first.price.bounds, epsilon: 1 }),
})
const [lower, upper] = second.ends.entries.map(({ value }) => value)
console.log(`clamped to ${lower?.toFixed(2)} … ${upper?.toFixed(2)}`)

// Round 3: the question that needed them.
const { mean } = await session.release({
  mean: limited.mean('price', { lower: lower ?? 0, upper: upper ?? 1, epsilon: 1 }),
})
const { spent } = session
console.log(`mean price ${mean}; spent epsilon ${spent.kind === 'pure' && spent.epsilon}`)
