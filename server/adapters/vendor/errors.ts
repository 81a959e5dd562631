import { FatalError } from '../../domain/errors.ts'

/** The API refuses the token, and there is no other one. */
export function unauthorised(status: number): FatalError {
  return new FatalError(
    'source.unauthorised',
    `Expected the vendor's API to accept our token; it answered ${status}. Ask the vendor for a new token, put it where VENDOR_TOKEN, VENDOR_TOKEN_FILE or VENDOR_TOKEN_COMMAND has it, and resume the run.`,
    { facts: { status } },
  )
}

/**
 * There is no token to send.
 * @param found what was expected and found, and what to do next; nothing of what a file or a program said
 */
export function noToken(found: string): FatalError {
  return new FatalError('source.no-token', `${found} Then resume the run.`)
}
