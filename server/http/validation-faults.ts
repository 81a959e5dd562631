import type { FastifySchemaValidationError } from 'fastify/types/schema.js'
import type { RequestFault } from './problem.ts'

const PART_NAMES: Readonly<Record<string, string>> = { querystring: 'query' }

/**
 * What a person needs to mend a request: one line per fault, in words.
 * @param part where the validator found them: `body`, `querystring`, `params` or `headers`
 */
export function validationFaults(errors: readonly FastifySchemaValidationError[], part = 'body'): RequestFault[] {
  const notMeant = branchesNotMeant(errors)
  return errors
    .filter((error) => error.keyword !== 'additionalProperties' && !notMeant.has(branchOf(error) ?? ''))
    .map((error) => ({ pointer: `/${PART_NAMES[part] ?? part}${error.instancePath}`, detail: detailOf(error) }))
}

/** Branches of a union that the request does not mean, by their tag or their type; their other faults are noise. */
function branchesNotMeant(errors: readonly FastifySchemaValidationError[]): Set<string> {
  const wrong = errors.filter(({ keyword }) => keyword === 'const' || keyword === 'type')
  return new Set(wrong.filter(isTagOrRoot).map((error) => branchOf(error) ?? ''))
}

function isTagOrRoot(error: FastifySchemaValidationError): boolean {
  return error.keyword === 'const' || error.schemaPath === branchOf(error)
}

function branchOf({ schemaPath }: FastifySchemaValidationError): string | undefined {
  return /^.*\/anyOf\/\d+/.exec(schemaPath)?.[0]
}

function detailOf({ keyword, params, message }: FastifySchemaValidationError): string {
  const { allowedValues } = params
  if (keyword === 'enum' && Array.isArray(allowedValues)) return `must be one of ${allowedValues.join(', ')}`
  if (keyword === 'anyOf') return 'must be one of the forms described in /openapi.json'
  return keyword === 'boolean' ? 'is not known here' : (message ?? 'is not valid')
}
