import { readFileSync } from 'node:fs'
import { readSchema, writeSchema } from '@dither/query/yaml'
import { expect, test } from 'vitest'
import { censusSchema, censusVisitsSchema, cpsSchema } from './index.ts'

test.each([
  ['cps-1985.yaml', cpsSchema()],
  ['census.yaml', censusSchema()],
  ['census-visits.yaml', censusVisitsSchema()],
])('%s is the schema that the code makes', (file, schema) => {
  const text = readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')
  expect(text).toBe(writeSchema(schema))
  expect(readSchema(text)).toEqual(schema)
})
