/** The heads of a ledger, to be kept elsewhere: whoever has them knows whether the ledger was rolled back. */
import { DitherError } from '@dither/core'
import { type Amount, remainingOf } from '@dither/core/account'
import { canonicalJson } from './canonical-json.ts'
import { type AcceptRecord, recordText } from './record.ts'
import { nothing, stateAfter } from './state.ts'
import type { Act, LedgerStore } from './store.ts'

/** How far one lineage had come. */
export interface LineageHead {
  /** How many records there were. */
  readonly records: number
  /** The hash of the last. */
  readonly hash: string
  /** The index of its period. */
  readonly period: number
  /** What was spent in it, in whole units. */
  readonly spent: Amount
  /** What was spent over all periods, in whole units. */
  readonly lifetime: Amount
}

/** How far a ledger had come. */
export interface LedgerHead {
  /** Which ledger. */
  readonly ledger: string
  /** How often its owner accepted one that lacked something. */
  readonly epoch: number
  /** By dataset. */
  readonly lineages: Readonly<Record<string, LineageHead>>
}

/** The heads as they are now. */
export async function headOf(store: LedgerStore): Promise<LedgerHead> {
  const lineages: Record<string, LineageHead> = Object.create(null)
  for (const dataset of (await store.datasets()).toSorted()) {
    const found = await store.lineage(dataset, [])
    if (found === undefined) continue
    const { records, hash, state } = found
    const { period, spent, lifetime } = state
    lineages[dataset] = Object.freeze({ records, hash, period, spent, lifetime })
  }
  return Object.freeze({ ledger: store.id, epoch: await store.epoch(), lineages })
}

/** As one line of text, to be kept. */
export function headText({ ledger, epoch, lineages }: LedgerHead): string {
  const units = ({ main, delta }: Amount) => ({ main: String(main), delta: String(delta) })
  const written = Object.fromEntries(
    Object.entries(lineages).map(([dataset, head]) => [
      dataset,
      { ...head, spent: units(head.spent), lifetime: units(head.lifetime) },
    ]),
  )
  return canonicalJson({ version: 1, ledger, epoch, lineages: written })
}

/** @throws DitherError "unreadable_source" if it is no text of `headText` */
export function readHead(text: string): LedgerHead {
  try {
    const data = JSON.parse(text)
    if (data.version !== 1) throw new RangeError('version')
    const units = (amount: { main: string; delta: string }): Amount => ({
      main: BigInt(amount.main),
      delta: BigInt(amount.delta),
    })
    const lineages: Record<string, LineageHead> = Object.create(null)
    for (const [dataset, head] of Object.entries<Record<string, never>>(data.lineages))
      lineages[dataset] = {
        records: Number(head['records']),
        hash: String(head['hash']),
        period: Number(head['period']),
        spent: units(head['spent'] ?? { main: '', delta: '' }),
        lifetime: units(head['lifetime'] ?? { main: '', delta: '' }),
      }
    const read = { ledger: String(data.ledger), epoch: Number(data.epoch), lineages }
    if (headText(read) !== text.trim()) throw new RangeError('not canonical')
    return read
  } catch {
    throw new DitherError('unreadable_source', 'the kept head cannot be read', {
      parameter: 'head',
      wayOut: 'Keep the line that dither ledger head prints, unchanged',
    })
  }
}

/** What a ledger lacks of what a kept head has seen, in words; nothing if it has it all. */
export async function missingFrom(
  store: LedgerStore,
  kept: LedgerHead,
): Promise<readonly string[]> {
  if (kept.ledger !== store.id) return ['it is another ledger']
  const epoch = await store.epoch()
  if (kept.epoch < epoch) return [] // its owner has accepted what was lost until then
  if (kept.epoch > epoch) return ['its epoch is lower']
  const faults: string[] = []
  for (const [dataset, head] of Object.entries(kept.lineages)) {
    const how = await howItDiffers(store, dataset, head)
    if (how === 'behind')
      faults.push(`"${dataset}" lacks records that were there: it was rolled back`)
    if (how === 'forked')
      faults.push(
        `"${dataset}" has other records than were there: it was changed, or restored and used`,
      )
  }
  return faults
}

/** @throws DitherError "unreadable_source" if the ledger lacks something that the kept head has seen (S20) */
export async function checkKept(store: LedgerStore, kept: LedgerHead): Promise<void> {
  const [fault] = await missingFrom(store, kept)
  if (fault === undefined) return
  throw new DitherError(
    'unreadable_source',
    `the ledger is not the one whose head was kept: ${fault}`,
    {
      parameter: 'ledger',
      rule: 'S20',
      charged: false,
      wayOut:
        'Put the right file back; or, if it is lost, the owner accepts this one: dither ledger accept',
    },
  )
}

/**
 * What the owner's acceptance writes: every lineage is charged for what the kept head had seen and the ledger lacks.
 *
 * All that the head had seen is charged besides, up to the cap, since nobody can tell what of it is in this ledger too:
 * a restored file may have been charged again before anybody looked. Lineages that are missing entirely begin anew only
 * by `create`. [ledger.proof.md]
 */
export async function acceptance(
  store: LedgerStore,
  kept: LedgerHead,
  at: string,
): Promise<readonly Act[]> {
  const epoch = Math.max(kept.epoch, await store.epoch()) + 1
  const acts: Act[] = []
  for (const dataset of await store.datasets()) {
    const found = await store.lineage(dataset, [])
    if (found === undefined) continue
    const { state, hash } = found
    const head = kept.lineages[dataset]
    const lacks = head !== undefined && (await howItDiffers(store, dataset, head)) !== 'same'
    const period = Math.max(state.period, head?.period ?? 0)
    const now = period > state.period ? nothing : state.spent
    const seen = head !== undefined && head.period === period ? head.spent : nothing
    const record: AcceptRecord = {
      kind: 'accept',
      at,
      epoch,
      period,
      amount: lacks ? noMore(seen, remainingOf(state.cap, now)) : nothing,
      lost: lacks ? (head?.lifetime ?? nothing) : nothing,
    }
    acts.push({
      dataset,
      after: hash,
      text: recordText(record),
      state: stateAfter(state, record),
      epoch,
    })
  }
  return acts
}

/** How a stored chain stands to a kept head. */
async function howItDiffers(
  store: LedgerStore,
  dataset: string,
  { records, hash }: LineageHead,
): Promise<'same' | 'behind' | 'forked'> {
  const [record] = await store.records(dataset, records - 1, 1)
  if (record === undefined) return 'behind'
  return record.hash === hash ? 'same' : 'forked'
}

function noMore(amount: Amount, most: Amount): Amount {
  const less = (a: bigint, b: bigint): bigint => (a < b ? a : b)
  return { main: less(amount.main, most.main), delta: less(amount.delta, most.delta) }
}
