/** `dither account`: what a plan costs, by every accountant; and how much noise a target needs. */

import { writeFile } from 'node:fs/promises'
import { calibrate, type Event, tradeOff } from '@dither/core/account'
import { type Command, Option } from 'commander'
import { usageError } from '../failure.ts'
import type { Io } from '../io.ts'
import { checkPlaces } from '../release/output-files.ts'
import { say } from '../say.ts'
import { reasonOf } from '../schema/read-schema-file.ts'
import { fittingTable } from '../text-table.ts'
import { help } from './account-help.ts'
import { accountsText, upText } from './account-text.ts'
import { type Account, accountsOf, curveOf, leastOf, type Question } from './accounts.ts'
import { askedEvent, type EventWords, familyOf } from './asked-events.ts'

interface Options extends EventWords {
  readonly delta?: string
  readonly epsilon?: string
  readonly targetEpsilon?: string
  readonly plot?: 'profile' | 'trade-off' | true
  readonly svg?: string
  readonly json?: boolean
}

export function addAccountCommand(dither: Command, io: Io): void {
  dither
    .command('account')
    .description('what noise, samples and repetitions cost, by every accountant')
    .option('--noise-multiplier <number>', 'Gaussian noise: standard deviation over L2 sensitivity')
    .option('--laplace [number]', 'Laplace noise: scale over sensitivity')
    .option('--event <file>', 'events as JSON: one, a list, or a certificate; - for standard input')
    .option('--rate <number>', 'on a fresh Poisson sample, in which each unit is with this chance')
    .option('--steps <number>', 'how often, 1 unless said')
    .option('--delta <number>', 'asks for epsilon at this delta, such as 1e-6')
    .option('--epsilon <number>', 'asks for delta at this epsilon')
    .option('--target-epsilon <number>', 'with --delta: asks for the least noise that keeps to it')
    .addOption(
      new Option('--plot [curve]', 'the whole curve: profile unless said').choices([
        'profile',
        'trade-off',
      ]),
    )
    .option('--svg <file>', 'write the curve there as a picture')
    .option('--json', 'print JSON; errors too')
    .addHelpText('after', help)
    .action((options: Options) => runAccount(options, io))
}

async function runAccount(options: Options, io: Io): Promise<void> {
  if (options.svg !== undefined) {
    const read = options.event === undefined ? [] : [{ what: '--event', path: options.event }]
    await checkPlaces(read, [{ what: '--svg', path: options.svg }])
  }
  const calibrated = options.targetEpsilon === undefined ? undefined : targeted(options)
  const words = { ...options, ...calibrated?.words }
  const event = await askedEvent(words, io)
  const question = questionOf(options)
  const sampled =
    words.noiseMultiplier === undefined
      ? undefined
      : { ...familyOf(words), noiseMultiplier: words.noiseMultiplier }
  const accounts = accountsOf(event, question, sampled)
  const curve =
    options.plot === undefined && options.svg === undefined
      ? undefined
      : tradeOff(curveOf(event), await placesFor(event))
  if (options.svg !== undefined && curve !== undefined)
    await writeCurve(options.svg, curve, options.plot)
  if (options.json) {
    await say(
      io,
      `${JSON.stringify(data(event, question, accounts, calibrated, curve), null, 2)}\n`,
    )
    return
  }
  const { width } = io.style
  const parts = [
    ...(calibrated === undefined ? [] : [calibrated.text]),
    accountsText(accounts, question, width),
    ...(options.plot === undefined || curve === undefined
      ? []
      : [curveText(curve, options.plot, width)]),
    ...(options.svg === undefined ? [] : [`${options.svg}: the curve\n`]),
  ]
  await say(io, parts.join('\n'))
}

/** A delta is known, or an epsilon. */
function questionOf({ delta, epsilon, targetEpsilon }: Options): Question {
  if (epsilon !== undefined && delta !== undefined)
    throw usageError(
      '--delta asks for epsilon, --epsilon asks for delta',
      'Say one of them; for the noise that keeps to both, --target-epsilon with --delta',
    )
  if (epsilon !== undefined && targetEpsilon === undefined) return { epsilon }
  if (delta !== undefined) return { delta }
  throw usageError(
    'nothing says what is asked',
    'Say --delta 1e-6 for epsilon (take it well below 1 / the number of people), or --epsilon 1 for delta',
  )
}

