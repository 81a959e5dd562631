import { randomBytes } from 'node:crypto'
import { ApiError } from './errors.ts'

/** The access tokens that are valid. They end with the process, as sessions of a real org end without notice. */
export class Sessions {
  readonly #users = new Map<string, string>()
  readonly #orgId: string

  constructor(orgId: string) {
    this.#orgId = orgId
  }

  /** Opens a session for a user and gives its access token. */
  open(userId: string): string {
    const token = `${this.#orgId.slice(0, 15)}!${randomBytes(48).toString('base64url')}`
    this.#users.set(token, userId)
    return token
  }

  /**
   * Gives the user behind an `Authorization` header.
   * @throws ApiError INVALID_SESSION_ID
   */
  require(authorization: string | undefined): string {
    const token = /^(?:Bearer|OAuth) (\S+)$/i.exec(authorization ?? '')?.[1]
    const userId = token === undefined ? undefined : this.#users.get(token)
    if (userId === undefined) throw new ApiError(401, 'INVALID_SESSION_ID', 'Session expired or invalid')
    return userId
  }

  expireAll(): void {
    this.#users.clear()
  }
}
