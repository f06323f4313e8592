/** Questions as transformations and measurements of core's calculus: `@dither/query/calculus`. Apart, since a release needs neither. */

export { measurementOf, transformationOf } from './release/measurement-of.ts'
