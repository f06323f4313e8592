/** The head of a ledger in a file of its own, which should lie elsewhere: against roll-back. */

import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { DitherError } from '@dither/core'
import { headText, type LedgerHead, readHead } from '@dither/ledger'
import { reasonOf } from '../schema/read-schema-file.ts'

/** What was kept, if anything yet. @throws DitherError "unreadable_source" */
export function keptHead(file: string | undefined): LedgerHead | undefined {
  if (file === undefined || !existsSync(file)) return undefined
  return readHead(readFileSync(file, 'utf8'))
}

/** Writes it whole, or not at all. */
export function keepHead(file: string, head: LedgerHead): void {
  try {
    writeFileSync(`${file}.new`, `${headText(head)}\n`)
    renameSync(`${file}.new`, file)
  } catch (error) {
    throw new DitherError(
      'engine_failed',
      `the head ${file} could not be kept (${reasonOf(error)})`,
      {
        parameter: '--head',
        wayOut: 'Keep it with dither ledger head; what was charged is in the ledger',
      },
    )
  }
}
