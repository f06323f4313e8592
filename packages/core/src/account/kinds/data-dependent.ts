/** Noise that follows the data: by a smooth bound, or where a test is passed. */
import { rational } from '@dither/math'
import { testedLoss } from '../../mechanism/propose-test-release/tested-loss.ts'
import {
  type ProposeTestReleaseEvent,
  readProposeTestRelease,
} from '../../space/events/propose-test-release.ts'
import {
  readSmoothSensitivity,
  type SmoothSensitivityEvent,
} from '../../space/events/smooth-sensitivity.ts'
import type { EventKind } from '../event-kind.ts'
import { pure, withDelta } from './pure.ts'

/** Cauchy noise. */
export const smoothSensitivityKind: EventKind<SmoothSensitivityEvent> = {
  read: readSmoothSensitivity,
  price: ({ epsilon }, { measure }) => pure(rational(epsilon), measure),
}

/** A test with a delta: there is no price without one. */
export const proposeTestReleaseKind: EventKind<ProposeTestReleaseEvent> = {
  read: readProposeTestRelease,
  price(event, { measure }) {
    if (measure !== 'approximate') throw withDelta(event)
    return testedLoss(event)
  },
}
