import { checkSchema } from './define-schema.ts'
import { wrong } from './fields.ts'
import type { Schema } from './schema.ts'
import { readYaml } from './yaml.ts'

/**
 * Reads a schema from YAML 1.2 (or JSON, which is YAML): the fields of `defineSchema`, and `version: 1`.
 *
 * The name of the dataset and the categories are texts as written: `no`, `1.0` and `007` stay so.
 *
 * @throws DitherError "invalid_schema" naming path, value, rule and way out; "unsupported" for a newer version
 */
export function readSchema(yaml: string): Schema {
  const value = readYaml(yaml, isText)
  if (value === null)
    throw wrong('schema', undefined, 'must hold version, dataset, privacyUnit and columns')
  if (typeof value === 'object' && !Array.isArray(value) && !('version' in value))
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