interface Calibrated {
  readonly words: EventWords
  readonly noiseMultiplier: string
  readonly text: string
}

/** The least noise, rounded up to six digits: the table prices what is printed. */
function targeted(options: Options): Calibrated {
  const { targetEpsilon = '', delta, epsilon, event, noiseMultiplier, laplace } = options
  if (event !== undefined || noiseMultiplier !== undefined || typeof laplace === 'string')
    throw usageError(
      '--target-epsilon looks for the size of the noise, and it is given',
      'Leave the number away: --target-epsilon 2 --delta 1e-6, for Laplace noise with --laplace',
    )
  if (epsilon !== undefined)
    throw usageError('--epsilon asks for delta, --target-epsilon for noise', 'Say one of them')
  if (delta === undefined) throw usageError('--target-epsilon needs a delta', 'Say --delta 1e-6')
  const family = familyOf(options)
  const found = calibrate(family.make, { epsilon: targetEpsilon, delta })
  const size = sixDigitsUp(found.parameter)
  const words = family.noise === 'gaussian' ? { noiseMultiplier: size } : { laplace: size }
  const what = family.noise === 'gaussian' ? 'noise multiplier' : 'Laplace scale over sensitivity'
  return {
    words,
    noiseMultiplier: size,
    text: `${what} ${size} keeps to epsilon ${targetEpsilon} at delta ${delta}\n`,
  }
}

function sixDigitsUp(value: number): string {
  const near = Number(value.toPrecision(6))
  if (near >= value) return String(near)
  const [, exponent = '0'] = near.toExponential().split('e')
  return String(Number((near + Number(`1e${Number(exponent) - 5}`)).toPrecision(6)))
}

/** Fewer places where each takes a transform. */
async function placesFor(event: Event): Promise<{ readonly epsilons: readonly number[] }> {
  const source = curveOf(event)
  let most = 1 / 8
  const deltaAt = (epsilon: number): number => {
    const found = source.delta({ epsilon })
    return 'upper' in found ? found.upper : found.delta
  }
  while (most < 64 && deltaAt(most) > 1e-9) most *= 2
  const count = 16
  return { epsilons: Array.from({ length: count + 1 }, (_, i) => (most * i) / count) }
}

type Curve = ReturnType<typeof tradeOff>

async function writeCurve(path: string, curve: Curve, which: Options['plot']): Promise<void> {
  const { plotProfile, plotTradeOff } = await import('@dither/plot')
  const svg =
    which === 'trade-off' ? await plotTradeOff(curve.points()) : await plotProfile(curve.profile)
  try {
    await writeFile(path, svg)
  } catch (error) {
    throw usageError(`${path} cannot be written (${reasonOf(error)})`, 'Choose another place')
  }
}

function curveText(curve: Curve, which: Options['plot'], width: number): string {
  const rows =
    which === 'trade-off'
      ? [
          ['says "was in the data" wrongly', 'misses at least'],
          ...[0.001, 0.01, 0.05, 0.1, 0.25, 0.5].map((rate) => [
            String(rate),
            percent(curve.falseNegativeRate({ falsePositiveRate: rate })),
          ]),
        ]
      : [
          ['epsilon', 'delta at most'],
          ...curve.profile.map(({ epsilon, delta }) => [String(epsilon), upText(delta)]),
        ]
  return `${fittingTable(rows, 'rr', width).join('\n')}\n`
}

function percent(share: number): string {
  return `${Math.floor(share * 1000) / 10} %`
}

function data(
  event: Event,
  question: Question,
  accounts: readonly Account[],
  calibrated: Calibrated | undefined,
  curve: Curve | undefined,
): unknown {
  const least = leastOf(accounts)
  const asked = 'epsilon' in question ? 'delta' : 'epsilon'
  return {
    ...question,
    ...(calibrated === undefined ? {} : { noiseMultiplier: calibrated.noiseMultiplier }),
    accountants: Object.fromEntries(accounts.map(({ name, ...rest }) => [name, rest])),
    ...(least?.upper === undefined
      ? {}
      : { claim: { ...question, [asked]: least.upper, accountant: least.name } }),
    event,
    ...(curve === undefined
      ? {}
      : { profile: curve.profile, tradeOff: curve.points({ count: 51 }) }),
  }
}
