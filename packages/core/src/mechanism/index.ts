/** The mechanisms that a page seldom needs: the rest of the catalogue. */

// Local privacy: randomised response

export { type CountEstimate, countEstimate } from './randomised-response/count-estimate.ts'
export {
  type BitNoise,
  type RandomisedBit,
  type RandomisedBits,
  type RandomisedBitsOptions,
  randomisedBit,
  randomisedBits,
} from './randomised-response/randomised-bits.ts'
export {
  type RandomisedResponse,
  type RandomisedResponseOptions,
  randomisedResponse,
} from './randomised-response/randomised-response.ts'

// Selection: which answers are high

export {
  type SparseVector,
  type SparseVectorAnswer,
  type SparseVectorOptions,
  type SparseVectorStream,
  type SparseVectorStreamChange,
  sparseVector,
} from './sparse-vector/sparse-vector.ts'
export type { SparseVectorScales } from './sparse-vector/sparse-vector-scales.ts'
