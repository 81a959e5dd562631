import type { OrgAnswer } from '../../../server/adapters/salesforce/errors.ts'
import { OrgHttp } from '../../../server/adapters/salesforce/http.ts'
import { type Grant, OrgSession } from '../../../server/adapters/salesforce/session.ts'
import type { OrgConfig } from '../../../server/config.ts'
import type { Clock } from '../../../server/ports/clock.ts'

export interface Asked {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below the API version of the settings, or from `/services` on. */
  path: string
  headers?: Readonly<Record<string, string>>
  /** Sent as JSON; a text is sent as it is. */
  body?: unknown
}

const TIMEOUTS = { connectMs: 10_000, answerMs: 120_000 }

/**
 * Requests to the org by the product's own login and transport, each sent once, with the answer as it came: a check looks at
 * what the product's layers above would already have understood.
 */
export class OrgClient {
  readonly http: OrgHttp
  readonly #config: OrgConfig['salesforce']
  readonly #session: OrgSession

  /** @throws FatalError `salesforce.host-not-allowed` */
  constructor(config: OrgConfig['salesforce'], clock: Clock) {
    this.#config = config
    this.http = new OrgHttp(TIMEOUTS.connectMs, () => clock.now())
    const { loginUrl, allowedHosts } = config
    const auth = authOf(config)
    this.#session = new OrgSession({ loginUrl, allowedHosts, auth, clock, timeoutMs: TIMEOUTS.answerMs }, this.http)
  }

  /** The login: where the org answers, and which it is. */
  grant(): Promise<Grant> {
    return this.#session.grant()
  }

  /** Sends a request; after 401 once more with a new login. */
  async send(asked: Asked): Promise<OrgAnswer> {
    const grant = await this.grant()
    const answer = await this.http.send(this.call(asked, grant))
    if (answer.status !== 401) return answer
    return await this.http.send(this.call(asked, await this.#session.renew(grant)))
  }

  /** A request as it is sent with a login. */
  call({ method = 'GET', path, headers = {}, body }: Asked, { instanceUrl, accessToken }: Grant) {
    const url = `${instanceUrl}${path.startsWith('/services') ? '' : `/services/data/v${this.#config.apiVersion}`}${path}`
    const content = bodyOf(body)
    const all = { accept: 'application/json', ...content.headers, ...headers, authorization: `Bearer ${accessToken}` }
    return { method, url, headers: all, ...content.body, timeoutMs: TIMEOUTS.answerMs }
  }

  close(): Promise<void> {
    return this.http.close()
  }
}

function bodyOf(body: unknown): { headers: Record<string, string>; body: { body?: string } } {
  if (body === undefined) return { headers: {}, body: {} }
  if (typeof body === 'string') return { headers: {}, body: { body } }
  return { headers: { 'content-type': 'application/json' }, body: { body: JSON.stringify(body) } }
}

function authOf({ login }: OrgConfig['salesforce']) {
  return login.kind === 'client-credentials'
    ? { ...login, clientSecret: login.clientSecret.reveal() }
    : { ...login, privateKeyPem: login.privateKeyPem.reveal() }
}
