import { rational } from '@dither/math'
import { expectEnumeratedLaw, scriptedBits, seededBits } from '@dither/testkit'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { BitSource } from '../bits.ts'
import { fillFrom } from '../bulk/fill-from.ts'
import type { NoiseOutput } from '../bulk/fill-noise.ts'
import { preparationFor } from '../bulk/prepared.ts'
import { fillDiscreteLaplace } from '../discrete-laplace/discrete-laplace.ts'
import { exactLaw } from '../law/exact-law.ts'
import type { NoiseLaw } from '../law/noise-law.ts'
import { buildStrips, type Strips } from '../strips/strips.ts'
import { buildTable, type NoiseTable } from '../table/table.ts'
import { fillByKernel, fillWith } from './fill-by-kernel.ts'
import { type Kernel, sharedKernel, startKernel } from './kernel.ts'

const laplace = (scale: number | bigint | string): NoiseLaw => ({
  kind: 'discreteLaplace',
  scale: rational(scale),
})
const gaussian = (variance: number | bigint | string): NoiseLaw => ({
  kind: 'discreteGaussian',
  variance: rational(variance),
})

/** A kernel of its own for each test. */
function kernelOf(): Kernel {
  const kernel = startKernel()
  if (kernel === undefined) throw new Error('no WebAssembly here')
  return kernel
}

const kernel = kernelOf()

/** What is seen of a fill: the noise, the words left, how many words JavaScript asked for. */
function watched(fill: (bits: BitSource) => void, seed: string, wordBits: number) {
  const bits = seededBits(seed, { wordBits })
  const next = bits.next.bind(bits)
  let asked = 0
  bits.next = () => {
    asked++
    return next()
  }
  fill(bits)
  return { words: [...bits.words], position: bits.position, asked }
}

interface Kind {
  readonly name: string
  readonly make: (length: number) => NoiseOutput
}
const kinds: readonly Kind[] = [
  { name: 'Int32Array', make: (length) => new Int32Array(length) },
  { name: 'Float64Array', make: (length) => new Float64Array(length) },
  { name: 'BigInt64Array', make: (length) => new BigInt64Array(length) },
]

type Calls = Pick<Kernel['code'], 'prepare' | 'table' | 'strips'>
type Filling = (out: NoiseOutput, bits: BitSource) => void

/** Whether a filling gives, word by word, what the kernels in JavaScript give; and how much was rare. */
function compareFills(
  built: NoiseTable | Strips,
  { make }: Kind,
  length: number,
  seed: string,
  filling: Filling = (out, bits) => fillWith(kernel, built, out, bits),
): { same: boolean; asked: number } {
  const { wordBits } = built.ladder
  const out = make(length)
  const here = watched((bits) => filling(out, bits), seed, wordBits)
  const plain = out instanceof Int32Array ? new Int32Array(length) : new Float64Array(length)
  const there = watched((bits) => fillFrom(built, plain, bits), seed, wordBits)
  const same =
    out.every((value, i) => Object.is(Number(value), plain[i])) &&
    here.position === there.position &&
    here.words.every((word, i) => word === there.words[i])
  return { same, asked: here.asked }
}

/** A law, and beyond which magnitude little is left of it. */
const anyLaw = fc.oneof(
  fc.integer({ min: 5, max: 300 }).map((n) => ({ ofLaw: laplace(`${n}/20`), far: (n / 20) * 10 })),
  fc
    .integer({ min: 4, max: 600 })
    .map((n) => ({ ofLaw: gaussian(`${n}/4`), far: Math.sqrt(n / 4) * 5 })),
)

/** Tables and strips of any shape: short reaches for many tails, few bits a word for many refinements. */
const anyBuilt: fc.Arbitrary<NoiseTable | Strips> = fc
  .record({
    law: anyLaw,
    part: fc.double({ min: 0.1, max: 1, noNaN: true }),
    wordBits: fc.integer({ min: 2, max: 32 }),
    offsetBits: fc.integer({ min: 0, max: 3 }),
    wordsPerDraw: fc.integer({ min: 1, max: 3 }),
  })
  .map(({ law: { ofLaw, far }, part, wordBits, offsetBits, wordsPerDraw }) => {
    const reach = Math.ceil(far * part)
    if (wordsPerDraw === 1) return buildTable(ofLaw, reach, wordBits)
    const offsetWords = wordsPerDraw === 3 && offsetBits > 0 ? 2 : 1
    const shape = { reach: reach >> offsetBits, offsetBits, offsetWords } as const
    return buildStrips(ofLaw, shape, Math.max(4, wordBits))
  })

