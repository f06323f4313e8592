/** For tests: charges 3 again and again to "people" of a ledger, and prints how each ended; in a process of its own. */
import { DitherError } from '@dither/core'
import { events } from '@dither/core/account'
import { openLedger } from '../open-ledger.ts'

const [file = '', times = '1', how = 'one', name = 'x', driver] = process.argv.slice(2)
if (process.env['AS_NOBODY'] === '1') process.setuid?.(65534)

const charges = [
  {
    dataset: 'people',
    unit: 'row',
    events: [events.discreteLaplace({ scale: 1, sensitivity: 3, neighbours: 'add-remove' })],
  },
]

const say = (text: string): void => void process.stdout.write(`${text}\n`)
try {
  const ledger = await openLedger(
    file,
    driver === 'libsql' || driver === 'better-sqlite3' ? { driver } : {},
  )
  if (process.env['SAY_KIND'] === '1') say(ledger.kind)
  const one = async (i: number): Promise<void> => {
    const requestId = `${name}-${i}`
    try {
      await ledger.charge({ requestId, charges, mark: 'secure' })
      say(`done ${requestId}`)
    } catch (error) {
      if (!(error instanceof DitherError)) throw error
      say(`${error.code} ${requestId}`)
    }
  }
  const numbers = Array.from({ length: Number(times) }, (_, i) => i)
  if (how === 'one') for (const i of numbers) await one(i)
  // A few at a time, so that transactions are shared and there are several.
  else
    for (let i = 0; i < numbers.length; i += 16)
      await Promise.all(numbers.slice(i, i + 16).map((number) => one(number)))
  await ledger.close()
} catch (error) {
  say(
    error instanceof DitherError ? `${error.code} ${error.message}` : `unexpected ${String(error)}`,
  )
}
