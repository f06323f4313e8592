/** Every conformance case. */
import { boundingExamples } from './bounding-examples.ts'
import type { Example } from './example.ts'
import { examples } from './examples.ts'
import { keyExamples } from './key-examples.ts'
import { momentExamples } from './moment-examples.ts'
import { relationExamples } from './relation-examples.ts'

export const allExamples: readonly Example[] = [
  ...examples,
  ...boundingExamples,
  ...keyExamples,
  ...momentExamples,
  ...relationExamples,
]
