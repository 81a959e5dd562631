import { type DocliftError, FatalError } from '../../domain/errors.ts'
import { toRecordId18 } from '../../domain/org/record-id.ts'
import type { Clock } from '../../ports/clock.ts'
import { signAssertion } from './assertion.ts'
import { contentKindOf, type OrgAnswer, refusalOf, refusalWords, unexpectedAnswer } from './errors.ts'
import { allowedOrigin } from './hosts.ts'
import type { OrgHttp } from './http.ts'
import { loginClient } from './jsforce-client.ts'
import { jsonObject, parseJson, textIn } from './json.ts'

export type OrgAuth =
  | { kind: 'client-credentials'; clientId: string; clientSecret: string }
  | { kind: 'jwt-bearer'; clientId: string; username: string; privateKeyPem: string }

export interface SessionOptions {
  loginUrl: string
  auth: OrgAuth
  /** Hosts besides Salesforce's own that a token may be sent to. */
  allowedHosts: readonly string[]
  /** The org this installation is bound to, once it is; every login is compared with it. */
  expectedOrgId?: () => string | undefined
  clock: Clock
  timeoutMs: number
}

/** One login: what a request needs, and whose it is. */
export interface Grant {
  readonly accessToken: string
  /** Origin, on an allowed host. */
  readonly instanceUrl: string
  /** 18 characters, as is the user's. */
  readonly orgId: string
  readonly userId: string
}

/**
 * The login to the org, kept until it is refused: Salesforce does not say how long a token lives. Requests that need a
 * login at the same time share one.
 */
export class OrgSession {
  readonly #options: SessionOptions
  readonly #http: OrgHttp
  readonly #loginOrigin: string
  #grant: Grant | undefined
  #pending: Promise<Grant> | undefined
  #firstOrgId: string | undefined

  /** @throws FatalError salesforce.host-not-allowed when the login URL is on no allowed host */
  constructor(options: SessionOptions, http: OrgHttp) {
    this.#options = options
    this.#http = http
    this.#loginOrigin = allowedOrigin(options.loginUrl, options.allowedHosts, 'the login URL')
  }

  /**
   * The current login, or a new one.
   * @throws FatalError salesforce.unauthorised, salesforce.wrong-org, salesforce.host-not-allowed; TransientError
   * salesforce.unavailable, salesforce.connection
   */
  async grant(): Promise<Grant> {
    return this.#grant ?? this.#sharedLogin()
  }

  /** A login other than the refused one: the one that has replaced it meanwhile, or a new one. */
  async renew(refused: Grant): Promise<Grant> {
    if (this.#grant === refused) this.#grant = undefined
    return this.grant()
  }

  #sharedLogin(): Promise<Grant> {
    this.#pending ??= this.#logIn().finally(() => {
      this.#pending = undefined
    })
    return this.#pending
  }

  async #logIn(): Promise<Grant> {
    const grant = await this.#requestGrant()
    const expectedOrgId = this.#options.expectedOrgId?.() ?? this.#firstOrgId
    if (expectedOrgId !== undefined && expectedOrgId !== grant.orgId) throw wrongOrg(expectedOrgId, grant.orgId)
    this.#firstOrgId = grant.orgId
    this.#grant = grant
    return grant
  }

  async #requestGrant(): Promise<Grant> {
    let grant: Grant | undefined
    const connection = loginClient(this.#loginOrigin, async (body) => {
      const answer = await this.#postToken(body)
      // Judged before jsforce reads it: jsforce would put whole bodies into its errors, and keep a token from any host.
      grant = this.#readGrant(answer)
      return { statusCode: answer.status, headers: {}, body: answer.body }
    })
    await connection.authorize(this.#parameters())
    if (grant === undefined) throw unexpectedAnswer('a token')
    return grant
  }

  #postToken(body: string): Promise<OrgAnswer> {
    return this.#http.send({
      method: 'POST',
      url: `${this.#loginOrigin}/services/oauth2/token`,
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body,
      timeoutMs: this.#options.timeoutMs,
    })
  }

  #parameters(): { grant_type: string; [name: string]: string } {
    const { auth, clock } = this.#options
    if (auth.kind === 'client-credentials') {
      return { grant_type: 'client_credentials', client_id: auth.clientId, client_secret: auth.clientSecret }
    }
    const claims = { clientId: auth.clientId, username: auth.username, audience: this.#loginOrigin, now: clock.now() }
    const assertion = signAssertion(claims, auth.privateKeyPem)
    return { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion }
  }

  #readGrant(answer: OrgAnswer): Grant {
    if (answer.status !== 200 || contentKindOf(answer) !== 'json') throw loginRefusal(answer, this.#options.auth)
    const token = jsonObject(parseJson(answer), 'a token')
    return {
      accessToken: textIn(token, 'access_token'),
      instanceUrl: allowedOrigin(
        textIn(token, 'instance_url'),
        this.#options.allowedHosts,
        'the instance URL of the org',
      ),
      ...idsOf(textIn(token, 'id')),
    }
  }
}

/** The identity URL ends in `/id/<org id>/<user id>`. */
function idsOf(identityUrl: string): Pick<Grant, 'orgId' | 'userId'> {
  const [orgId, userId] = identityUrl.split('/').slice(-2).map(toRecordId18)
  if (orgId === undefined || userId === undefined)
    throw unexpectedAnswer('an identity URL with the ids of org and user')
  return { orgId, userId }
}

function loginRefusal(answer: OrgAnswer, auth: OrgAuth): DocliftError {
  const told = { ...answer, body: withoutSecrets(answer.body, auth) }
  if (answer.status >= 500 || answer.status === 429 || contentKindOf(answer) !== 'json') return refusalOf(told)
  const { code, message } = refusalWords(told)
  const toCheck =
    auth.kind === 'jwt-bearer'
      ? 'username, certificate and whether the user is approved for the app'
      : 'client secret and the user the app runs as'
  return new FatalError(
    'salesforce.unauthorised',
    `Salesforce refused the login (${answer.status} ${code}: ${message}). Check login URL, client id, ${toCheck}.`,
    { facts: { status: answer.status, error: code } },
  )
}

/** The other side may quote what it was sent, as it was sent. */
function withoutSecrets(body: string, auth: OrgAuth): string {
  if (auth.kind === 'jwt-bearer') return body.replace(/eyJ[\w-]+\.[\w-]+\.[\w-]+/g, '[assertion]')
  const forms = [
    auth.clientSecret,
    encodeURIComponent(auth.clientSecret),
    JSON.stringify(auth.clientSecret).slice(1, -1),
  ]
  return forms.filter((form) => form !== '').reduce((told, form) => told.replaceAll(form, '[client secret]'), body)
}

/** The login reached another org than the one it must reach. */
export function wrongOrg(expected: string, found: string): FatalError {
  return new FatalError(
    'salesforce.wrong-org',
    `Expected the login to reach org ${expected}, it reached org ${found}. One installation serves one org: mend the login settings, or use another database and prefix.`,
    { facts: { expected, found } },
  )
}
