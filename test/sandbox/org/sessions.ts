import { randomBytes } from 'node:crypto'
import { ApiError } from './errors.ts'

interface Session {
  userId: string
  uses: number
}

/** The access tokens that are valid. They end with the process, as sessions of a real org end without notice. */
export class Sessions {
  readonly #sessions = new Map<string, Session>()
  readonly #orgId: string

  constructor(orgId: string) {
    this.#orgId = orgId
  }

  /** Opens a session for a user and gives its access token. */
  open(userId: string): string {
    const token = `${this.#orgId.slice(0, 15)}!${randomBytes(48).toString('base64url')}`
    this.#sessions.set(token, { userId, uses: 0 })
    return token
  }

  /**
   * Gives the user behind an `Authorization` header.
   * @throws ApiError INVALID_SESSION_ID
   */
  require(authorization: string | undefined): string {
    const session = this.#find(authorization)
    if (session === undefined) throw new ApiError(401, 'INVALID_SESSION_ID', 'Session expired or invalid')
    session.uses += 1
    return session.userId
  }

  /** How many requests came with this token; 0 when there is no such session. */
  usesOf(authorization: string | undefined): number {
    return this.#find(authorization)?.uses ?? 0
  }

  expireAll(): void {
    this.#sessions.clear()
  }

  #find(authorization: string | undefined): Session | undefined {
    return this.#sessions.get(/^(?:Bearer|OAuth) (\S+)$/i.exec(authorization ?? '')?.[1] ?? '')
  }
}
