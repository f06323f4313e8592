/** The document in which pictures are drawn: the page's own; else, in Node and in workers, one of linkedom. */

import type { PlotOptions as ObservableOptions } from '@observablehq/plot'

/** A DOM document. */
export type PlotDocument = NonNullable<ObservableOptions['document']>

/** Loads linkedom only where there is no document: a page that has one never fetches it. */
export async function findDocument(given?: object): Promise<PlotDocument> {
  if (given !== undefined) {
    if (isDocument(given)) return given
    throw new RangeError('document is not a DOM document; leave it out, or give that of the page')
  }
  const own: unknown = Reflect.get(globalThis, 'document')
  if (isDocument(own)) return own
  const { parseHTML } = await import('linkedom/worker')
  return parseHTML('<!doctype html><html><body></body></html>').document
}

function isDocument(value: unknown): value is PlotDocument {
  return (
    typeof value === 'object' &&
    value !== null &&
    'documentElement' in value &&
    'createElementNS' in value
  )
}
