import { describe, expect, it } from 'vitest'
import { DitherError } from '../error.ts'
import { events } from '../space/events.ts'
import { approximateLoss, pureLoss } from '../space/loss.ts'
import type { BudgetStore, Charge, ChargeRequest } from './budget-store.ts'
import { memoryBudgetStore } from './memory-budget-store.ts'

const costing = (epsilon: string) =>
  events.discreteLaplace({ scale: 1, sensitivity: epsilon, neighbours: 'add-remove' })
const charge = (dataset: string, epsilon: string, unit = 'row'): Charge => ({
  dataset,
  unit,
  events: [costing(epsilon)],
})
const request = (requestId: string, ...charges: readonly Charge[]): ChargeRequest => ({
  requestId,
  charges,
  mark: 'secure',
})
const codeOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work
    return 'nothing'
  } catch (error) {
    return error instanceof DitherError ? error.code : String(error)
  }
}
const open = (): BudgetStore =>
  memoryBudgetStore({ people: { epsilon: 1 }, shops: { epsilon: 0.5 } })

/** Whether twenty requests at once, each for 0.3 of 1, take at most the budget. */
const withstandsARace = async (store: BudgetStore): Promise<boolean> => {
  const asked = Array.from({ length: 20 }, (_, i) =>
    codeOf(store.charge(request(`r${i}`, charge('people', '0.3')))),
  )
  const codes = await Promise.all(asked)
  return codes.filter((code) => code === 'nothing').length === 3
}

/** Whether a request over two datasets, of which one refuses, charges neither. */
const isAllOrNothing = async (store: BudgetStore): Promise<boolean> => {
  await codeOf(store.charge(request('two', charge('people', '0.6'), charge('shops', '0.6'))))
  const { spent } = await store.read('people')
  return spent.kind === 'pure' && spent.epsilon === 0
}

/** Whether a lineage takes one unit alone, and a refused unit charges no lineage of its request. */
const keepsUnitsApart = async (store: BudgetStore): Promise<boolean> => {
  await store.charge(request('first', charge('people', '0.1', 'row')))
  const codes = [
    await codeOf(store.charge(request('other', charge('people', '0.1', 'id text pid')))),
    await codeOf(
      store.charge(request('both', charge('shops', '0.1'), charge('people', '0.1', 'rows 3'))),
    ),
  ]
  const spent = [(await store.read('people')).spent, (await store.read('shops')).spent]
  return (
    codes.every((code) => code === 'mixed_neighbours') &&
    JSON.stringify(spent.map((loss) => loss.kind === 'pure' && loss.epsilon)) === '[0.1,0]'
  )
}

