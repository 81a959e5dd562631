import type { ConformContent } from '../../../server/domain/conform/report.ts'
import { PermanentError } from '../../../server/domain/errors.ts'
import type { OrgClient } from './org-client.ts'
import { queryRows } from './reading.ts'
import { SCRATCH_RECORDS } from './scratch-records.ts'

/** The org that is to be checked. */
export interface Target extends Pick<ConformContent, 'org'> {
  name: string
}

/**
 * Says which org the login reaches.
 * @throws PermanentError `conform.production` for one that people work in; whatever a login throws
 */
export async function readTarget(client: OrgClient): Promise<Target> {
  const { orgId, instanceUrl } = await client.grant()
  const [organization] = await queryRows(client, 'SELECT Id, Name, IsSandbox, OrganizationType FROM Organization')
  const { host } = new URL(instanceUrl)
  const name = String(organization?.Name)
  if (organization?.IsSandbox === true) return { name, org: { id: orgId, host, kind: 'sandbox' } }
  if (organization?.OrganizationType === 'Developer Edition')
    return { name, org: { id: orgId, host, kind: 'developer' } }
  throw new PermanentError(
    'conform.production',
    `The login reaches ${name} (${orgId}) at ${host}, a production org. The checks write, so they are made in a sandbox of it, a scratch org or a Developer Edition. Nothing was written.`,
  )
}

/** What is about to happen, for whoever has to agree. */
export function describePlan({ name, org }: Target, object: string): string {
  return [
    `This checks how ${name} (${org.id}), a ${org.kind} org at ${org.host}, behaves.`,
    `It creates one Account "Doclift conformance …" with ${SCRATCH_RECORDS} records of ${object}, writes to these alone,`,
    'by single requests and a few Bulk jobs, and deletes all of it at the end. Triggers, flows and rules of the org run',
    'for them. It takes some 200 API requests and a few minutes.',
  ].join('\n')
}
