/** Every conformance case. */
import { boundingExamples } from './bounding-examples.ts'
import type { Example } from './example.ts'
import { examples } from './examples.ts'

export const allExamples: readonly Example[] = [...examples, ...boundingExamples]
