import { DitherError } from '../../error.ts'

/** Points of a grid of losses, at most. */
const mostPoints = 2 ** 23

/** @throws DitherError "unsupported" if there would be more points */
export function checkPoints(points: number): void {
  if (points <= mostPoints) return
  throw new DitherError('unsupported', 'the grid of losses would have too many points', {
    parameter: 'step',
    wayOut: 'Take a larger step, or compose fewer events',
  })
}

/** Losses of which doubles cannot tell what one law has. */
export function tooLarge(): DitherError {
  return new DitherError('unsupported', 'the losses are too large for a grid of doubles', {
    parameter: 'event',
    rule: 'S21',
    wayOut: 'Take more noise, or account by rdp() or zCDP',
  })
}
