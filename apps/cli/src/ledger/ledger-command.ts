/** `dither ledger`: budgets that hold across runs, for their owner. */

import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { priceEvent } from '@dither/core/account'
import type { CapOf, Ledger } from '@dither/ledger'
import { type Command, Option } from 'commander'
import { costText, lossData } from '../cost.ts'
import { Ended, exitCodes, usageError } from '../failure.ts'
import type { Io } from '../io.ts'
import { say } from '../say.ts'
import { budgetOf } from './budget-words.ts'
import { keepHead, keptHead } from './kept-head.ts'
import { lineageData, lineageText } from './show-text.ts'

interface Options {
  readonly json?: boolean
  readonly head?: string
  readonly measure?: 'pure' | 'approximate' | 'zcdp'
  readonly delta?: string
  readonly analyst?: string
  readonly group?: string
  readonly budget?: string
  readonly renewalDays?: string
}

export function addLedgerCommand(dither: Command, io: Io): void {
  const ledger = dither
    .command('ledger')
    .description('what was spent over all runs: for the owner of the data')
    .helpCommand(false)
    .addHelpText('after', help)
  const add = (name: string, description: string): Command =>
    ledger.command(name).description(description).argument('<LEDGER>', 'a file or an address')
  const json = '--json'

  add('show', 'budgets, what was spent of them, by whom, and over their lifetime')
    .argument('[DATASET]', 'all unless said')
    .option(json, 'print JSON; errors too')
    .action((place: string, dataset: string | undefined, options: Options) =>
      withLedger(place, async (found) => {
        const names = dataset === undefined ? await found.datasets() : [dataset]
        const reports = []
        for (const name of names) reports.push(await found.show(name))
        const text = options.json
          ? jsonText({ ledger: found.id, lineages: reports.map(lineageData) })
          : reports.map(lineageText).join('\n') || 'no budgets yet\n'
        await say(io, text)
      }),
    )
  add(
    'verify',
    'read every record again: edits, gaps, order, balances, prices; 1 if a thing is wrong',
  )
    .option('--head <file>', 'a head that was kept elsewhere: finds roll-back too')
    .option(json, 'print JSON; errors too')
    .action((place: string, { head, json: asJson }: Options) =>
      withLedger(place, async (found) => {
        const { ok, records, faults } = await found.verify(keptHead(head))
        const lines = faults.map(({ dataset, record, problem }) =>
          [dataset, record === undefined ? undefined : `record ${record}`, problem]
            .filter((part) => part !== undefined)
            .join(': '),
        )
        const text = ok
          ? `${place}: all ${records} records are as they were written\n`
          : `${place}: ${faults.length} things are wrong\n${lines.map((line) => `  ${line}\n`).join('')}`
        await say(io, asJson ? jsonText({ ok, records, faults }) : text)
        if (!ok) throw new Ended(exitCodes.refused)
      }),
    )
  add('head', 'keep the head of the ledger in a file, which should lie elsewhere')
    .argument('<FILE>', 'refused if the ledger lacks what the head there has seen')
    .action((place: string, file: string) =>
      withLedger(
        place,
        async (found) => {
          keepHead(file, await found.head())
          await say(io, `${file}: the head of ${place}\n`)
        },
        file,
      ),
    )
  add('accept', 'go on with a ledger from a backup: what the kept head had seen is charged besides')
    .argument('<FILE>', 'the head that was kept')
    .action((place: string, file: string) =>
      withLedger(place, async (found) => {
        const kept = keptHead(file)
        if (kept === undefined) throw usageError(`there is no head ${file}`, 'Check the path')
        await found.accept(kept)
        const head = await found.head()
        keepHead(file, head)
        await say(io, `${place}: accepted, epoch ${head.epoch}\n`)
      }),
    )
  add('price', 'price all that was ever charged in another measure: for display, never a refund')
    .argument('<DATASET>')
    .addOption(
      new Option('--measure <name>', 'the measure')
        .choices(['pure', 'approximate', 'zcdp'])
        .default('approximate'),
    )
    .option('--delta <number>', 'for Gaussian noise in the approximate measure')
    .option(json, 'print JSON; errors too')
    .action((place: string, dataset: string, options: Options) =>
      withLedger(place, async (found) => {
        const { measure = 'approximate', delta } = options
        const event = await found.event(dataset)
        const loss = priceEvent(event, { measure, ...(delta === undefined ? {} : { delta }) })
        const { lifetime } = await found.show(dataset)
        const text = options.json
          ? jsonText({ dataset, charged: lossData(lifetime), price: lossData(loss) })
          : `${dataset}: charged ${costText(lifetime)} in all; priced together ${costText(loss)}\n`
        await say(io, text)
      }),
    )
  add('export', 'print everything as lines of JSON').action((place: string) =>
    withLedger(place, async (found) => {
      for await (const line of found.export()) await say(io, line)
    }),
  )
  add('import', 'add the budgets of an exported ledger; all of them or none')
    .argument('<FILE>', 'what export printed; - for standard input')
    .action((place: string, file: string) =>
      withLedger(
        place,
        async (found) => {
          const names = await found.import(
            file === '-' ? (await io.readInput()).split('\n') : linesOf(file),
          )
          await say(io, `${place}: imported ${names.join(', ')}\n`)
        },
        undefined,
        false,
      ),
    )
  add('create', 'begin the budget of a dataset, as the first release with --budget does')
    .argument('<DATASET>')
    .requiredOption('--budget <budget>', 'as in 3, or "3, 1e-6", or "rho 0.5"')
    .option('--renewal-days <n>', 'days after which the whole budget is there again')
    .action((place: string, dataset: string, { budget = '', renewalDays }: Options) =>
      withLedger(
        place,
        async (found) => {
          await found.create(dataset, {
            ...budgetOf(budget),
            ...(renewalDays === undefined ? {} : { renewalDays: Number(renewalDays) }),
          })
          await say(io, lineageText(await found.show(dataset)))
        },
        undefined,
        false,
      ),
    )
  add('cap', 'what one analyst, or a group of them, may spend besides the cap of the dataset')
    .argument('<DATASET>')
    .option('--analyst <name>', 'whose cap')
    .option('--group <name>', 'or the cap of a group')
    .requiredOption('--budget <budget>', 'as in 0.5; none takes it away')
    .action((place: string, dataset: string, options: Options) =>
      withLedger(place, async (found) => {
        const { budget = '' } = options
        await found.setCap(dataset, capOf(options), budget === 'none' ? 'none' : budgetOf(budget))
        await say(io, lineageText(await found.show(dataset)))
      }),
    )
  add('renew', 'begin a new period: the whole budget is there again, and the lifetime counts on')
    .argument('<DATASET>')
    .action((place: string, dataset: string) =>
      withLedger(place, async (found) => {
        await found.renew(dataset)
        await say(io, lineageText(await found.show(dataset)))
      }),
    )
}

