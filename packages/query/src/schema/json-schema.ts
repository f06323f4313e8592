/** The schema format as a JSON Schema, for completion in editors; `readSchema` checks far more. */
import { schemaVersion } from './define-schema.ts'
import { temporals } from './temporal.ts'

const bounds = {
  lower: { type: 'number', description: 'Values below become this. With upper, or neither.' },
  upper: { type: 'number', description: 'Values above become this. With lower, or neither.' },
  nullable: {
    type: 'boolean',
    description: 'Whether NULL is kept. False unless said, or unless nothing can stand for NULL.',
  },
  origin: {
    type: 'number',
    description: 'The public centre, best near the mean; the midpoint unless said.',
  },
  impute: { type: 'number', description: 'Stands for NULL; the midpoint unless said.' },
}
const integers = Object.fromEntries(
  Object.entries(bounds).map(([name, bound]) => [
    name,
    bound.type === 'number' ? { ...bound, type: 'integer' } : bound,
  ]),
)
const moments = Object.fromEntries(
  Object.entries(bounds).map(([name, bound]) => [
    name,
    bound.type === 'number'
      ? { ...bound, type: 'string', description: `${bound.description} ISO 8601.` }
      : bound,
  ]),
)
const together = { lower: ['upper'], upper: ['lower'], origin: ['lower'] }
const nullable = { type: 'boolean', description: 'Whether NULL is kept; false unless said.' }
const atLeastOne = { type: 'integer', minimum: 1 }
const publicSize = object({ public: atLeastOne }, ['public'])

/** The JSON Schema of a schema file: draft 2020-12, as data. */
export function schemaJsonSchema(): Readonly<Record<string, unknown>> {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Dither schema',
    description: 'What is public about a table.',
    ...object(
      {
        version: { const: schemaVersion, description: 'The version of this format.' },
        dataset: {
          type: 'string',
          pattern: '^[A-Za-z0-9]([A-Za-z0-9._-]{0,98}[A-Za-z0-9])?$',
          description: 'Names the lineage of the budget, the same for every version of the data.',
        },
        privacyUnit: {
          description: 'Whose presence is protected.',
          oneOf: [
            { const: 'row', description: 'One row.' },
            { ...object({ rows: atLeastOne }, ['rows']), description: 'Any k rows.' },
            {
              ...object(
                {
                  column: {
                    type: 'string',
                    description:
                      'The column that holds the id, of type text or integer. Ids are taken exactly: texts letter for letter, whole numbers of any size (64 bits and more). Rows without one are dropped; fractions, floating-point numbers from 2^53 on and texts with lost characters are no ids.',
                  },
                  maxRows: { ...atLeastOne, description: 'The most rows of one id in a group.' },
                  maxGroups: { ...atLeastOne, description: 'The most groups of one id.' },
                  maxRowsTotal: {
                    ...atLeastOne,
                    description: 'The most rows of one id in all groups together.',
                  },
                },
                ['column', 'maxRows', 'maxGroups'],
              ),
              description: 'All rows with one id.',
            },
          ],
        },
        rows: { ...publicSize, description: 'A public number of rows; makes it change-one.' },
        units: { ...publicSize, description: 'A public number of ids; makes it change-one.' },
        columns: {
          type: 'object',
          minProperties: 1,
          additionalProperties: {
            oneOf: [
              { ...column('number', bounds), dependentRequired: together },
              { ...column('integer', integers), dependentRequired: together },
              ...temporals.map((type) => ({
                ...column(type, moments),
                dependentRequired: together,
              })),
              column(
                'category',
                {
                  categories: {
                    type: 'array',
                    minItems: 1,
                    uniqueItems: true,
                    items: { type: ['string', 'number', 'boolean'] },
                    description: 'The public list; anything else is NULL.',
                  },
                  nullable,
                  impute: {
                    type: ['string', 'number', 'boolean'],
                    description: 'Stands for NULL; the first category unless said.',
                  },
                },
                ['categories'],
              ),
              column('boolean', {
                nullable,
                impute: { type: 'boolean', description: 'Stands for NULL; false unless said.' },
              }),
              column('text', { nullable: { const: true } }),
            ],
          },
        },
      },
      ['version', 'dataset', 'privacyUnit', 'columns'],
    ),
  }
}

type Part = Readonly<Record<string, unknown>>

function object(properties: Part, required: readonly string[]): Part {
  return { type: 'object', properties, required, additionalProperties: false }
}

function column(type: string, properties: Part, required: readonly string[] = []): Part {
  return object({ type: { const: type }, ...properties }, ['type', ...required])
}