describe('the kernel gives the noise of JavaScript, draw by draw and word by word', () => {
  test('for any law, array, length, reach, offset and width of words, refined and not', () => {
    let rare = 0
    fc.assert(
      fc.property(
        anyBuilt,
        fc.constantFrom(...kinds),
        fc.integer({ min: 0, max: 700 }),
        fc.string(),
        (built, kind, length, seed) => {
          const { same, asked } = compareFills(built, kind, length, seed)
          rare += asked
          expect(same).toBe(true)
        },
      ),
      { numRuns: 100 },
    )
    expect(rare).toBeGreaterThan(1000)
  })

  test('for the shapes that laws are prepared with, to the widest offsets', () => {
    for (const [ofLaw, smallest] of [
      [laplace('1/4'), 0],
      [laplace(1), 0],
      [laplace(290), 0],
      [gaussian(640_000), 0],
      [laplace(1000), 0],
      [gaussian(10n ** 12n), 0],
      [laplace(1n << 26n), 0],
      [laplace(1n << 27n), 1],
      [gaussian(1n << 64n), 1],
      [laplace(1n << 45n), 1],
      [gaussian(1n << 96n), 1],
    ] as const) {
      const preparation = preparationFor(ofLaw)
      if (preparation.kind === 'none') throw new RangeError('no kernel for this law')
      const built =
        preparation.kind === 'table'
          ? buildTable(ofLaw, preparation.reach, 32)
          : buildStrips(ofLaw, preparation, 32)
      for (const kind of kinds.slice(smallest))
        expect(compareFills(built, kind, 20_000, 'prepared').same).toBe(true)
    }
  })

  test('where the acceptance is decided by its first bits, or left to JavaScript', () => {
    // Blocks as wide as three scales: most offsets need more than a look at the threshold.
    for (const wordBits of [6, 9, 32])
      for (const built of [
        buildStrips(laplace(3), { reach: 5, offsetBits: 3, offsetWords: 1 }, wordBits),
        buildStrips(gaussian(20), { reach: 4, offsetBits: 3, offsetWords: 2 }, wordBits),
      ])
        for (const kind of kinds)
          expect(compareFills(built, kind, 3000, `${wordBits}`).same).toBe(true)
  })

  test('and this comparison refuses broken twins', () => {
    const table = buildTable(laplace(20), 90, 12)
    const strips = buildStrips(gaussian(9000), { reach: 60, offsetBits: 3, offsetWords: 1 }, 12)
    const wide = buildStrips(laplace(500), { reach: 200, offsetBits: 4, offsetWords: 2 }, 12)
    const withCode =
      (code: (own: Kernel['code']) => Partial<Calls>) =>
      (own: Kernel): Kernel => {
        const { memory, prepare, table: runTable, strips: runStrips } = own.code
        const calls = { prepare, table: runTable, strips: runStrips, ...code(own.code) }
        return { ...own, code: { memory, ...calls } }
      }
    /** Another parameter for `prepare`, or another place in memory before or after it. */
    const withParameter = (place: number, value: (old: number) => number) =>
      withCode(({ prepare }) => ({
        prepare: (...all) => {
          const changed = all.map((old, at) => (at === place ? value(old) : old))
          Reflect.apply(prepare, undefined, changed)
        },
      }))
    const before =
      (change: (own: Kernel) => void) =>
      (own: Kernel): Kernel =>
        withCode(({ prepare }) => ({
          prepare: (...all) => {
            change(own)
            prepare(...all)
          },
        }))(own)
    const everySlotCertain = withCode(({ prepare, memory }) => ({
      prepare: (slots, ...rest) => {
        prepare(slots, ...rest)
        const guide = new Uint16Array(memory.buffer, 74_240, slots)
        for (const [slot, entry] of guide.entries()) guide[slot] = entry | 0x8000
      },
    }))
    const shiftThreshold = before(({ thresholds }) => {
      const j = thresholds.indexOf(2 ** 12 - 1) >> 1
      thresholds[j] = (thresholds[j] ?? 0) + 1
    })

    const twins: Record<string, readonly [NoiseTable | Strips, (own: Kernel) => Kernel]> = {
      'a threshold of a table off by one': [table, shiftThreshold],
      'a threshold of strips off by one': [strips, shiftThreshold],
      'every slot of a table called certain': [table, everySlotCertain],
      'every slot of strips called certain': [strips, everySlotCertain],
      'all values one off': [table, withParameter(3, (reach) => reach + 1)],
      'every offset accepted': [strips, before(({ acceptBelow }) => acceptBelow.fill(2 ** 12))],
      'offsets a bit short': [strips, withParameter(5, (offsetBits) => offsetBits - 1)],
      'the exponent of the other law': [strips, withParameter(8, () => 1e-3)],
      'another exponent': [strips, withParameter(9, (square) => square / 5)],
      'another exponent, wide': [wide, withParameter(8, (linear) => linear / 200)],
      'another range of the acceptance': [strips, withParameter(10, (range) => range / 2)],
      'low bits from another place': [wide, withParameter(7, (lowShift) => lowShift - 1)],
      'two words a draw, not three': [wide, withParameter(4, () => 2)],
      'the words of a draw used again': [
        strips,
        withCode(({ strips: run }) => ({ strips: (...all) => run(...all) - 2 })),
      ],
    }
    for (const [name, [built, change]] of Object.entries(twins)) {
      const twin = change(kernelOf())
      const filling: Filling = (out, bits) => fillWith(twin, built, out, bits)
      for (const kind of kinds) {
        const { same } = compareFills(built, kind, 20_000, 'twins', filling)
        expect(same, `${name}, ${kind.name}`).toBe(false)
      }
    }
  })
})