async function withLedger(
  place: string,
  work: (ledger: Ledger) => Promise<void>,
  headFile?: string,
  mustExist = true,
): Promise<void> {
  const { openLedger } = await import('@dither/ledger')
  const kept = keptHead(headFile)
  const ledger = await openLedger(place, { mustExist, ...(kept === undefined ? {} : { kept }) })
  try {
    await work(ledger)
  } finally {
    await ledger.close()
  }
}

function capOf({ analyst, group }: Options): CapOf {
  if (analyst !== undefined && group === undefined) return { analyst }
  if (group !== undefined && analyst === undefined) return { group }
  throw usageError('whose cap it is must be said once', 'Say --analyst NAME, or --group NAME')
}

function linesOf(file: string): AsyncIterable<string> {
  return createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })
}

function jsonText(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

const help = `
A ledger holds what was spent on the same people over all runs, and refuses what would be
too much. The first release with --budget makes one beside the schema:

  dither release people.csv --schema people.yaml --budget 3 --epsilon 1 --stats "mean(age)"
  dither ledger show people.ledger

From then on every release by people.yaml counts, with or without --budget, until nothing is
left. Then its owner may begin a new period (renew): the lifetime's loss goes on and is shown.

Records are only added, each chained to the one before: verify finds what was edited, left out
or moved. That the end was cut off, as by an old backup, nobody can see from the file alone:
keep its head elsewhere, with --head FILE of release or with dither ledger head.

What this does not protect: runs without a ledger, or with another; whoever can write the file
and every head of it.
`
