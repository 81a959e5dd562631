import { signAssertion } from '../../../../server/adapters/salesforce/assertion.ts'
import type { LOGIN } from '../../../../server/domain/conform/assumptions/login.ts'
import { toRecordId18 } from '../../../../server/domain/org/record-id.ts'
import type { CheckContext } from '../context.ts'
import { describe, expectRefusal, type Finding, judged, notProvoked } from '../finding.ts'
import { queryRows } from '../reading.ts'
import type { ChecksOf } from './checks-of.ts'

export const LOGIN_CHECKS: ChecksOf<typeof LOGIN> = {
  'login.names-the-org': async ({ client }) => {
    const { orgId } = await client.grant()
    const [organization] = await queryRows(client, 'SELECT Id FROM Organization')
    return judged(toRecordId18(String(organization?.Id)) === orgId, `the login names ${orgId}`)
  },

  'login.bad-token': async ({ client }) => {
    const grant = await client.grant()
    const accessToken = `${grant.orgId.slice(0, 15)}!doclift.conformance`
    const answer = await client.http.send(client.call({ path: '/limits' }, { ...grant, accessToken }))
    return expectRefusal(answer, 401)
  },

  'login.assertion-life': tryLongAssertion,
}

/** `signAssertion` gives 150 seconds from the moment it is told. */
const TEN_MINUTES_AHEAD_MS = (600 - 150) * 1_000

/** The login of the run itself has shown that 150 seconds are taken. */
async function tryLongAssertion({ client, config, clock }: CheckContext): Promise<Finding> {
  const { login, loginUrl } = config
  if (login.kind !== 'jwt-bearer') return notProvoked('the login of these settings uses no assertion')
  const origin = new URL(loginUrl).origin
  const now = new Date(clock.now().getTime() + TEN_MINUTES_AHEAD_MS)
  const claims = { clientId: login.clientId, username: login.username, audience: origin, now }
  const grantType = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
  const form = { grant_type: grantType, assertion: signAssertion(claims, login.privateKeyPem.reveal()) }
  const answer = await client.http.send({
    method: 'POST',
    url: `${origin}/services/oauth2/token`,
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: new URLSearchParams(form).toString(),
    timeoutMs: 60_000,
  })
  if (answer.status < 300) return judged(false, 'an assertion of ten minutes was taken')
  return judged(answer.status === 400, describe(answer))
}
