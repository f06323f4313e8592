/** The same questions to Dither and to every peer that `npm run bench:peers` installed, 1 M rows. */
import { compare } from './peers/compare.ts'
import { pythonOf } from './peers/environment.ts'
import { peers } from './peers/peer.ts'
import type { Report } from './report.ts'

export function bench(): Promise<Report> {
  const installed = peers.filter((peer) => pythonOf(peer) !== undefined)
  return compare(installed, { rows: 1_000_000, rounds: 3, limit: 120 }, console.error)
}
