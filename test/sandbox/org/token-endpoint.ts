import { createPublicKey, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { OAuthError } from './errors.ts'
import { json, type Reply, readText } from './http.ts'
import { verifyJwt } from './jwt.ts'
import type { OrgKeys } from './keys.ts'
import { integrationUser } from './people.ts'
import type { Sessions } from './sessions.ts'

export interface TokenEndpoint {
  keys: OrgKeys
  sessions: Sessions
  orgId: string
  isSandbox: boolean
  /** The org's own address, its My Domain. */
  baseUrl: string
}

const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
// Sources disagree on the longest life; nobody allows more than this.
const LONGEST_ASSERTION_SECONDS = 300

/**
 * Answers `POST /services/oauth2/token` for client credentials and JWT bearer. The answer has no `expires_in`: a
 * client learns that a session has ended from a 401.
 * @throws OAuthError in the words the platform uses
 */
export async function issueAccessToken(endpoint: TokenEndpoint, request: IncomingMessage): Promise<Reply> {
  const form = new URLSearchParams(await readText(request))
  const grant = form.get('grant_type')
  if (grant === 'client_credentials') checkClient(endpoint.keys, request, form)
  else if (grant === JWT_BEARER) checkAssertion(endpoint, form.get('assertion') ?? '')
  else throw new OAuthError('unsupported_grant_type', 'grant type not supported')
  return json(200, grantOf(endpoint), { 'cache-control': 'no-cache, no-store' })
}

function grantOf({ sessions, baseUrl, orgId }: TokenEndpoint) {
  return {
    access_token: sessions.open(integrationUser.userId),
    scope: 'api',
    instance_url: baseUrl,
    id: `${baseUrl}/id/${orgId}/${integrationUser.userId}`,
    token_type: 'Bearer',
  }
}

function checkClient(keys: OrgKeys, request: IncomingMessage, form: URLSearchParams): void {
  const [id, secret] = basicCredentials(request) ?? [form.get('client_id') ?? '', form.get('client_secret') ?? '']
  if (id !== keys.clientId) throw new OAuthError('invalid_client_id', 'client identifier invalid')
  if (!isSame(secret, keys.clientSecret)) throw new OAuthError('invalid_client', 'invalid client credentials')
}

function basicCredentials(request: IncomingMessage): [string, string] | undefined {
  const encoded = /^Basic (\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
  if (encoded === undefined) return undefined
  const [id = '', secret = ''] = Buffer.from(encoded, 'base64').toString('utf8').split(':')
  return [id, secret]
}

function isSame(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other))
}

function checkAssertion({ keys, baseUrl, isSandbox }: TokenEndpoint, assertion: string): void {
  const claims = verifyJwt(assertion, createPublicKey(keys.client.publicKeyPem))
  if (claims === undefined) throw new OAuthError('invalid_grant', 'invalid assertion')
  if (claims.iss !== keys.clientId) throw new OAuthError('invalid_client_id', 'client identifier invalid')
  if (claims.sub !== integrationUser.username)
    throw new OAuthError('invalid_grant', "user hasn't approved this consumer")
  const audiences = [baseUrl, isSandbox ? 'https://test.salesforce.com' : 'https://login.salesforce.com']
  if (!audiences.includes(String(claims.aud))) throw new OAuthError('invalid_grant', 'audience is invalid')
  if (!isTimely(claims.exp)) throw new OAuthError('invalid_grant', 'expired authorization code')
}

function isTimely(expirySeconds: unknown): boolean {
  const leftSeconds = Number(expirySeconds) - Date.now() / 1000
  return leftSeconds > 0 && leftSeconds <= LONGEST_ASSERTION_SECONDS
}
