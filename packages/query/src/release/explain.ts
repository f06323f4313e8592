/** What a plan would cost and why it is safe: read from the declared schema alone (S19). */
import { compareLosses, DitherError, type Event, type Loss } from '@dither/core'
import type { BudgetState } from '@dither/core/account'
import { formatRational, rational, toNumber } from '@dither/math'
import type { Asserted } from '../engines/engine.ts'
import { cellCount } from '../plan/cells.ts'
import { checkQuestion } from '../plan/check-question.ts'
import { usualConfidence } from '../plan/goal.ts'
import { printQuestion } from '../plan/print-question.ts'
import type { Proof } from '../proof/proof.ts'
import { vectorUnit, vectorWords } from '../proof/vector-words.ts'
import { accounting } from './accounting.ts'
import { leastLeft } from './budgets.ts'
import { type ExpectedAccuracy, expectedAccuracy } from './expected/expected-accuracy.ts'
import { explanationText } from './explanation-text.ts'
import type { OtherNoise } from './least-noise.ts'
import { lossText } from './loss-text.ts'
import type { Priced } from './price.ts'
import { type PricedKeys, pricedKeys } from './private-keys/priced-keys.ts'
import { coversOf } from './released/covers.ts'
import { rowsOf } from './released/quantile.ts'
import { errorUnit, unitOf, type ValueUnit } from './released/value-unit.ts'
import { isFree, type PricedPart, totalEvent } from './total-event.ts'

/** What a plan would cost and why it is safe. */
export interface Explanation {
  readonly questions: readonly ExplainedQuestion[]
  /** Of all questions together, as the budget counts; absent while one has no budget. */
  readonly loss?: Loss
  /** Whether a release would be refused by its budget as it is now. */
  readonly refused: boolean
  /** Why the budget would not take it, where it would not. */
  readonly refusal?: string
  /** What is left of the budget before this. */
  readonly remaining: Loss
  /** All of it as readable text. */
  toString(): string
}

/** One question of an explanation. */
export interface ExplainedQuestion {
  readonly name: string
  readonly dataset: string
  /** The question as people read it. */
  readonly question: string
  readonly neighbours: Proof['neighbours']
  readonly cells: number
  /** `none` when the answer is public and free; absent while there is no budget. */
  readonly mechanism?: Priced['mechanism']
  readonly noise: readonly ExplainedNoise[]
  /** The noise that the budget buys too, and how many times the variance it has. */
  readonly other?: OtherNoise
  readonly event?: Event
  readonly loss?: Loss
  readonly accuracy?: ExpectedAccuracy
  /** What the accuracy is about, and which bounds and cuts it leaves out, as in the answer (S24). */
  readonly covers: string
  /** The choice of its keys, where they are private: what it costs besides, and how many units a key needs. */
  readonly keys?: PricedKeys
  /** Where it is asked of one part of a partition. */
  readonly part?: PricedPart
  /** What the owner asserts of the table, and Dither neither does nor sees; see `preAggregated`. */
  readonly asserted?: Asserted
  /** The rules that were used, and what each gave. */
  readonly steps: Proof['steps']
}

/** The noise on one vector of a question. */
export interface ExplainedNoise {
  /** In words: "the number of rows", "the sum". */
  readonly vector: string
  /** The scale of discrete Laplace noise, the variance of discrete Gaussian; exact, in lattice steps. */
  readonly exact: string
  /** The scale, or the standard deviation, in the unit of the vector. */
  readonly size: number
}

/**
 * @param prices of the questions that have a budget
 * @param budgets of the datasets that are asked
 */
