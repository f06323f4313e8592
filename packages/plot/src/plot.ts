/** Released values as a picture. */

import { type ChosenKeys, lossText, type Released, type ReleaseFacts } from '@dither/query'
import { drawPictures } from './draw-pictures.ts'
import { type Cost, checkConfidence, type Sureness } from './drawable.ts'
import type { Drawing } from './drawing.ts'
import { findDocument } from './find-document.ts'
import { type Block, framed, headingBlock, margin } from './frame.ts'
import { hiddenKeysText } from './hidden-keys.ts'
import { percent } from './marks.ts'
import { partText } from './part-text.ts'
import { marksOf, type Picture, picturesOf } from './picture.ts'

/** How a picture is drawn, and what it is called; all have sensible defaults. */
export interface PlotOptions {
  /** What the picture shows, in a few words. */
  readonly title?: string
  /** A line under the title: the people, the source. */
  readonly subtitle?: string
  /** What the values are, along their axis: "workers". */
  readonly valueLabel?: string
  /** What the bins or points are, along theirs: "wage, dollars an hour". */
  readonly binLabel?: string
  /** Of the error bars; 0.95 unless said. */
  readonly confidence?: number
  /** Whether the confidence is for all values of an answer at once; true unless said. */
  readonly simultaneous?: boolean
  /** Pixels; 480 unless said, at least 280. It shrinks to fit a narrower page. */
  readonly width?: number
  /** The DOM document to draw in: the page's, or one of linkedom, unless said. */
  readonly document?: object
}

/** What can be drawn: an answer, or a release of one or several. */
export type Drawable = Released | Pick<ReleaseFacts, 'answers' | 'loss'>

/**
 * Draws released values as a self-contained SVG document, with bars that say how far the noise may have
 * moved each of them.
 *
 * The bars are the intervals of the answers: they cover the added noise alone, at the confidence that the
 * caption names (for all values of an answer at once, by the union bound, unless `simultaneous` is
 * false). Negative values of noisy counts are drawn as they are. Looks at nothing private.
 *
 * The same released values give the same text. Nothing in it fetches or runs anything, and names
 * from the data's schema are escaped.
 *
 * @throws RangeError if confidence is not between 0 and 1, or document is none
 */
export async function plot(released: Drawable, options: PlotOptions = {}): Promise<string> {
  const { confidence = 0.95, simultaneous = true } = options
  const sure = { confidence: checkConfidence(confidence), simultaneous }
  const sections = sectionsOf(released, sure)
  const loss = released.loss
  const [observable, document] = await Promise.all([
    import('@observablehq/plot'),
    findDocument(options.document),
  ])
  const width = Math.max(280, Math.round(options.width ?? 480))
  const blocks = sections.flatMap((section) =>
    sectionBlocks(section, sections.length > 1, {
      observable,
      document,
      width: width - 2 * margin,
      ...(options.valueLabel === undefined ? {} : { valueLabel: options.valueLabel }),
      ...(options.binLabel === undefined ? {} : { binLabel: options.binLabel }),
    }),
  )
  const title = options.title ?? (sections.length > 1 ? 'Private answers' : 'A private answer')
  const frame = {
    title,
    ...(options.subtitle === undefined ? {} : { subtitle: options.subtitle }),
    width,
    description: describe(sections, confidence),
    caption: caption(sections, loss, sure),
  }
  return framed(frame, blocks)
}

/** One answer. */
interface Section {
  readonly name: string
  /** Without the choice of its keys. */
  readonly loss: Cost
  readonly keys?: ChosenKeys
  readonly pictures: readonly Picture[]
  /** Whether it was chosen among candidates, so that its rank is what the noise moves. */
  readonly ranked: boolean
}

function sectionsOf(released: Drawable, sure: Sureness): Section[] {
  const answers =
    'answers' in released ? Object.entries(released.answers) : [['', released] as const]
  return answers.map(([name, answer]) => {
    const keys = answer.kind === 'table' ? answer.chosenKeys : undefined
    return {
      name,
      loss: keys?.ownLoss ?? answer.loss,
      ...(keys === undefined ? {} : { keys }),
      pictures: picturesOf(answer, sure),
      ranked: isRanked(answer),
    }
  })
}

function isRanked(answer: Released): boolean {
  if (answer.kind === 'scalar') return answer.rankAccuracy !== undefined
  return answer.kind === 'table' && answer.rows.some((row) => isRanked(row.answer))
}

function sectionBlocks(section: Section, named: boolean, drawing: Drawing): Block[] {
  const heading = named
    ? [
        headingBlock(
          section.name,
          isFree(section.loss) ? 'public' : partText(section.loss),
          drawing.width,
        ),
      ]
    : []
  const none = section.pictures.length === 0 ? [headingBlock('', noKey, drawing.width)] : []
  return [...heading, ...none, ...drawPictures(section.pictures, drawing)]
}

const noKey = 'no key that enough people have'

function isFree(loss: Cost): boolean {
  switch (loss.kind) {
    case 'pure':
      return loss.epsilon === 0
    case 'approximate':
      return loss.epsilon === 0 && loss.delta === 0
    case 'zcdp':
      return loss.rho === 0
    default:
      return loss satisfies never
  }
}

function caption(sections: readonly Section[], loss: Cost, sure: Sureness): string {
  if (isFree(loss)) return 'Public: no noise, no privacy cost.'
  const pictures = sections.flatMap((section) => section.pictures)
  const several = sections.some((section) => section.pictures.flatMap(marksOf).length > 1)
  const whose = !several
    ? ''
    : sure.simultaneous
      ? ', for all values of an answer at once'
      : ', for each value alone'
  return [
    `Privacy cost: ${lossText(loss)}.`,
    ...keysLines(sections),
    ...(pictures.every(({ kind }) => kind === 'list')
      ? []
      : [
          `Error bars and ±: ${percent(sure.confidence)} intervals${whose}; they cover the added noise only, not sampling or bounds.`,
        ]),
    ...(sections.some(({ ranked }) => ranked)
      ? ["A quantile's noise moves its rank; its bar spans all candidates."]
      : []),
  ].join(' ')
}

/** What groups by private keys do not show, and what choosing them cost. */
function keysLines(sections: readonly Section[]): string[] {
  const lines = sections.flatMap(({ keys }) =>
    keys === undefined
      ? []
      : [`Of it the choice of keys ${partText(keys.loss)}, once. Hidden: ${hiddenKeysText(keys)}.`],
  )
  return [...new Set(lines)]
}

/** How many values a description reads out. */
const read = 40

function describe(sections: readonly Section[], confidence: number): string {
  const texts = sections.flatMap(({ name, pictures }) =>
    pictures.flatMap((picture) =>
      marksOf(picture).map((mark) => {
        const words = [name, picture.heading ?? '', mark.label].filter((word) => word !== '')
        return words.length === 0 ? mark.figure : `${words.join(', ')}: ${mark.figure}`
      }),
    ),
  )
  const shown = texts.length === 0 ? noKey.replace('no', 'No') : texts.slice(0, read).join('; ')
  const more = texts.length > read ? `; and ${texts.length - read} more` : ''
  return `Released values with added noise, ± half their ${percent(confidence)} interval. ${shown}${more}.`
}
