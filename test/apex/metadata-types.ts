import { fileURLToPath } from 'node:url'
import type { Check } from './check.ts'
import { findSources, readText, shorten } from './files.ts'
import { loadPackage } from './packages.ts'

type Packages = Awaited<ReturnType<typeof loadPackage>>
/** A parsed element: children by name, several of one name as a list. */
type Element = Record<string, unknown>

/** Metadata is well-formed and has the elements and values that the Metadata API knows. */
export const metadataTypes: Check = {
  name: 'Metadata fits the types of the Metadata API',
  needsJava: false,
  findProblems: async () => {
    const ts: Packages = (await loadPackage('typescript')).default
    const xml: Packages = await loadPackage('fast-xml-parser')
    const validator = new Validator(ts)
    return findSources('*-meta.xml').flatMap((path) =>
      validator.problemsOf(readText(path), xml).map((problem) => `${shorten(path)}: ${problem}`),
    )
  },
}

/** Compares elements with the TypeScript types of the Metadata API. */
class Validator {
  readonly #ts: Packages
  readonly #checker: Packages
  readonly #types: Map<string, Packages>

  constructor(ts: Packages) {
    const declarations = fileURLToPath(import.meta.resolve('@salesforce/types/metadata')).replace(/\.js$/, '.d.ts')
    const program = ts.createProgram([declarations], { strict: true, skipLibCheck: true })
    this.#ts = ts
    this.#checker = program.getTypeChecker()
    const module = this.#checker.getSymbolAtLocation(program.getSourceFile(declarations))
    this.#types = new Map(this.#checker.getExportsOfModule(module).map((type: Packages) => [type.name, type]))
  }

  problemsOf(text: string, { XMLParser, XMLValidator }: Packages): string[] {
    const wellFormed = XMLValidator.validate(text)
    if (wellFormed !== true) return [`${wellFormed.err.msg} (line ${wellFormed.err.line})`]
    const parsed = new XMLParser({ ignoreAttributes: true, parseTagValue: false }).parse(text)
    const root = Object.keys(parsed).find((name) => !name.startsWith('?')) ?? ''
    const type = this.#types.get(root)
    return type
      ? this.#compare(parsed[root], this.#checker.getDeclaredTypeOfSymbol(type), root)
      : [`unknown type ${root}`]
  }

  #compare(element: Element, type: Packages, where: string): string[] {
    const members = new Map<string, Packages>(type.getProperties().map((one: Packages) => [one.name, one]))
    const given = Object.entries(element).flatMap(([name, value]) => {
      const member = members.get(name)
      return member ? this.#compareMember(name, value, member, where) : [`${where}: there is no <${name}>`]
    })
    return [...given, ...this.#findMissing(element, members, where)]
  }

  #compareMember(name: string, value: unknown, member: Packages, where: string): string[] {
    const type = this.#checker.getNonNullableType(this.#checker.getTypeOfSymbol(member))
    const isList = this.#checker.isArrayType(type)
    const values = Array.isArray(value) ? value : [value]
    if (values.length > 1 && !isList) return [`${where}: <${name}> is there ${values.length} times`]
    const itemType = isList ? this.#checker.getTypeArguments(type)[0] : type
    return values.flatMap((one) => this.#compareValue(name, one, itemType, where))
  }

  #compareValue(name: string, value: unknown, type: Packages, where: string): string[] {
    if (this.#isBoolean(type)) return isBoolean(value) ? [] : [`${where}: <${name}> is no boolean: ${value}`]
    if (type.flags & this.#ts.TypeFlags.NumberLike) {
      return isNumber(value) ? [] : [`${where}: <${name}> is no number: ${value}`]
    }
    const words = wordsOf(type)
    if (words) return words.includes(String(value)) ? [] : [`${where}: <${name}> cannot be ${value}`]
    const isText = (type.flags & this.#ts.TypeFlags.StringLike) !== 0
    return !isText && isElement(value) ? this.#compare(value, type, `${where}/${name}`) : []
  }

  /** Lists may be empty, and the name of a component is that of its file. */
  #findMissing(element: Element, members: Map<string, Packages>, where: string): string[] {
    const needed = [...members].filter(([name, member]) => {
      const isOptional = (member.flags & this.#ts.SymbolFlags.Optional) !== 0
      return !isOptional && name !== 'fullName' && !this.#checker.isArrayType(this.#checker.getTypeOfSymbol(member))
    })
    return needed.filter(([name]) => !(name in element)).map(([name]) => `${where}: <${name}> is missing`)
  }

  #isBoolean(type: Packages): boolean {
    return (type.flags & this.#ts.TypeFlags.BooleanLike) !== 0
  }
}

/** The words of a type that has a fixed set of them. */
function wordsOf(type: Packages): string[] | undefined {
  const members = type.isUnion() ? type.types : [type]
  return members.every((one: Packages) => one.isStringLiteral()) ? members.map((one: Packages) => one.value) : undefined
}

function isBoolean(value: unknown): boolean {
  return value === 'true' || value === 'false'
}

function isNumber(value: unknown): boolean {
  return /^-?\d+(\.\d+)?$/.test(String(value))
}

function isElement(value: unknown): value is Element {
  return typeof value === 'object' && value !== null
}
