/** One count, six kinds of noise: what each costs, and how far it may be off. */
import { discreteLaplace } from '@dither/core'
import {
  boundedLaplace,
  foldedLaplace,
  staircase,
  truncatedGeometric,
  uniformNoise,
} from '@dither/core/mechanisms'

// How many of 40 people were in the room. One person changes the count by 1, and may bring up to 8 guests.
const [count, confidence] = [17n, 0.95]
const room = { lower: 0, upper: 40 }
const show = (name: string, answer: bigint, accuracy: number, cost: string) =>
  console.log(`${name.padEnd(20)} ${`${answer}`.padStart(3)} ± ${accuracy}, ${cost}`)

const within = [
  discreteLaplace({ epsilon: 1, sensitivity: 1, ...room }), // clamped to the room
  foldedLaplace({ epsilon: 1, sensitivity: 1, ...room }),
  boundedLaplace({ epsilon: 1, sensitivity: 1, ...room }),
  truncatedGeometric({ epsilon: 1, ...room }),
]
for (const noise of within)
  show(
    noise.kind,
    noise.invoke(count),
    noise.accuracy({ confidence }),
    `epsilon ${noise.loss().epsilon.toFixed(6)}`,
  )

// With guests: at a large epsilon, stairs beat Laplace noise by far.
for (const noise of [
  discreteLaplace({ epsilon: 6, sensitivity: 9 }),
  staircase({ epsilon: 6, sensitivity: 9 }),
])
  console.log(
    `${noise.kind.padEnd(20)} variance ${noise.variance.toFixed(2)} at epsilon ${noise.loss().epsilon}`,
  )

// A delta alone: one answer in 101 tells who was there.
const flat = uniformNoise({ delta: 0.01, sensitivity: 1 })
show(
  flat.kind,
  flat.invoke(count),
  flat.accuracy({ confidence }),
  `epsilon 0, delta ${flat.loss().delta.toFixed(6)}`,
)
