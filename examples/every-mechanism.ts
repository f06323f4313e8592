/** Every mechanism, made with complete options, by what it is needed for. docs/mechanisms.md has the tables. */
import {
  discreteGaussian,
  discreteLaplace,
  exponential,
  gaussian,
  jointGaussian,
  jointLaplace,
  laplace,
  permuteAndFlip,
} from '@dither/core'
import {
  bestNoise,
  binomialInterval,
  binomialTest,
  boundedLaplace,
  boundedNoise,
  canonicalNoise,
  categoricalExponential,
  cauchyNoise,
  firstAbove,
  foldedLaplace,
  hadamardBit,
  hadamardResponse,
  hierarchicalExponential,
  iterativeSelection,
  localHashing,
  noisyMax,
  noisyMaxWithValue,
  noisyMin,
  optimalSelection,
  policySelection,
  privateSelection,
  proposeTestRelease,
  randomisedBit,
  randomisedBits,
  randomisedResponse,
  sampleAndAggregate,
  setUnion,
  smoothMedian,
  snapping,
  sparseHistogram,
  sparseVector,
  squareRootCounter,
  stabilityHistogram,
  stableMedian,
  staircase,
  topK,
  treeCounter,
  truncatedGeometric,
  unaryEncoding,
  uniformNoise,
  vectorNoise,
  weightedSelection,
} from '@dither/core/mechanisms'

const neighbours = 'add-remove'
const range = { lower: 0, upper: 100 } as const

// Whole numbers and vectors of them (bigint) are noised exactly; doubles on a public grid of powers of two.
const oneNumber = [
  discreteLaplace({ epsilon: 1, sensitivity: 1 }),
  discreteGaussian({ rho: 0.5, sensitivity: 1 }), // or epsilon and delta, or standardDeviation
  laplace({ epsilon: 1, sensitivity: 1, bounds: range }),
  gaussian({ epsilon: 1, delta: 1e-6, sensitivity: 1, bounds: range }),
  snapping({ epsilon: 1, sensitivity: 1, bounds: range }),
  staircase({ epsilon: 6, sensitivity: 9 }),
  uniformNoise({ delta: 0.01, sensitivity: 1 }),
  boundedNoise({ epsilon: 1, delta: 1e-6, sensitivity: 1 }),
]

// The answer lies in the range.
const withinRange = [
  discreteLaplace({ epsilon: 1, sensitivity: 1, ...range }), // noised, then clamped
  foldedLaplace({ epsilon: 1, sensitivity: 1, ...range }),
  boundedLaplace({ epsilon: 1, sensitivity: 1, ...range }),
  truncatedGeometric({ epsilon: 1, ...range }),
]

// Twenty counts. How far neighbours differ is told in a norm, or in several.
const dimension = 20
const vector = [
  vectorNoise({ norm: 'linf', sensitivity: 1, epsilon: 1, dimension }),
  discreteGaussian({ rho: 0.5, sensitivitySquared: 20, dimension }),
  bestNoise({ budget: { epsilon: 1, delta: 1e-6 }, sensitivity: { lInfinity: 1 }, dimension }),
  jointLaplace({ scales: [40, 800] }), // two vectors, noised apart and priced together
  jointGaussian({ variances: [400, 160_000] }),
]

// Scores that move by at most 1, all of them the same way.
const change = { sensitivity: 1, monotone: true } as const
const choice = [
  permuteAndFlip({ epsilon: 1, ...change }),
  exponential({ epsilon: 1, ...change }),
  noisyMax({ epsilon: 1, ...change }),
  noisyMin({ epsilon: 1, ...change }),
  noisyMaxWithValue({ epsilon: 1, valueShare: 0.5, ...change }),
  topK({ first: 3, rho: 0.02, ...change }), // or epsilon
  privateSelection({ runs: 100, epsilon: 1.5 }), // the best of some 100 private runs
  firstAbove({ runs: 100, epsilon: 1, threshold: 50n }), // the first that is good enough
]

// Keys that nobody lists. A person has up to 4 keys (maxKeys where sets are given, maxGroups where counts are).
const reach = { maxGroups: 4, neighbours } as const
const keys = [
  optimalSelection({ ...reach, epsilon: 1, delta: 1e-6, preThreshold: 20 }),
  stabilityHistogram({ ...reach, noise: 'gaussian', epsilon: 1, delta: 1e-6 }), // or 'laplace'
  sparseHistogram({ ...reach, epsilon: 2, most: 2000n, total: 20_000n }),
  setUnion({ maxKeys: 4, epsilon: 1, delta: 1e-6, method: 'policy' }),
  weightedSelection({ maxKeys: 4, epsilon: 1, delta: 1e-6 }),
  iterativeSelection({ maxKeys: 4, epsilon: 1, delta: 1e-6, rounds: 2 }),
  policySelection({ maxKeys: 4, epsilon: 1, delta: 1e-6 }),
]

const stream = [
  sparseVector({ epsilon: 1, sensitivity: 1, monotone: true, most: 3, valueShare: 0.5 }),
  squareRootCounter({ steps: 365, rho: 0.05, sensitivity: 1, maxSteps: 1 }),
  treeCounter({ steps: 365, epsilon: 1, sensitivity: 1, maxSteps: 1 }),
]

// Nobody is trusted: each person draws.
const towns = {
  categories: ['Oslo', 'Bergen'],
  distances: [
    [0, 2],
    [2, 0],
  ],
}
const local = [
  randomisedBit({ epsilon: 1 }),
  randomisedBits({ length: 16, ones: 2, epsilon: 4 }),
  randomisedResponse({ categories: 4, epsilon: 2 }),
  unaryEncoding({ categories: 1000, epsilon: 2, form: 'optimised' }),
  localHashing({ categories: 1000, epsilon: 2 }),
  hadamardResponse({ categories: 1000, epsilon: 2 }),
  hadamardBit({ categories: 1000, epsilon: 2 }),
  hierarchicalExponential({ hierarchy: [['Oslo', 'Bergen'], ['Rome']], epsilon: 2 }),
  categoricalExponential({ ...towns, epsilon: 2 }),
]

const proportion = canonicalNoise({ epsilon: 0.5, delta: 1e-6, sensitivity: 1 })
const released = { noise: proportion, released: proportion.invoke(412n), size: 1000 }
const test = binomialTest({ ...released, theta0: '1/3', alternative: 'greater' })
const share = binomialInterval({ ...released, confidence: 0.95 })

// Noise that follows the data. A person's value may be another: their number is public.
const replaced = { neighbours: 'change-one' } as const
const query = stableMedian({ ...range, bound: 5n, ...replaced })
const data = [
  smoothMedian({ ...range, epsilon: 1, ...replaced }),
  cauchyNoise({ epsilon: 1 }), // for a smooth bound of your own
  proposeTestRelease({ ...range, query, epsilon: 1, delta: 1e-6 }),
  sampleAndAggregate({ ...range, blocks: 200, epsilon: 1, aggregate: 'median', ...replaced }),
]

const groups = { oneNumber, withinRange, vector, choice, keys, stream, local, data }
for (const [need, mechanisms] of Object.entries(groups))
  console.log(`${need}: ${mechanisms.length} ways`)
console.log(`more than a third: p-value ${test.pValue.toExponential(1)}`)
console.log(`share: ${share.lower.toFixed(2)} to ${share.upper.toFixed(2)}`)
