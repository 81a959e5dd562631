import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSalesforceOrg, openSalesforceReader } from '../../server/adapters/salesforce/salesforce-org.ts'
import { clientCredentials, clientOptions, jwtBearer } from '../adapters/salesforce/client-options.ts'
import { type Catalogue, createCatalogue } from '../sandbox/catalogue/catalogue.ts'
import type { WriteKind } from '../sandbox/org/http.ts'
import { newSetup, type OrgMetadata } from '../sandbox/org/metadata.ts'
import { type OrgHandle, people, startOrg } from '../sandbox/org/server.ts'
import { type OrgChangesFixture, orgChangesSuite } from './org-changes.suite.ts'
import { type OrgSetupFixture, orgSetupSuite } from './org-setup.suite.ts'
import { type OrgFixture, salesforceOrgSuite } from './salesforce-org.suite.ts'

const entryCount = 1200

salesforceOrgSuite('the stand-in org with client credentials', () => openFixture(clientCredentials))
salesforceOrgSuite('the stand-in org with JWT bearer', () => openFixture(jwtBearer))

orgChangesSuite('the stand-in org that changes', () => openFixture(clientCredentials))
orgSetupSuite('the stand-in org as it is set up', () => openFixture(clientCredentials))

type Fixture = OrgFixture & OrgChangesFixture & OrgSetupFixture

async function openFixture(authOf: typeof clientCredentials): Promise<Fixture> {
  const home = await mkdtemp(join(tmpdir(), 'doclift-org-'))
  const catalogue = createCatalogue({ seed: 'contract', records: entryCount })
  const stand = await startOrg({ catalogue, home, jobDelayMs: 5 })
  const options = clientOptions(stand.url, {
    auth: authOf(stand),
    expectedOrgId: () => stand.orgId,
    versions: { object: 'DocListEntryVersion__c', documentField: 'DocListEntry__c' },
    pageSizes: { rowsPerDownload: 500, entriesPerPage: 200 },
  })
  const reader = openSalesforceReader(options)
  const org = openSalesforceOrg(options)
  const lost = openSalesforceReader({ ...options, names: { ...options.names, object: 'Missing__c' } })
  const close = async () => {
    await Promise.all([reader.close(), org.close(), lost.close()])
    await stand.stop()
    await rm(home, { recursive: true })
  }
  return {
    reader,
    org,
    setup: reader,
    setupOfMissingObject: lost,
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
    deleteRecord: (recordId: string) => control.deleteRecord(recordId, { minutesAgo: 2 }),
    undeleteRecord: (recordId: string) => control.undeleteRecord(recordId),
    addVersion: (recordId: string) => control.addVersion(recordId),
    purgeDeletionsBefore: (moment: Date) => control.limitDeleteLog({ earliestMs: moment.getTime() }),
    setUp: (metadata: Partial<OrgMetadata>) =>
      control.setMetadata({ ...newSetup('DocListEntry__c', '').settings, ...metadata }),
    loseNextQuery: (how: 'deleted' | 'aborted' | 'failed') => control.fault({ name: `job-${how}`, of: 'query' }),
    loseNextAnswer: (on: WriteKind) => control.fault({ name: 'cut-after-write', on }),
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
