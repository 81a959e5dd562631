import { FatalError } from '../../domain/errors.ts'
import type { Clock } from '../../ports/clock.ts'
import { openOutbound } from '../http/outbound.ts'
import { busyError } from '../http/source-refusals.ts'
import { errorCodeOf } from './errors.ts'
import { type Credentials, createSigner, sha256Hex } from './sign.ts'

/** Credentials that may change while the service runs. */
export interface CredentialsProvider {
  /** @throws FatalError `source.unauthorised`; TransientError `source.throttled`, `source.unavailable`, `source.connection` */
  current(): Promise<Credentials>
  close(): Promise<void>
}

export interface RoleOptions extends Credentials {
  roleArn: string
  region: string
  /** AWS in the region when null. */
  stsEndpoint: string | null
}

/** Keys that stay as they are. */
export function fixedCredentials(credentials: Credentials): CredentialsProvider {
  return { current: async () => credentials, close: async () => undefined }
}

const SESSION_SECONDS = 3_600
/** Renewed this long before their end, so that no request is under way when they end. */
const RENEW_BEFORE_MS = 5 * 60_000
const LARGEST_ANSWER_BYTES = 64 * 1024
const WHO = 'the security token service'

interface Session {
  credentials: Credentials
  expiresAtMs: number
}

/**
 * Credentials of a role, assumed with keys of ours ("AssumeRole", AWS STS API reference, version 2011-06-15). They are kept in
 * memory and renewed before they end; who asks meanwhile shares the answer.
 */
export function assumedRole(options: RoleOptions, clock: Pick<Clock, 'now'>): CredentialsProvider {
  const endpoint = new URL(options.stsEndpoint ?? `https://sts.${options.region}.amazonaws.com`)
  const outbound = openOutbound({ allowedHosts: [endpoint.host], errorPrefix: 'source' })
  const sign = createSigner(options, options.region, 'sts')
  let session: Session | undefined
  let underWay: Promise<Session> | undefined

  const assume = async (): Promise<Session> => {
    const body = requestOf(options.roleArn)
    const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' }
    const signable = {
      method: 'POST',
      host: endpoint.host,
      path: '/',
      query: '',
      headers,
      payloadHash: sha256Hex(body),
    }
    const signed = sign(signable, clock.now())
    const answer = await outbound.request({ method: 'POST', origin: endpoint.origin, path: '/', headers: signed, body })
    const text = await answer.text(LARGEST_ANSWER_BYTES)
    const busy = busyError(answer, WHO)
    if (busy) throw busy
    return sessionIn(answer.status === 200 ? text : '') ?? refuse(answer.status, text)
  }
  return {
    async current() {
      if (session && session.expiresAtMs - clock.now().getTime() > RENEW_BEFORE_MS) return session.credentials
      underWay ??= assume().finally(() => {
        underWay = undefined
      })
      session = await underWay
      return session.credentials
    },
    close: () => outbound.close(),
  }
}

function requestOf(roleArn: string): string {
  return new URLSearchParams({
    Action: 'AssumeRole',
    Version: '2011-06-15',
    RoleArn: roleArn,
    RoleSessionName: 'doclift',
    DurationSeconds: String(SESSION_SECONDS),
  }).toString()
}

function sessionIn(document: string): Session | undefined {
  const [accessKeyId, secretAccessKey, sessionToken, expiration] = [
    'AccessKeyId',
    'SecretAccessKey',
    'SessionToken',
    'Expiration',
  ].map((name) => new RegExp(`<${name}>\\s*([^<\\s]{1,8192})\\s*</${name}>`).exec(document)?.[1])
  const expiresAtMs = Date.parse(expiration ?? '')
  if (!accessKeyId || !secretAccessKey || !sessionToken || Number.isNaN(expiresAtMs)) return undefined
  return { credentials: { accessKeyId, secretAccessKey, sessionToken }, expiresAtMs }
}

/** Of the answer only its code is told, because the rest could be credentials. */
function refuse(status: number, document: string): never {
  const answered = errorCodeOf(document) || `status ${status}`
  throw new FatalError(
    'source.unauthorised',
    `Expected ${WHO} to give credentials of the role; it answered ${answered}. Check SOURCE_S3_ROLE_ARN, the keys of SOURCE_S3_ACCESS_KEY_ID and whom the role trusts, then resume the run.`,
    { facts: { status } },
  )
}
