import type { Event } from '@dither/core'
import { pureLoss } from '@dither/core'
import { describe, expect, it } from 'vitest'
import { emptyMemory, memoryStore } from './conformance/memory-store.ts'
import { charge, costing, endOf, epsilonOf, request } from './conformance/place.ts'
import { ledgerOf } from './ledger.ts'

const open = () => ledgerOf(memoryStore(emptyMemory()))

describe('events that were priced before', () => {
  it('are charged the same again, and refused for all that refuses them the first time', async () => {
    const ledger = await open()
    await ledger.create('people', { epsilon: 1 })
    await ledger.create('shops', { rho: 1 })
    await ledger.charge(request('first', charge('people', '0.3')))
    await ledger.charge(request('second', charge('people', '0.3')))
    const refused = {
      seeded_randomness: { ...request('a', charge('people', '0.3')), mark: 'seeded' as const },
      mixed_neighbours: request('b', charge('people', '0.3', 'rows 2')),
      invalid_parameter: request('c', { ...charge('people', '0.3'), loss: pureLoss('0.2') }),
      budget_exceeded: request('d', charge('people', '0.3'), charge('people', '0.3')),
    }
    for (const [code, asked] of Object.entries(refused))
      expect(await endOf(ledger.charge(asked))).toBe(code)
    const unitless = { ...charge('people', '0.3'), unit: '' }
    expect(await endOf(ledger.charge(request('e', unitless)))).toBe('invalid_parameter')
    expect(epsilonOf((await ledger.read('people')).spent)).toBe('0.6')
    // By another rule they have another price: 0.3^2 / 2.
    await ledger.charge(request('f', charge('shops', '0.3')))
    expect(epsilonOf((await ledger.read('shops')).spent)).toBe('rho 0.045')
  })

  it('are told from events of the other relation', async () => {
    const ledger = await open()
    await ledger.create('people', { epsilon: 1 })
    await ledger.create('shops', { epsilon: 1 })
    const changed = (dataset: string) => ({
      ...charge(dataset, '0.3'),
      events: [costing('0.3', 'change-one')],
    })
    await ledger.charge(request('a', charge('people', '0.3')))
    await ledger.charge(request('b', changed('shops')))
    expect(await endOf(ledger.charge(request('c', changed('people'))))).toBe('mixed_neighbours')
    expect(await endOf(ledger.charge(request('d', charge('shops', '0.3'))))).toBe(
      'mixed_neighbours',
    )
  })

  it('are refused by name if they are no data', async () => {
    const ledger = await open()
    await ledger.create('people', { epsilon: 1 })
    const event: Event = JSON.parse('{"version":1,"kind":"laplace"}')
    const odd: Event = Object.assign(JSON.parse('{"version":1}'), { kind: 1n })
    for (const wrong of [event, odd]) {
      const asked = request('a', { ...charge('people', '1'), events: [wrong] })
      expect(['invalid_parameter', 'unsupported']).toContain(await endOf(ledger.charge(asked)))
    }
  })
})
