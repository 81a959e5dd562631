import { type TSchema, Type } from 'typebox'
import { Check } from 'typebox/value'
import { ALWAYS, HOURS_EXAMPLE, parseHours } from '../domain/hours/hours.ts'
import { addressProblem, hostsProblem } from './addresses.ts'
import { OWN_PREFIXES, VARIABLES } from './variables.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** What the schema of a variable may say beyond JSON Schema. */
interface Hints {
  description?: string
  type?: string
  enum?: readonly string[]
  default?: string | number | boolean
  minimum?: number
  maximum?: number
  maxLength?: number
  kind?: 'address' | 'hosts' | 'file' | 'hours'
  expected?: string
  secret?: boolean
}

/**
 * Reads the given variables out of an environment. An empty variable counts as not set.
 * @returns the values by name, defaults filled in, and a sentence for every problem
 */
export function readVariables(
  variables: Readonly<Record<string, TSchema>>,
  environment: Environment,
): { values: Record<string, unknown>; problems: string[] } {
  const values: Record<string, unknown> = {}
  const problems: string[] = []
  for (const [name, schema] of Object.entries(variables)) {
    const { value, problem } = readVariable(name, schema, environment[name])
    if (problem !== null) problems.push(problem)
    else values[name] = value
  }
  return { values, problems }
}

function readVariable(name: string, schema: TSchema, text: string | undefined) {
  const hints = schema as Hints
  const isSet = text !== undefined && text.trim() !== ''
  if (!isSet) return { value: hints.default, problem: whyMissing(name, schema, hints) }
  const value = fromText(text.trim(), hints.type)
  return { value, problem: whyWrong(name, schema, hints, value, text.trim()) }
}

function whyMissing(name: string, schema: TSchema, hints: Hints): string | null {
  if (Type.IsOptional(schema) || hints.default !== undefined) return null
  const expected = hints.type === 'string' && !hints.expected && !hints.kind ? '' : ` Set it to ${expectation(hints)}.`
  return `${name} is missing.${expected} ${hints.description ?? ''}`
}

function fromText(text: string, type: string | undefined): string | number | boolean {
  if (type === 'integer' && /^-?\d{1,15}$/.test(text)) return Number(text)
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true'
  return text
}

function whyWrong(name: string, schema: TSchema, hints: Hints, value: unknown, text: string): string | null {
  if (!Check(schema, value)) return `${name} must be ${expectation(hints)}; it is ${shown(hints, text)}.`
  if (hints.kind === 'address') return addressProblem(name, text)
  if (hints.kind === 'hours') return hoursProblem(name, text)
  return hints.kind === 'hosts' ? hostsProblem(name, text) : null
}

function hoursProblem(name: string, text: string): string | null {
  const hours = parseHours(text)
  if (hours === null || !('problem' in hours)) return null
  return `${name} must be "${ALWAYS}", or hours such as ${HOURS_EXAMPLE}. ${hours.problem}`
}

/** What a value should be, to complete "must be …". */
function expectation(hints: Hints): string {
  if (hints.expected) return hints.expected
  if (hints.enum) return `one of ${hints.enum.join(', ')}`
  if (hints.type === 'integer') return `a whole number from ${hints.minimum} to ${hints.maximum}`
  if (hints.type === 'boolean') return 'true or false'
  if (hints.kind === 'address') return 'an https address'
  if (hints.kind === 'hosts') return 'host names separated by commas'
  return hints.kind === 'file' ? 'the path of a file' : `a text of at most ${hints.maxLength} characters`
}

function shown(hints: Hints, text: string): string {
  if (hints.secret) return 'not shown here'
  return text.length > 60 ? `${text.length} characters long` : JSON.stringify(text)
}

/** A sentence for each variable that is meant for Doclift by its name but that Doclift does not know. */
export function unknownVariables(environment: Environment): string[] {
  const known = Object.keys(VARIABLES)
  return Object.keys(environment)
    .filter((name) => OWN_PREFIXES.some((prefix) => name.startsWith(prefix)) && !known.includes(name))
    .map((name) => `${name} is not a setting. Did you mean ${nearest(name, known)}?`)
}

function nearest(name: string, known: readonly string[]): string {
  const byDistance = known.map((candidate) => ({ candidate, distance: editDistance(name, candidate) }))
  return byDistance.reduce((best, one) => (one.distance < best.distance ? one : best)).candidate
}

/** Levenshtein distance, row by row. */
function editDistance(left: string, right: string): number {
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= right.length; column += 1) {
      const replaced = (previous[column - 1] ?? 0) + (left[row - 1] === right[column - 1] ? 0 : 1)
      current.push(Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1))
    }
    previous = current
  }
  return previous[right.length] ?? 0
}