export function explanation(
  proofs: ReadonlyMap<string, Proof>,
  prices: ReadonlyMap<string, Priced>,
  budgets: readonly BudgetState[],
  assertions: ReadonlyMap<string, Asserted> = new Map(),
): Explanation {
  const questions = [...proofs].map(([name, proof]) => {
    const priced = prices.get(name)
    const asserted = assertions.get(name)
    return Object.freeze({
      name,
      dataset: proof.bounded.schema.dataset,
      question: printQuestion(proof.question),
      neighbours: proof.neighbours,
      cells: cellCount(proof.bounded.axes),
      covers: coversOf(proof)(),
      noise: Object.freeze(priced === undefined ? [] : noiseOfVectors(priced)),
      steps: proof.steps,
      ...(priced === undefined ? {} : pricedFacts(priced)),
      ...keysOf(priced?.keys ?? pricedKeys(proof)),
      ...(asserted === undefined ? {} : { asserted }),
    } satisfies ExplainedQuestion)
  })
  const facts = {
    questions: Object.freeze(questions),
    remaining: leastLeft(budgets).remaining,
    ...(prices.size < proofs.size ? { refused: false } : total([...prices.values()], budgets)),
  }
  return Object.freeze({ ...facts, toString: () => explanationText(facts) })
}

function pricedFacts(
  priced: Priced,
): Pick<ExplainedQuestion, 'mechanism' | 'other' | 'event' | 'loss' | 'accuracy' | 'part'> {
  const { mechanism, other, event, loss, part, proof } = priced
  const { confidence = usualConfidence } = proof.question.goal ?? {}
  const expected = expectedAccuracy(priced, confidence)
  const unit = expected.per.startsWith('rows') ? undefined : unitOfAnswer(proof)
  const accuracy = Object.freeze({
    ...expected,
    ...(unit === undefined ? {} : { unit: errorUnit(unit) }),
  })
  return {
    mechanism,
    ...(other === undefined ? {} : { other }),
    event,
    loss,
    accuracy,
    ...(part === undefined ? {} : { part }),
  }
}

/** Their price does not wait for a budget of the question. */
function keysOf(keys: PricedKeys | undefined): Pick<ExplainedQuestion, 'keys'> {
  return keys === undefined ? {} : { keys }
}

function unitOfAnswer({ question, bounded }: Proof): ValueUnit | undefined {
  return unitOf(question.aggregate, checkQuestion(question, bounded.schema))
}

function total(
  prices: readonly Priced[],
  budgets: readonly BudgetState[],
): Pick<Explanation, 'loss' | 'refused' | 'refusal'> {
  try {
    const event = totalEvent(prices)
    const loss = accounting.priceEvent(event, { measure: leastLeft(budgets).rule })
    const short = isFree(event)
      ? undefined
      : budgets.find(
          ({ rule, remaining }) =>
            !fits(accounting.priceEvent(event, { measure: rule }), remaining),
        )
    if (short === undefined) return { loss, refused: false }
    const whose = budgets.length > 1 ? ` of dataset ${short.dataset}` : ''
    return { loss, refused: true, refusal: `only ${lossText(short.remaining)}${whose} is left` }
  } catch (error) {
    if (error instanceof DitherError) return { refused: true, refusal: error.message }
    throw error
  }
}

/** What is left is in whole units: what fits still does so when it is rounded up to them. */
function fits(loss: Loss, remaining: Loss): boolean {
  const order = compareLosses(loss, remaining)
  return order === -1 || order === 0
}

function noiseOfVectors({ proof, mechanism, noise }: Priced): ExplainedNoise[] {
  return proof.vectors.map((noised, j) => {
    const vector = vectorWords(noised)
    const exact = noise[j] ?? rational(0)
    const { selection } = proof
    if (selection !== undefined)
      return Object.freeze({
        vector,
        exact: formatRational(exact),
        size: rowsOf(selection, exact),
      })
    const unit = toNumber(vectorUnit(noised, proof.bounded))
    const steps = toNumber(exact)
    const size = unit * (mechanism === 'gaussian' ? Math.sqrt(steps) : steps)
    return Object.freeze({ vector, exact: formatRational(exact), size })
  })
}
