/** The bulk kernels in WebAssembly, where the platform has it and lets us. */
import { lowHalf } from '../bulk/write-integers.ts'
import type { Strips } from '../strips/strips.ts'
import type { NoiseTable } from '../table/table.ts'
import { kernelCode } from './kernel-code.ts'

/** What noise.as exports. */
interface KernelExports extends WebAssembly.Exports {
  readonly memory: WebAssembly.Memory
  readonly prepare: (
    slots: number,
    shift: number,
    count: number,
    reach: number,
    ...strips: number[]
  ) => void
  readonly table: (length: number, kind: number) => number
  readonly strips: (length: number, capacity: number, kind: number) => number
}

/** The compiled kernels and their memory; a function of no secret but while a fill runs. */
export interface Kernel {
  readonly code: KernelExports
  /** Where the words go that the next run may use. */
  readonly words: Uint32Array
  readonly thresholds: Uint32Array
  readonly acceptBelow: Uint32Array
  /** The same memory three times: where a run writes its noise. */
  readonly integers: Int32Array
  readonly doubles: Float64Array
  readonly bigints: BigInt64Array
  /** Words and noise, in bytes: zero between fills. */
  readonly secret: Uint8Array
  /** What `thresholds`, `acceptBelow` and the guide belong to. */
  holds: NoiseTable | Strips | undefined
  busy: boolean
}

/** Words in a run, and draws at most. */
const run = 2048

let shared: Kernel | undefined
let refused = false

/** The kernel of this process or worker, or undefined where there is none. */
export function sharedKernel(): Kernel | undefined {
  // A start-up snapshot is made without WebAssembly, and may run with it.
  if (shared !== undefined || refused || !('WebAssembly' in globalThis)) return shared
  shared = startKernel()
  refused = shared === undefined
  return shared
}

/**
 * Compiles the kernel. Undefined where that is refused: without WebAssembly or its SIMD, under a content
 * security policy that does not name `wasm-unsafe-eval`, on a big-endian machine.
 */
export function startKernel(): Kernel | undefined {
  if (lowHalf !== 0) return undefined // WebAssembly's memory is little-endian, an array's the machine's
  try {
    const bytes = kernelCode.match(/../g) ?? []
    const module = new WebAssembly.Module(
      Uint8Array.from(bytes, (pair) => Number.parseInt(pair, 16)),
    )
    const { exports } = new WebAssembly.Instance(module)
    return hasKernel(exports) ? withViews(exports) : undefined
  } catch {
    return undefined
  }
}

function hasKernel(exports: WebAssembly.Exports): exports is KernelExports {
  return (
    exports['memory'] instanceof WebAssembly.Memory &&
    ['prepare', 'table', 'strips'].every((name) => typeof exports[name] === 'function')
  )
}

/** The places of noise.as. */
function withViews(code: KernelExports): Kernel {
  const { buffer } = code.memory // its size is fixed, so the views stay
  return {
    code,
    words: new Uint32Array(buffer, 0, run),
    integers: new Int32Array(buffer, 8192, run),
    doubles: new Float64Array(buffer, 8192, run),
    bigints: new BigInt64Array(buffer, 8192, run),
    secret: new Uint8Array(buffer, 0, 24_576),
    thresholds: new Uint32Array(buffer, 24_576, 8200),
    acceptBelow: new Uint32Array(buffer, 57_600, 4096),
    holds: undefined,
    busy: false,
  }
}
