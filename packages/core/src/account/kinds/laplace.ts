import { add, divide, maximum, rational } from '@dither/math'
import {
  type DiscreteLaplaceEvent,
  readDiscreteLaplace,
} from '../../space/events/discrete-laplace.ts'
import { type JointLaplaceEvent, readJointLaplace } from '../../space/events/joint-laplace.ts'
import type { EventKind } from '../event-kind.ts'
import { pure } from './pure.ts'

const nothing = rational(0)

/** One vector with discrete Laplace noise. */
export const discreteLaplaceKind: EventKind<DiscreteLaplaceEvent> = {
  read: readDiscreteLaplace,
  price: ({ sensitivity, scale }, { measure }) =>
    pure(divide(rational(sensitivity), rational(scale)), measure),
}

/** Several vectors with discrete Laplace noise. */
export const jointLaplaceKind: EventKind<JointLaplaceEvent> = {
  read: readJointLaplace,
  price: (event, { measure }) => pure(jointLaplaceEpsilon(event), measure),
}

/** The largest over the cases of the sum of size / scale; 0 / 0 is 0. */
function jointLaplaceEpsilon({ worstCases, scales }: JointLaplaceEvent) {
  const costs = worstCases.map((sizes) =>
    sizes
      .map((size, j) => (size === '0' ? nothing : divide(rational(size), rational(scales[j] ?? 0))))
      .reduce(add, nothing),
  )
  return maximum(nothing, ...costs)
}
