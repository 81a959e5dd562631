import type { Refusal } from './update-rules.ts'

/** A refusal of a whole REST or Bulk request, answered as an array with one item. */
export class ApiError extends Error {
  readonly status: number
  readonly errorCode: string
  readonly fields: readonly string[] | undefined

  constructor(status: number, errorCode: string, message: string, fields?: readonly string[]) {
    super(message)
    this.name = 'ApiError'
    this.status = status
    this.errorCode = errorCode
    this.fields = fields
  }
}

/** A refusal by the token endpoint, answered as an object. */
export class OAuthError extends Error {
  readonly error: string

  constructor(error: string, description: string) {
    super(description)
    this.name = 'OAuthError'
    this.error = error
  }
}

/** Gives the answer for a path or record that does not exist. */
export function notFound(): ApiError {
  return new ApiError(404, 'NOT_FOUND', 'The requested resource does not exist')
}

/** Gives the answer for an id whose form or check characters are wrong. */
export function malformedId(text: string): ApiError {
  return new ApiError(400, 'MALFORMED_ID', `malformed id ${text}`)
}

/** Gives the answer for a body that is not the JSON the resource takes. */
export function badJson(message: string): ApiError {
  return new ApiError(400, 'JSON_PARSER_ERROR', message)
}

/** Gives the JSON body of a REST or Bulk refusal. */
export function formatApiError(error: ApiError): unknown {
  const item = { message: error.message, errorCode: error.errorCode }
  return [error.fields === undefined ? item : { ...item, fields: error.fields }]
}

/** Gives the JSON body of the token endpoint's refusal. */
export function formatOAuthError(error: OAuthError): unknown {
  return { error: error.error, error_description: error.message }
}

/** Gives a refused row of a Collections call; unlike every other REST error it says `statusCode`. */
export function formatCollectionsError(refusal: Refusal): unknown {
  const { statusCode, message, fields } = refusal
  return { success: false, errors: [{ statusCode, message, fields }] }
}

/** Gives the `sf__Error` text of a refused row of an ingest job: `CODE:message:fields --`. */
export function formatRowError(refusal: Refusal): string {
  const fields = refusal.fields.length === 0 ? '--' : `${refusal.fields.join(', ')} --`
  return `${refusal.statusCode}:${refusal.message}:${fields}`
}
