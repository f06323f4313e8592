/** Pictures of a release: one SVG with error bars for all answers, and the same in the terminal. */
import { plot, terminalPlot } from '@dither/plot'
import { defineSchema, open, table } from '@dither/query'
import { memory } from '@dither/query/memory'

const schema = defineSchema({
  dataset: 'visits',
  privacyUnit: 'row',
  columns: {
    minutes: { type: 'number', lower: 0, upper: 120 },
    ward: { type: 'category', categories: ['north', 'south', 'west'] },
  },
})
const rows = Array.from({ length: 2000 }, (_, i) => ({
  minutes: 10 + ((i * 7919) % 70) + (i % 3) * 12,
  ward: ['north', 'south', 'west'][i % 3] ?? null,
}))
const visits = table(memory(rows), schema)

const session = await open(visits, { budget: { epsilon: 1 } })
const release = await session.release({
  'length of a visit': visits.histogram('minutes', {
    edges: [0, 20, 40, 60, 80, 100, 120],
    epsilon: 0.4,
  }),
  'mean by ward': visits.groupBy('ward').mean('minutes', { epsilon: 0.6 }),
})

// A document of its own: write it to a file, or put it into a page.
const svg = await plot(release, { title: 'Visits', subtitle: 'Two private answers' })
console.log(`${svg.slice(0, 4)} … drawn for a page ${/width="(\d+)"/.exec(svg)?.[1]} pixels wide`)

// The bars are the answers' own intervals; a terminal gets the compact form.
for (const [name, answer] of Object.entries(release.answers))
  console.log(`\n${name}\n${terminalPlot(answer, { width: 64, confidence: 0.9 })}`)

await session.close()
