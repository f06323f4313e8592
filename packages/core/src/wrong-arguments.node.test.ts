/** Every exported function, called with a first argument of a wrong shape. */
import { spawnSync } from 'node:child_process'
import { build } from 'esbuild'
import { expect, test } from 'vitest'

/** By its public name, as its users import it. */
const core = (part = ''): string => JSON.stringify(`@dither/core${part}`)

/** Calls all of them, in a process of its own: what hangs there does not hang here. */
const program = `
import * as root from ${core()}
import * as mechanisms from ${core('/mechanisms')}
import * as account from ${core('/account')}
const raw = {}
let calls = 0
for (const [name, call] of Object.entries({ ...root, ...mechanisms, ...account })) {
  if (typeof call !== 'function' || name === 'DitherError') continue
  for (const given of [[], [{}], [1], ['x'], [null]]) {
    console.error(name, JSON.stringify(given))
    calls++
    try { call(...given) } catch (error) {
      if (!(error instanceof root.DitherError)) raw[name] = String(error)
    }
  }
}
console.log(JSON.stringify({ calls, raw }))`

/** These take what other functions made, or lists of it, and trust it: anything else is a TypeError still. */
const takesWhatWasMade = new Set(
  `staircaseProbability calibrateJointGaussian discreteLaplaceScale jointGaussian jointLaplace pld replacedSample stabilityDelta staircaseTail zcdpDelta zcdpEpsilon
addAmounts amountInWords amountOf chain chargeLine compareLosses compose composeLosses composedEvent endedMeasurement eventCurve
exponentialMeasurement gaussianMeasurement gaussianVectorMeasurement isCovered isMember isMetricOn isSubdomain isWithin
jointGaussianMeasurement jointLaplaceMeasurement jointSensitivity laplaceMeasurement laplaceVectorMeasurement largestEpsilon
lossOf measureAfter measurement memoryBudgetStore optimalComposition parallelEvent permuteAndFlipMeasurement postProcess
priceEvent privacyProfile remainingOf repeatedSelection sameNeighbours shapedMeasurement tradeOff transformation vectorChange
withoutCoveredCases`.split(/\s+/),
)

test('no function hangs, and those that take options refuse a wrong argument by a DitherError', async () => {
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: 'packages/core', loader: 'ts' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    conditions: ['@dither/source'],
    write: false,
  })
  const [bundled] = outputFiles
  const { stdout, stderr, signal } = spawnSync(process.execPath, ['--input-type=module', '-'], {
    input: bundled?.text ?? '',
    encoding: 'utf8',
    timeout: 30_000,
  })
  expect(signal, `hangs at ${stderr.trim().split('\n').at(-1)}`).toBeNull()
  const { calls, raw } = JSON.parse(stdout)
  expect(calls).toBeGreaterThan(600)
  const faults = Object.entries(raw).filter(([name]) => !takesWhatWasMade.has(name))
  expect(Object.fromEntries(faults)).toEqual({})
})
