/**
 * Counts the tests of a file, and the mutants that they must refuse, as they are written.
 *
 * A mutant is an entry of a table called `mutants` or `twins` (as `expectLaw`, `expectEnumeratedLaw` and
 * `expectPrivate` take it), or else a test with "twin" or "mutant" in its title. Rows of `it.each`
 * count where they are written in the file; what is made in a loop counts once.
 */
import ts from 'typescript'

export interface TestCount {
  readonly tests: number
  readonly mutants: number
}

const tableName = /^(mutants|twins)$/
const twinTitle = /\b(twins?|mutants?)\b/

export function countTests(text: string): TestCount {
  const source = ts.createSourceFile('x.test.ts', text, ts.ScriptTarget.ESNext, true)
  const declared = new Map<string, ts.Expression>()
  visit(source, (node) => {
    if (ts.isVariableDeclaration(node) && node.initializer !== undefined)
      declared.set(node.name.getText(), node.initializer)
  })
  let tests = 0
  let mutants = 0
  const count = (node: ts.Node, rows: number): void => {
    const test = testOf(node)
    if (test !== undefined) {
      const { title, each } = test
      const ownRows = each === undefined ? 1 : entriesOf(each, declared)
      tests += ownRows
      const before = mutants
      ts.forEachChild(node, (child) => count(child, ownRows))
      const counted = mutants > before || (each !== undefined && isTableName(each))
      if (!counted && twinTitle.test(title)) mutants += ownRows
      return
    }
    const table = tableOf(node)
    if (table !== undefined && !isTableName(table))
      mutants += isNamedByRow(table) ? rows : entriesOf(table, declared)
    ts.forEachChild(node, (child) => count(child, rows))
  }
  count(source, 1)
  return { tests, mutants }
}

/** `it('…', …)`, `test('…', …)` or `it.each(rows)('…', …)`. */
function testOf(node: ts.Node): { title: string; each?: ts.Expression } | undefined {
  if (!ts.isCallExpression(node)) return undefined
  const [first] = node.arguments
  const title = first !== undefined && ts.isStringLiteralLike(first) ? first.text : ''
  const callee = node.expression
  if (/^(it|test)$/.test(callee.getText())) return { title }
  if (!ts.isCallExpression(callee) || !/^(it|test)\.each$/.test(callee.expression.getText()))
    return undefined
  const [each] = callee.arguments
  return each === undefined ? { title } : { title, each }
}

function tableOf(node: ts.Node): ts.Expression | undefined {
  const named = ts.isVariableDeclaration(node) || ts.isPropertyAssignment(node)
  return named && tableName.test(node.name.getText()) ? node.initializer : undefined
}

/** A table that is counted where it is declared. */
function isTableName(node: ts.Expression): boolean {
  return ts.isIdentifier(node) && tableName.test(node.text)
}

/** `{ [name]: twin }` with the name from a row of `it.each`. */
function isNamedByRow(table: ts.Expression): boolean {
  if (!ts.isObjectLiteralExpression(table)) return false
  const [only, ...others] = table.properties
  return only?.name !== undefined && ts.isComputedPropertyName(only.name) && others.length === 0
}

function entriesOf(node: ts.Expression, declared: ReadonlyMap<string, ts.Expression>): number {
  const entries = (inner: ts.Expression): number => entriesOf(inner, declared)
  const sum = (counts: readonly number[]): number => counts.reduce((all, n) => all + n, 0)
  if (ts.isObjectLiteralExpression(node))
    return sum(node.properties.map((p) => (ts.isSpreadAssignment(p) ? entries(p.expression) : 1)))
  if (ts.isArrayLiteralExpression(node))
    return sum(node.elements.map((e) => (ts.isSpreadElement(e) ? entries(e.expression) : 1)))
  if (ts.isConditionalExpression(node))
    return Math.max(entries(node.whenTrue), entries(node.whenFalse))
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node)) return entries(node.expression)
  if (ts.isSatisfiesExpression(node)) return entries(node.expression)
  if (ts.isCallExpression(node) && node.expression.getText() === 'Object.fromEntries') {
    const [list] = node.arguments
    return list === undefined ? 0 : entries(list)
  }
  if (ts.isIdentifier(node)) {
    const value = declared.get(node.text)
    if (value === undefined) return 1
    return entriesOf(value, new Map([...declared].filter(([name]) => name !== node.text)))
  }
  return 1
}

function visit(node: ts.Node, see: (node: ts.Node) => void): void {
  see(node)
  ts.forEachChild(node, (child) => visit(child, see))
}
