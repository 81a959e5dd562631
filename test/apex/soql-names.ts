import { basename, dirname } from 'node:path'
import type { Check } from './check.ts'
import { findSources, readText, shorten } from './files.ts'
import { loadPackage } from './packages.ts'

/** Where something stands in a class, as the parser gives it. */
interface Context {
  start: { line: number }
  getText(): string
}

interface QueryContext extends Context {
  fromNameList(): Context
}

/** Custom objects and fields named in SOQL exist. The compiler does not look inside queries. */
export const soqlNames: Check = {
  name: 'SOQL names custom objects and fields that exist',
  needsJava: false,
  findProblems: async () => {
    const parser = await loadPackage('@apexdevtools/apex-parser')
    const fields = readCustomFields()
    return findSources('*.cls').flatMap((path) => problemsIn(path, parser, fields))
  },
}

/** Fields by object, both in lower case. */
function readCustomFields(): Map<string, Set<string>> {
  const fields = new Map<string, Set<string>>()
  for (const path of findSources('*.object-meta.xml')) fields.set(basename(dirname(path)).toLowerCase(), new Set())
  for (const path of findSources('*.field-meta.xml')) {
    const object = basename(dirname(dirname(path))).toLowerCase()
    fields.get(object)?.add(basename(path, '.field-meta.xml').toLowerCase())
  }
  return fields
}

function problemsIn(path: string, parser: Awaited<ReturnType<typeof loadPackage>>, fields: Map<string, Set<string>>) {
  const problems: string[] = []
  const report = (line: number, text: string) => problems.push(`${shorten(path)}:${line} ${text}`)
  class Errors extends parser.ApexErrorListener {
    apexSyntaxError(line: number, _column: number, message: string) {
      report(line, message)
    }
  }
  const unit = parser.ApexParserFactory.createLexerAndParser(readText(path), new Errors()).parser.compilationUnit()
  parser.ApexParseTreeWalker.DEFAULT.walk(makeListener(parser, fields, report), unit)
  return problems
}

function makeListener(
  parser: Awaited<ReturnType<typeof loadPackage>>,
  fields: Map<string, Set<string>>,
  report: (line: number, text: string) => void,
) {
  const objects: string[] = []
  class Listener extends parser.ApexParserBaseListener {
    enterQuery(query: QueryContext) {
      const object = query.fromNameList().getText().toLowerCase()
      objects.push(object)
      if (isCustom(object) && !fields.has(object)) report(query.start.line, `there is no object ${object}`)
    }
    exitQuery() {
      objects.pop()
    }
    enterFieldName(field: Context) {
      const [object, name] = [objects.at(-1) ?? '', field.getText().toLowerCase()]
      if (!isCustom(name) || name.includes('.') || name === object) return
      if (!fields.get(object)?.has(name)) report(field.start.line, `${object} has no field ${name}`)
    }
  }
  return new Listener()
}

function isCustom(name: string): boolean {
  return /__(c|mdt)$/.test(name)
}
