/** Holds a sampler against the law that it claims. */
import { type IntegerLaw, tabulate } from './integer-law.ts'
import { type JointDraw, judge, type LawReport } from './judge.ts'

export type Draw = () => number | bigint

export interface LawOptions<D> {
  /** Draws; 400,000 show a scale that is 2 % off. */
  readonly n?: number
  /** The chance that a right sampler is refused, over all tests together; 1e-9 unless said. */
  readonly alpha?: number
  /** Broken twins: each must be refused, or the test has no teeth and fails. */
  readonly mutants?: Readonly<Record<string, D>>
}

const defaults = { n: 400_000, alpha: 1e-9, mutants: {} }

/**
 * Fails unless `draw` yields independent draws of `law`, as far as n draws can tell.
 *
 * Tests, each at alpha over their number: chi-square over bins with both tails; the mean surprise
 * against the entropy; every single value's count; signs; each bit given the others, by neighbouring probabilities; dependence of
 * successive draws.
 *
 * @throws Error that names the failed tests, or the twins that passed
 */
export function expectLaw(draw: Draw, law: IntegerLaw, options: LawOptions<Draw> = {}): LawReport {
  const table = tabulate(law)
  const { mutants = {} } = options
  const asJoint = (one: Draw): JointDraw => {
    const cells: (number | bigint)[] = [0]
    return () => {
      cells[0] = one()
      return cells
    }
  }
  const joint = Object.fromEntries(
    Object.entries(mutants).map(([name, mutant]) => [name, asJoint(mutant)]),
  )
  return judge('expectLaw', asJoint(draw), [table], { ...defaults, ...options, mutants: joint })
}

/**
 * Fails unless `draw` yields one independent draw of each law: every cell passes `expectLaw`'s tests,
 * and every two cells, of one draw or of successive draws, are independent. Catches shared noise.
 *
 * @throws Error that names the failed tests, or the twins that passed
 */
export function expectJointLaw(
  draw: JointDraw,
  laws: readonly IntegerLaw[],
  options: LawOptions<JointDraw> = {},
): LawReport {
  return judge('expectJointLaw', draw, laws.map(tabulate), { ...defaults, ...options })
}