describe('a budget store in memory', () => {
  it('charges every dataset that is read, in full', async () => {
    const store = open()
    const receipt = await store.charge(
      request('a', charge('people', '0.4'), charge('shops', '0.4')),
    )
    expect(receipt).toEqual({
      requestId: 'a',
      repeated: false,
      charged: [
        { dataset: 'people', unit: 'row', loss: pureLoss(0.4) },
        { dataset: 'shops', unit: 'row', loss: pureLoss(0.4) },
      ],
    })
    expect(await store.read('shops')).toEqual({
      dataset: 'shops',
      rule: 'pure',
      budget: pureLoss(0.5),
      spent: pureLoss(0.4),
      remaining: pureLoss(0.1),
      neighbours: 'add-remove',
      unit: 'row',
      entries: [{ requestId: 'a', events: [costing('0.4')], loss: pureLoss(0.4) }],
    })
  })

  it('charges all or nothing; a store that charges one by one does not', async () => {
    expect(await isAllOrNothing(open())).toBe(true)
    expect(await isAllOrNothing(oneByOne())).toBe(false)
  })

  it('is serial; a store that waits between check and charge is not', async () => {
    expect(await withstandsARace(open())).toBe(true)
    expect(await withstandsARace(checkThenCharge())).toBe(false)
  })

  it('charges the same request once', async () => {
    const store = open()
    const first = await store.charge(request('a', charge('people', '0.4')))
    const again = await store.charge(request('a', charge('people', '0.4')))
    expect(again).toEqual({ ...first, repeated: true })
    expect((await store.read('people')).spent).toEqual(pureLoss(0.4))
  })

  it('refuses a request id that was used for something else', async () => {
    const store = open()
    await store.charge(request('a', charge('people', '0.1')))
    expect(await codeOf(store.charge(request('a', charge('people', '0.2'))))).toBe(
      'invalid_parameter',
    )
    expect(await codeOf(store.charge(request('a', charge('shops', '0.1'))))).toBe(
      'invalid_parameter',
    )
    expect((await store.read('shops')).entries).toEqual([])
  })

  it('lets a refused request be asked again', async () => {
    const store = open()
    expect(await codeOf(store.charge(request('a', charge('shops', '0.6'))))).toBe('budget_exceeded')
    expect(await codeOf(store.charge(request('a', charge('shops', '0.5'))))).toBe('nothing')
  })

  it('takes two charges to one dataset together', async () => {
    const store = open()
    const both = request('a', charge('people', '0.6'), charge('people', '0.6'))
    expect(await codeOf(store.charge(both))).toBe('budget_exceeded')
    expect((await store.read('people')).spent).toEqual(pureLoss(0))
  })

  it('takes one unit for each dataset; stores that forget it or charge one by one do not', async () => {
    expect(await keepsUnitsApart(open())).toBe(true)
    expect(await keepsUnitsApart(unitless('any'))).toBe(false)
    expect(await keepsUnitsApart(oneByOne())).toBe(false)
  })

  it('takes the units of two datasets by themselves', async () => {
    const store = open()
    await store.charge(
      request('a', charge('people', '0.1', 'id text pid'), charge('shops', '0.1', 'row')),
    )
    expect((await store.read('people')).unit).toBe('id text pid')
    expect((await store.read('shops')).unit).toBe('row')
  })

  it('refuses two units for one dataset within a request, and a unit that its owner did not state', async () => {
    const store = open()
    const mixed = request('a', charge('people', '0.1', 'row'), charge('people', '0.1', 'rows 2'))
    expect(await codeOf(store.charge(mixed))).toBe('mixed_neighbours')
    expect((await store.read('people')).unit).toBe(undefined)
    const stated = memoryBudgetStore({ people: { epsilon: 1, unit: 'rows 2' } })
    expect(await codeOf(stated.charge(request('b', charge('people', '0.1'))))).toBe(
      'mixed_neighbours',
    )
    expect(await codeOf(stated.charge(request('c', charge('people', '0.1', 'rows 2'))))).toBe(
      'nothing',
    )
  })

  it('refuses a charge without a unit', async () => {
    for (const unit of [undefined, '', 7]) {
      const forgotten = { ...charge('people', '0.1'), unit } as Charge
      expect(await codeOf(open().charge(request('a', forgotten)))).toBe('invalid_parameter')
    }
  })

  it('does not take the same request for another unit', async () => {
    const store = open()
    await store.charge(request('a', charge('people', '0.1', 'row')))
    expect(await codeOf(store.charge(request('a', charge('people', '0.1', 'rows 2'))))).toBe(
      'invalid_parameter',
    )
  })

  it('prices events itself, and refuses a loss that is below the price', async () => {
    const store = open()
    const low = { ...charge('people', '0.4'), loss: pureLoss('0.39') }
    const right = { ...charge('people', '1/3'), loss: pureLoss('1/3') }
    expect(await codeOf(store.charge(request('a', low)))).toBe('invalid_parameter')
    expect(await codeOf(store.charge(request('b', right)))).toBe('nothing')
  })

  it('refuses seeded randomness, unknown datasets and other neighbours, charging nothing', async () => {
    const store = memoryBudgetStore({
      people: { epsilon: 1, delta: 1e-6, neighbours: 'change-one' },
    })
    const seeded: ChargeRequest = { ...request('a', charge('people', '0.1')), mark: 'seeded' }
    expect(await codeOf(store.charge(seeded))).toBe('seeded_randomness')
    expect(await codeOf(store.charge(request('b', charge('pets', '0.1'))))).toBe(
      'invalid_parameter',
    )
    expect(await codeOf(store.charge(request('c', charge('people', '0.1'))))).toBe(
      'mixed_neighbours',
    )
    expect(await codeOf(store.read('pets'))).toBe('invalid_parameter')
    expect((await store.read('people')).spent).toEqual(approximateLoss(0, 0))
  })
})

/** A broken twin: charges the first dataset before it asks the second. */
function oneByOne(): BudgetStore {
  const store = open()
  return {
    read: store.read,
    charge: async ({ requestId, charges, mark }) => {
      for (const [i, one] of charges.entries())
        await store.charge({ requestId: `${requestId}${i}`, charges: [one], mark })
      return { requestId, repeated: false, charged: [] }
    },
  }
}

/** A broken twin: charges everything as one unit. */
function unitless(unit: string): BudgetStore {
  const store = open()
  return {
    read: store.read,
    charge: (asked) =>
      store.charge({ ...asked, charges: asked.charges.map((one) => ({ ...one, unit })) }),
  }
}

/** A broken twin: looks at what remains, waits for its disk, then writes. */
function checkThenCharge(): BudgetStore {
  const store = open()
  let spent = 0
  return {
    read: store.read,
    charge: async ({ requestId }) => {
      if (spent + 0.3 > 1) throw new DitherError('budget_exceeded', 'twin')
      await Promise.resolve()
      spent += 0.3
      return { requestId, repeated: false, charged: [] }
    },
  }
}
