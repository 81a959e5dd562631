import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSalesforceOrg, openSalesforceReader } from '../../server/adapters/salesforce/salesforce-org.ts'
import { clientCredentials, clientOptions, jwtBearer } from '../adapters/salesforce/client-options.ts'
import { type Catalogue, createCatalogue } from '../sandbox/catalogue/catalogue.ts'
import { type OrgHandle, people, startOrg } from '../sandbox/org/server.ts'
import { type OrgFixture, salesforceOrgSuite } from './salesforce-org.suite.ts'

const entryCount = 1200

salesforceOrgSuite('the stand-in org with client credentials', () => openFixture(clientCredentials))
salesforceOrgSuite('the stand-in org with JWT bearer', () => openFixture(jwtBearer))

async function openFixture(authOf: typeof clientCredentials): Promise<OrgFixture> {
  const home = await mkdtemp(join(tmpdir(), 'doclift-org-'))
  const catalogue = createCatalogue({ seed: 'contract', records: entryCount })
  const stand = await startOrg({ catalogue, home, jobDelayMs: 5 })
  const options = clientOptions(stand.url, {
    auth: authOf(stand),
    expectedOrgId: () => stand.orgId,
    pageSizes: { rowsPerDownload: 500, entriesPerPage: 200 },
  })
  const reader = openSalesforceReader(options)
  const org = openSalesforceOrg(options)
  const close = async () => {
    await Promise.all([reader.close(), org.close()])
    await stand.stop()
    await rm(home, { recursive: true })
  }
  return {
    reader,
    org,
    orgId: stand.orgId,
    entryCount,
    takeRecords: recordTaker(catalogue),
    ...disturbances(stand),
    close,
  }
}

function disturbances({ control }: OrgHandle) {
  return {
    missingRecordId: 'a1c000000000000AAA',
    userId: people.operator.userId,
    assignGroups: (groups: readonly string[], expiresAt?: string) =>
      control.assignGroups(people.operator.userId, groups, expiresAt),
    deactivateUser: () => control.setUserActive(people.operator.userId, false),
    editBehindOurBack: (recordId: string, url: string) => control.editRecord(recordId, { Document__c: url }),
    loseNextAnswer: (on: 'collections' | 'record' | 'ingest-close') => control.fault({ name: 'cut-after-write', on }),
    holdJobsAfter: (afterRows: number) => control.fault({ name: 'hold-jobs', afterRows }),
    releaseJobs: () => control.clearFaults(),
    breakOff: (what: 'download' | 'job-page') =>
      what === 'download'
        ? control.fault({ name: 'cut-download' })
        : control.fault({ name: 'http-404-html', pathPrefix: '/services/data/v67.0/jobs/ingest/' }),
    deleteNextJob: () => control.fault({ name: 'job-deleted', of: 'ingest' }),
    leaveOutARow: () => control.fault({ name: 'row-left-out' }),
    refuse: (recordId: string, by: 'row-lock' | 'validation-rule') =>
      by === 'row-lock'
        ? control.fault({ name: 'unable-to-lock-row', recordIds: [recordId] })
        : control.fault({ name: 'validation-rule', recordIds: [recordId], message: 'Locked by finance.' }),
  }
}

function recordTaker(catalogue: Catalogue): (count: number) => string[] {
  let index = 0
  const next = (): string => {
    const entry = catalogue.entry(index)
    index += 1
    return entry.documentUrl === null ? next() : entry.recordId
  }
  return (count) => Array.from({ length: count }, next)
}