describe('the law of the kernel', () => {
  test('is exact: all strings of few-bit words, with refinements and tails', () => {
    for (const [ofLaw, built, depth] of [
      [laplace(2), buildTable(laplace(2), 5, 4), 3],
      [gaussian(4), buildTable(gaussian(4), 3, 3), 3],
      [laplace(7), buildStrips(laplace(7), { offsetBits: 2, reach: 3, offsetWords: 1 }, 4), 3],
      [gaussian(40), buildStrips(gaussian(40), { offsetBits: 2, reach: 2, offsetWords: 1 }, 4), 3],
      [laplace(12), buildStrips(laplace(12), { offsetBits: 3, reach: 2, offsetWords: 2 }, 3), 4],
    ] as const) {
      const exact = exactLaw(ofLaw)
      const out = new Int32Array(1)
      const draw = (bits: BitSource): number => {
        fillWith(kernel, built, out, bits)
        return out[0] ?? 0
      }
      expectEnumeratedLaw(draw, (key) => exact(BigInt(key)), {
        wordBits: built.ladder.wordBits,
        depth,
        mutants: {
          'one taken for zero': (bits) => {
            const value = draw(bits)
            return value === 1 ? 0 : value
          },
        },
      })
    }
  })
})

describe('the memory of the kernel', () => {
  const table = buildTable(laplace(1), 3, 32)
  test('holds no words and no noise after a fill', () => {
    for (const { make } of kinds) {
      const out = make(3000)
      fillWith(kernel, table, out, seededBits('memory'))
      expect(out.some((value) => Number(value) !== 0)).toBe(true)
      expect(kernel.secret.every((byte) => byte === 0)).toBe(true)
    }
  })

  test('nor after one that failed, and the kernel serves again', () => {
    const few = scriptedBits(
      Array.from({ length: 100 }, (_, i) => (i * 40_503_003) >>> 0),
      32,
    )
    expect(() => fillWith(kernel, table, new Int32Array(101), few)).toThrow('has ended')
    expect(kernel.secret.every((byte) => byte === 0)).toBe(true)
    expect(kernel.busy).toBe(false)
  })

  test('is of a fixed size, and its places are those of the source', () => {
    expect(kernel.code.memory.buffer.byteLength).toBe(4 * 65_536)
    expect(() => kernel.code.memory.grow(1)).toThrow()
  })
})

describe('the shared kernel', () => {
  test('serves long fills, and is not touched while it serves', () => {
    expect(sharedKernel()).toBe(sharedKernel())
    const table = buildTable(laplace(3), 60, 32)
    expect(fillByKernel(table, new Int32Array(100), seededBits(1))).toBe(false)
    // A source that draws noise of its own at each refill.
    const bits = seededBits('outer')
    const inner: boolean[] = []
    const other = buildTable(gaussian(9), 20, 32)
    const refill = bits.refill.bind(bits)
    bits.refill = () => {
      inner.push(fillByKernel(other, new Int32Array(30_000), seededBits('inner')))
      fillDiscreteLaplace(new Int32Array(30_000), rational(5), seededBits('inner'))
      refill()
    }
    const out = new Int32Array(30_000)
    expect(fillByKernel(table, out, bits)).toBe(true)
    expect(new Set(inner)).toEqual(new Set([false]))
    const plain = new Int32Array(30_000)
    fillFrom(table, plain, seededBits('outer'))
    expect(out).toEqual(plain)
  })

  test('takes turns between laws', () => {
    const builts = [buildTable(laplace(3), 60, 32), buildTable(gaussian(900), 150, 32)]
    for (let turn = 0; turn < 4; turn++) {
      const built = builts[turn % 2] ?? buildTable(laplace(3), 60, 32)
      const filling: Filling = (out, bits) => {
        expect(fillByKernel(built, out, bits)).toBe(true)
      }
      for (const kind of kinds)
        expect(compareFills(built, kind, 40_000, `${turn}`, filling).same).toBe(true)
    }
  })

  test('does not take what has no place in its memory', () => {
    const large = buildTable(laplace(1), 4200, 32)
    expect(fillByKernel(large, new Int32Array(100_000), seededBits(1))).toBe(false)
  })
})

test('without WebAssembly, or where a policy refuses it, there is no kernel', () => {
  const platform = globalThis.WebAssembly
  const refusing = class {
    constructor() {
      throw new platform.CompileError('Refused to compile or instantiate WebAssembly module')
    }
  }
  try {
    for (const value of [undefined, { ...platform, Module: refusing }]) {
      Reflect.set(globalThis, 'WebAssembly', value)
      expect(startKernel()).toBeUndefined()
    }
  } finally {
    Reflect.set(globalThis, 'WebAssembly', platform)
  }
  expect(startKernel()).toBeDefined()
})
