/** `run(argv, io)`: the whole command line as a function of its words, for main.ts and for tests. */

import { Command, CommanderError } from 'commander'
import { addAccountCommand } from './account/account-command.ts'
import { addCheckCommand } from './check/check-command.ts'
import { exitCodes, reportFailure } from './failure.ts'
import type { Io } from './io.ts'
import { addLedgerCommand } from './ledger/ledger-command.ts'
import { addPrepareCommand } from './prepare/prepare-command.ts'
import { addReleaseCommand } from './release/release-command.ts'
import { say } from './say.ts'
import { addSchemaCommand } from './schema/schema-command.ts'
import { version } from './version.ts'

/**
 * Runs one command.
 *
 * @param argv the words after the program's name
 * @returns the exit code: 0 done, 1 refused, 2 wrong usage, 3 the engine failed, 130 interrupted
 */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  const json = argv.includes('--json')
  const help: string[] = []
  try {
    const dither = program(io, (text) => help.push(text))
    await dither.parseAsync(inFull(argv), { from: 'user' })
    return exitCodes.done
  } catch (error) {
    if (!(error instanceof CommanderError && error.exitCode === 0))
      return reportFailure(error, io, json)
  }
  try {
    await say(io, help.join(''))
    return exitCodes.done
  } catch (error) {
    return reportFailure(error, io, json)
  }
}

/** `dither` and `dither help` are `dither --help`, `dither help release` is `dither release --help`. */
function inFull(argv: readonly string[]): readonly string[] {
  const [first, ...rest] = argv
  return first === undefined || first === 'help' ? [...rest, '--help'] : argv
}

function program(io: Io, writeHelp: (text: string) => void): Command {
  const dither = new Command('dither')
    .description('Private answers about a table: exact noise, a known error, a stated cost.')
    .version(version, '--version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({
      writeOut: writeHelp,
      // Told once, by reportFailure.
      writeErr: () => {},
    })
    .addHelpText('after', help)
  addReleaseCommand(dither, io)
  addSchemaCommand(dither, io)
  addCheckCommand(dither, io)
  addPrepareCommand(dither, io)
  addLedgerCommand(dither, io)
  addAccountCommand(dither, io)
  return dither
}

const help = `
A first answer:
  dither schema people.csv > people.yaml     # then write the public bounds into it
  dither release people.csv --schema people.yaml --stats "mean(age)" --epsilon 1

What epsilon means: whatever anybody concludes from the answers, they could have
concluded almost as surely had one person's rows not been in the table; e^epsilon
bounds the odds between the two. 0.1 is strong, 1 is common, above 5 is weak. What
is spent on the same people adds up, over all runs.

What this does not protect: facts about groups (answers are for that); a person who
has more rows than the schema says; data that leak by another way; the sum of
several runs, unless --budget makes a ledger that counts them.

Exit codes: 0 done, 1 refused (budget, unsafe question), 2 wrong usage, 3 the engine
failed (standard error says whether it was charged), 130 interrupted.
`
