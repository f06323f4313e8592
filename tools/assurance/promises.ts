/** What the types of a package's public functions promise: events, and measures of loss. */
import { resolve } from 'node:path'
import ts from 'typescript'

/** A function that is exported by an index. */
export interface PublicFunction {
  readonly name: string
  /** Where it is written, from the root of the repository. */
  readonly file: string
  /** Kinds of the events that what it makes can name. */
  readonly events: readonly string[]
  /** Measures in which what it makes, or it itself, states a loss. */
  readonly measures: readonly string[]
}

/** The functions that these indexes export, by name. */
export function publicFunctions(indexes: readonly string[]): PublicFunction[] {
  const program = ts.createProgram([...indexes], {
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    customConditions: ['@dither/source'],
    allowImportingTsExtensions: true,
    strict: true,
    noEmit: true,
    types: [],
  })
  const checker = program.getTypeChecker()
  const found: PublicFunction[] = []
  for (const index of indexes) {
    const source = program.getSourceFile(index)
    const module = source && checker.getSymbolAtLocation(source)
    if (module === undefined) throw new Error(`${index} is no module`)
    for (const exported of checker.getExportsOfModule(module)) {
      const symbol =
        exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported
      const declaration = symbol.valueDeclaration
      if (declaration === undefined) continue
      const signatures = checker.getTypeOfSymbol(symbol).getCallSignatures()
      const file = declaration.getSourceFile().fileName.slice(resolve('.').length + 1)
      const made = signatures.map((signature) => signature.getReturnType())
      const states = [...new Set(made.flatMap(partsOf))].flatMap((type) => promisesOf(type))
      const of = (what: 'events' | 'measures'): string[] =>
        [...new Set(states.flatMap((state) => state[what]))].toSorted()
      found.push({ name: exported.name, file, events: of('events'), measures: of('measures') })
    }
  }
  return found.toSorted((a, b) => (a.name < b.name ? -1 : 1))

  function promisesOf(type: ts.Type): { events: string[]; measures: string[] }[] {
    return type.getProperties().map((property) => {
      const returned = checker
        .getTypeOfSymbol(property)
        .getCallSignatures()
        .flatMap((signature) => kindsOf(signature.getReturnType()))
      const name = property.name
      return {
        events: name === 'event' ? returned : [],
        measures: /^loss$|Loss$/.test(name) ? returned : [],
      }
    })
  }

  /** The words that the property `kind` may be. */
  function kindsOf(type: ts.Type): string[] {
    return partsOf(type).flatMap((part) => {
      const kind = part.getProperty('kind')
      if (kind === undefined) return []
      return partsOf(checker.getTypeOfSymbol(kind)).flatMap((word) =>
        word.isStringLiteral() ? [word.value] : [],
      )
    })
  }
}

function partsOf(type: ts.Type): readonly ts.Type[] {
  return type.isUnion() ? type.types : [type]
}
