/**
 * What a session shows of rare keys, and that intervals of the keys that are shown hold as often as they say (S24).
 * 2,000 releases: a key of one unit is shown with probability 0.05 exactly, 6.2 standard deviations either side, false
 * alarm 1e-9. Coverage over 40,000 draws of a key that is shown about half of the time: 6.2 standard deviations below
 * the claim, false alarm 1e-9. Seeded.
 */
import { drawDiscreteLaplace } from '@dither/core'
import { type BudgetStore, memoryBudgetStore } from '@dither/core/account'
import { stabilityHistogram } from '@dither/core/mechanisms'
import { rational } from '@dither/math'
import { seededBits } from '@dither/testkit'
import { expect, test } from 'vitest'
import { memory } from '../../engines/memory/memory.ts'
import { table } from '../../fluent/table.ts'
import { prove } from '../../proof/prove.ts'
import { defineSchema } from '../../schema/define-schema.ts'
import { price } from '../price.ts'
import { dresser } from '../released/dress.ts'
import { noiseOf } from '../released/noise.ts'
import { open } from '../session.ts'
import { chosenPlaces } from './priced-keys.ts'

const schema = defineSchema({
  dataset: 'people',
  privacyUnit: 'row',
  columns: { city: { type: 'text' } },
})
const rows = [...Array.from({ length: 40 }, () => ({ city: 'Ulm' })), { city: 'Rome' }]
const people = table(memory(rows), schema)
const cities = people.groupByPrivateKeys('city', {
  epsilon: 1,
  delta: 0.05,
  allowLargeDelta: true,
})

function lesson(): BudgetStore {
  const store = memoryBudgetStore({ people: { epsilon: 999_999, delta: 0.999 } })
  let spent = 0
  // Each release has a budget of its own: what is tested is one of them.
  return {
    ...store,
    charge: (request) => {
      spent += 1
      const fresh = memoryBudgetStore({ people: { epsilon: 10, delta: 0.9 } })
      return fresh.charge({ ...request, requestId: `${spent}`, mark: 'secure' })
    },
  }
}

test('a session shows a key of one unit as often as delta, and one of many always', async () => {
  const session = await open(people, { store: lesson(), seededBits: seededBits('rare keys') })
  const n = 2_000
  let [rare, common] = [0, 0]
  for (let i = 0; i < n; i++) {
    const { rows: shown } = await session.release(cities.count({ epsilon: 1 }))
    const names = shown.map(({ keys }) => keys['city'])
    if (names.includes('Rome')) rare += 1
    if (names.includes('Ulm')) common += 1
  }
  expect(common).toBe(n)
  const far = 6.2 * Math.sqrt(n * 0.05 * 0.95)
  expect(Math.abs(rare - n * 0.05)).toBeLessThan(far)
})

const claim = 0.95
const n = 40_000

/** How often the interval of a key that is shown holds its count; also how often it is shown. */
function coverage(draw: () => readonly [low: number, high: number] | undefined, truth: number) {
  let [shown, held] = [0, 0]
  for (let i = 0; i < n; i++) {
    const interval = draw()
    if (interval === undefined) continue
    shown += 1
    if (interval[0] <= truth && truth <= interval[1]) held += 1
  }
  const least = claim - 6.2 * Math.sqrt((claim * (1 - claim)) / shown)
  return { shown: shown / n, holds: held / shown >= least }
}

test('intervals hold for the keys that are shown, whose noise the choice has not seen', () => {
  const { question } = cities.count()
  const proof = prove(question, schema)
  const priced = price(proof, { epsilon: 1 })
  const bits = seededBits('shown keys')
  const scale = priced.noise[0] ?? rational(1)
  const noises = [noiseOf('laplace', scale)]
  const dress = dresser({ proof, noises, event: priced.event, loss: priced.loss })
  const { shown, holds } = coverage(() => {
    if (chosenPlaces(proof, [3n], bits).length === 0) return undefined
    const released = dress([[3n + drawDiscreteLaplace(scale, bits)]], [['Ulm']])
    const cell = released.kind === 'table' ? released.rows[0]?.answer : undefined
    return cell?.kind === 'scalar' ? cell.interval({ confidence: claim }) : undefined
  }, 3)
  expect(shown).toBeGreaterThan(0.4)
  expect(shown).toBeLessThan(0.7)
  expect(holds).toBe(true)
})

test('a twin that shows the counts by which keys were chosen is caught: those that are shown are the high ones', () => {
  const bits = seededBits('high ones')
  const { release, accuracy } = stabilityHistogram({
    noise: 'laplace',
    epsilon: 1,
    delta: 0.05,
    maxGroups: 1,
    neighbours: 'add-remove',
  })
  const most = accuracy({ confidence: claim })
  const { holds } = coverage(() => {
    const noisy = release(1n, { bits })
    return noisy === undefined ? undefined : [Number(noisy) - most, Number(noisy) + most]
  }, 1)
  expect(holds).toBe(false)
})
