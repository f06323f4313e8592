/** Arrays of independent noise. */
import { compare, rational } from '@dither/math'
import { DitherError } from '../../error.ts'
import type { BitSource } from '../bits.ts'
import { wrongParameter } from '../check-parameter.ts'
import { fillByKernel } from '../kernel/fill-by-kernel.ts'
import type { NoiseLaw } from '../law/noise-law.ts'
import { fillFrom } from './fill-from.ts'
import { checkFits, type NoiseArray } from './noise-array.ts'
import { type Preparation, preparationFor, prepared } from './prepared.ts'
import { writeIntegers } from './write-integers.ts'

/** An array that noise may fill. */
export type NoiseOutput = NoiseArray | BigInt64Array

/** A table pays from about eight draws an entry. */
const drawsPerEntry = 8

/** The kernels write doubles. */
const kernelBits = 53

/** Doubles between the kernel and a BigInt64Array: 32 KiB. */
const chunk = 4096

/**
 * Fills `out` with independent draws of the law, exactly.
 *
 * Which way is taken depends on the law, the kind of array and its length alone, so a seeded source
 * always gives the same noise.
 *
 * @param draw the single draw of the same law
 * @throws DitherError "invalid_parameter" if it is another kind of array
 * @throws DitherError "unsupported" if the law is too wide for the kind of array
 */
export function fillNoise(
  out: NoiseOutput,
  law: NoiseLaw,
  draw: (bits: BitSource) => bigint,
  bits: BitSource,
): void {
  checkKind(out)
  checkRoom(out, law)
  bits.dropIfStale?.()
  const preparation = preparationFor(law)
  const few = preparation.kind === 'none' || out.length < drawsPerEntry * entries(preparation)
  if (few || !hasRoom(kernelBits, law)) {
    fillOneByOne(out, draw, bits)
    return
  }
  const built = prepared(law, preparation, bits.wordBits)
  if (fillByKernel(built, out, bits)) return
  if (!(out instanceof BigInt64Array)) {
    fillFrom(built, out, bits)
    return
  }
  const scratch = new Float64Array(Math.min(chunk, out.length))
  for (let start = 0; start < out.length; start += chunk) {
    const part = scratch.subarray(0, Math.min(chunk, out.length - start))
    fillFrom(built, part, bits)
    writeIntegers(part, out, start)
  }
  scratch.fill(0)
}

function fillOneByOne(out: NoiseOutput, draw: (bits: BitSource) => bigint, bits: BitSource): void {
  for (let i = 0; i < out.length; i++) {
    if (out instanceof BigInt64Array) out[i] = draw(bits)
    else out[i] = checkFits(draw(bits), out)
  }
}

function entries(preparation: Exclude<Preparation, { kind: 'none' }>): number {
  return preparation.kind === 'table' ? 2 * preparation.reach + 1 : preparation.reach + 1
}

/** How many bits a magnitude may have. */
function magnitudeBits(out: NoiseOutput): number {
  if (out instanceof Int32Array) return 31
  return out instanceof Float64Array ? kernelBits : 63
}

/** Any other array would take the noise modulo something, or rounded. @throws DitherError "invalid_parameter" */
function checkKind(out: NoiseOutput): void {
  if (out instanceof Int32Array || out instanceof Float64Array || out instanceof BigInt64Array)
    return
  const rule = 'must be an Int32Array, a Float64Array or a BigInt64Array'
  throw wrongParameter('out', 'another array', rule, 'Others would wrap the noise')
}

/** @throws DitherError "unsupported" if a draw might not fit `out` */
function checkRoom(out: NoiseOutput, law: NoiseLaw): void {
  const room = magnitudeBits(out)
  if (hasRoom(room, law)) return
  const parameter = law.kind === 'discreteLaplace' ? 'scale' : 'variance'
  throw new DitherError(
    'unsupported',
    `${parameter} is above ${largestParameter(room, law)}, the most that fits this kind of array`,
    { parameter, wayOut: 'Fill a Float64Array or BigInt64Array, or draw one by one.' },
  )
}

/** Whether a draw has `room` bits or fewer but for a probability of 2 e^(-256) < 2^-367. */
function hasRoom(room: number, law: NoiseLaw): boolean {
  const parameter = law.kind === 'discreteLaplace' ? law.scale : law.variance
  return compare(parameter, rational(largestParameter(room, law))) <= 0
}

/** A scale of 2^(room - 8), or a standard deviation of 2^(room - 5). */
function largestParameter(room: number, law: NoiseLaw): bigint {
  return law.kind === 'discreteLaplace' ? 1n << BigInt(room - 8) : 1n << BigInt(2 * (room - 5))
}
