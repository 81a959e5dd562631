import { toRecordId18 } from '../domain/org/record-id.ts'
import type { Scope } from '../domain/run/run.ts'
import { InvalidRequestError } from './problem.ts'

const WRONG_ID = 'must be a Salesforce id of 15 or 18 characters'

/**
 * The 18-character form of an id in a request.
 * @param pointer where it stands, `/params/id`
 * @throws InvalidRequestError when it is no id
 */
export function parseRecordId(text: string, pointer: string): string {
  const id = toRecordId18(text)
  if (id === undefined) throw new InvalidRequestError([{ pointer, detail: WRONG_ID }])
  return id
}

/** A scope with 18-character ids, each once. Throws InvalidRequestError with a line for each wrong id. */
export function parseScope(scope: Scope): Scope {
  switch (scope.kind) {
    case 'everything':
    case 'run':
      return scope
    case 'failures':
      return { ...scope, codes: [...new Set(scope.codes)] }
    case 'accounts':
      return { ...scope, accountIds: parseIds(scope.accountIds, '/body/scope/accountIds') }
    case 'records':
      return { ...scope, recordIds: parseIds(scope.recordIds, '/body/scope/recordIds') }
  }
}

function parseIds(texts: readonly string[], pointer: string): string[] {
  const wrong = texts.flatMap((text, index) => (toRecordId18(text) ? [] : [`${pointer}/${index}`]))
  if (wrong.length > 0) throw new InvalidRequestError(wrong.map((one) => ({ pointer: one, detail: WRONG_ID })))
  return [...new Set(texts.map((text) => parseRecordId(text, pointer)))]
}
