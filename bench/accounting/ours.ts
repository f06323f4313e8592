/** Dither's answers to the questions of account.py: `node ours.mjs pld|estimate|rdp`. */
import { createInterface } from 'node:readline'
import { events, pld, rdp } from '@dither/core/account'

interface Asked {
  readonly sigma: number
  readonly rate: number
  readonly steps: number
  readonly delta: number
}

const way = process.argv[2]

function price({ sigma, rate, steps, delta }: Asked): readonly number[] {
  const noise = events.gaussian({ noiseMultiplier: sigma, neighbours: 'add-remove' })
  const step = events.poissonSampled({ rate, event: noise })
  if (way === 'rdp') return [rdp().compose(step, steps).epsilon({ delta }).epsilon]
  const all = pld().compose(step, steps)
  if (way === 'estimate') return [all.estimate({ delta })]
  const { lower, estimate, upper } = all.epsilon({ delta })
  return [upper, lower, estimate]
}

const say = (message: object): boolean => process.stdout.write(`${JSON.stringify(message)}\n`)
say({ versions: { dither: 'this commit' } })
for await (const line of createInterface({ input: process.stdin })) {
  const asked: Asked = JSON.parse(line)
  const before = process.cpuUsage()
  try {
    const values = price(asked)
    const { user, system } = process.cpuUsage(before)
    say({ seconds: (user + system) / 1e6, values })
  } catch (error) {
    say({ failed: String(error) })
  }
}
