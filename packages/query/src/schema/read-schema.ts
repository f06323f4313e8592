import { DitherError } from '@dither/core'
import { checkSchema } from './define-schema.ts'
import { wrong } from './fields.ts'
import type { Schema } from './schema.ts'
import { readYaml } from './yaml.ts'

/**
 * Reads a schema from YAML 1.2 (or JSON, which is YAML): the fields of `defineSchema`, and `version: 1`.
 *
 * The name of the dataset and the categories are texts as written: `no`, `1.0` and `007` stay so.
 *
 * A text that is no schema is not quoted in errors: it may be the data.
 *
 * @throws DitherError "invalid_schema" naming path, value, rule and way out, or line and column where the
 *   text is not YAML; "unsupported" for a newer version
 * @see defineSchema, for an object
 */
export function readSchema(yaml: string): Schema {
  const given: unknown = yaml
  if (typeof given !== 'string')
    throw new DitherError('invalid_schema', 'readSchema takes YAML text', {
      parameter: 'yaml',
      wayOut: 'For an object use defineSchema',
    })
  const value = readYaml(yaml, isText)
  if (value === null)
    throw wrong('schema', undefined, 'must hold version, dataset, privacyUnit and columns')
  if (typeof value !== 'object' || Array.isArray(value))
    throw new DitherError('invalid_schema', 'the YAML is no schema, must be an object', {
      parameter: 'schema',
      wayOut: 'It holds version, dataset, privacyUnit and columns',
    })
  if (!('version' in value))
    throw wrong('version', undefined, 'must be 1', 'Add the line: version: 1')
  return checkSchema(value)
}

function isText(path: readonly string[], beside: (key: string) => unknown): boolean {
  const [top, , field] = path
  if (path.length === 1) return top === 'dataset'
  if (top === 'privacyUnit') return path[1] === 'column'
  if (top !== 'columns') return false
  if (field === 'impute') return beside('type') === 'category'
  return field === 'categories' && path.length === 4
}
