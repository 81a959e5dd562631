/** What an Apex method sends to the service. */
export interface ApexRequest {
  method: 'GET' | 'POST' | 'PATCH'
  /** `{name}` stands for a parameter; `{&name}` for a parameter of the query that is left out when it is blank, `{&query:name}` for one of another name. */
  path: string
  /** A name: the parameter that is the body. Members: the body itself, in which `{name}` stands for a parameter. */
  body?: string | Readonly<Record<string, unknown>>
  /** The parameter with the ETag of what is to be changed. */
  ifMatch?: string
  /** True when the answer gets its ETag as the member etag. */
  isTagged?: true
}

/** The stand-in for one @AuraEnabled method. Most only pass a request on. */
export interface ApexDouble {
  class: string
  method: string
  parameters: readonly string[]
  request?: ApexRequest
  /** The parameter with the id of a record or an Account that the user must be allowed to see. */
  requires?: { kind: 'record' | 'account'; parameter: string }
  /** True for a list from which the user gets only the records it may see. */
  isFiltered?: boolean
  /** True for an answer to which the names of the users it mentions are added. */
  hasNames?: boolean
  /** True for a job whose largest Accounts lose id and name where the user may not see them. */
  hidesAccounts?: boolean
}

const KEY = 'idempotencyKey'
const SETTINGS = '/v1/settings'
const ACCOUNT = { kind: 'account', parameter: 'accountId' } as const
const OVERRIDE = {
  operation: 'roll_back',
  scope: { kind: 'records', recordIds: ['{recordId}'], overridesConflicts: true },
}

/** Every @AuraEnabled method of the package; a contract test keeps the two equal. */
export const APEX_DOUBLES: readonly ApexDouble[] = [
  of('DocliftWhoController', { whoAmI: reads([], '/v1/whoami') }),
  of('DocliftOverviewController', {
    readOverview: reads([], '/v1/overview'),
    readSeries: reads(['span'], '/v1/overview/series?by={span}'),
    readForecast: reads([], '/v1/forecast'),
  }),
  of('DocliftFailureController', {
    readFailures: reads([], '/v1/failures'),
    readRunFailures: reads(['runId'], '/v1/runs/{runId}/failures'),
    listDocuments: {
      ...reads(['code', 'failureClass', 'cursor'], '/v1/records?limit=200&failureCode={code}{&failureClass}{&cursor}'),
      isFiltered: true,
    },
    listRunDocuments: {
      ...reads(['runId', 'code', 'cursor'], '/v1/runs/{runId}/items?limit=200&code={code}{&cursor}'),
      isFiltered: true,
    },
    listDeadLetters: reads([], '/v1/dead-letters?limit=200'),
    retryDeadLetter: acts(['deadLetterId'], '/v1/dead-letters/{deadLetterId}/retry'),
    retryFailures: acts(['code'], '/v1/failures/retry', { code: '{code}' }),
  }),
  of('DocliftDriftController', {
    listDrift: { ...reads(['kind', 'cursor'], '/v1/drift?limit=200{&kind}{&cursor}'), isFiltered: true },
  }),
  of('DocliftPreflightController', {
    readPreflight: reads([], '/v1/preflight'),
    checkOrg: acts([], '/v1/preflight', { countInOrg: '{countInOrg}' }),
  }),
  of('DocliftAccountController', {
    listAccounts: reads(
      ['filter', 'name', 'order', 'cursor'],
      '/v1/accounts?limit=200{&filter}{&name}{&sort:order}{&cursor}',
    ),
    searchAccounts: reads(['text'], '/v1/accounts/{found.Id}'),
    readAccount: { ...reads(['accountId'], '/v1/accounts/{accountId}'), requires: ACCOUNT },
    rollBackAccount: { ...acts(['accountId'], '/v1/accounts/{accountId}/rollback'), requires: ACCOUNT },
  }),
  of('DocliftRunController', {
    listRuns: reads(['cursor'], '/v1/runs?limit=50{&cursor}'),
    readRun: { ...reads(['runId'], '/v1/runs/{runId}'), hasNames: true, hidesAccounts: true },
    readHistory: { ...reads(['runId'], '/v1/runs/{runId}/history'), hasNames: true },
    readForecast: reads(['runId'], '/v1/forecast/runs/{runId}'),
    listItems: {
      ...reads(['runId', 'outcome', 'cursor'], '/v1/runs/{runId}/items?limit=200{&outcome}{&cursor}'),
      isFiltered: true,
    },
    planRun: acts(['requestJson'], '/v1/runs', 'requestJson'),
    approveRun: acts(['runId', 'planHash'], '/v1/runs/{runId}/approve', { planHash: '{planHash}' }),
    haltRun: acts(['runId'], '/v1/runs/{runId}/halt'),
    pauseRun: acts(['runId'], '/v1/runs/{runId}/pause'),
    resumeRun: acts(['runId'], '/v1/runs/{runId}/resume'),
    rollBackRun: acts(['runId'], '/v1/runs/{runId}/rollback'),
  }),
  of('DocliftReportController', { createDownload: acts(['requestJson'], '/v1/downloads', 'requestJson') }),
  of('DocliftRecordController', {
    listDocuments: {
      ...reads(['accountId', 'cursor'], '/v1/accounts/{accountId}/records?limit=200{&cursor}'),
      requires: ACCOUNT,
      isFiltered: true,
    },
    readRecord: ofRecord(reads(['recordId'], '/v1/records/{recordId}')),
    readHistory: { ...ofRecord(reads(['recordId'], '/v1/records/{recordId}/history')), hasNames: true },
    readReceipt: ofRecord(reads(['recordId'], '/v1/records/{recordId}/receipt')),
    openLink: ofRecord(reads(['recordId'], '/v1/records/{recordId}/link')),
    rollBack: ofRecord(acts(['recordId'], '/v1/records/{recordId}/rollback')),
    restoreOriginal: ofRecord(acts(['recordId'], '/v1/runs', OVERRIDE)),
    releaseRecord: ofRecord(acts(['recordId'], '/v1/records/{recordId}/release')),
    retryCopy: ofRecord(acts(['recordId'], '/v1/records/{recordId}/retry')),
  }),
  of('DocliftServiceSettingsController', {
    readSettings: { parameters: [], request: { method: 'GET', path: SETTINGS, isTagged: true }, hasNames: true },
    changeSettings: {
      parameters: ['changesJson', 'etag'],
      request: { method: 'PATCH', path: SETTINGS, body: 'changesJson', ifMatch: 'etag', isTagged: true },
      hasNames: true,
    },
  }),
  of('DocliftSetupController', {
    checkConnections: reads([], '/v1/connections'),
    listWorkers: reads([], '/v1/workers'),
    readSupportBundle: reads([], '/v1/support-bundle'),
    countPeople: { parameters: [] },
  }),
].flat()

type Method = Omit<ApexDouble, 'class' | 'method'>

function of(name: string, methods: Readonly<Record<string, Method>>): ApexDouble[] {
  return Object.entries(methods).map(([method, double]) => ({ class: name, method, ...double }))
}

function reads(parameters: readonly string[], path: string): Method {
  return { parameters, request: { method: 'GET', path } }
}

function acts(parameters: readonly string[], path: string, body?: ApexRequest['body']): Method {
  return { parameters: [...parameters, KEY], request: { method: 'POST', path, ...(body && { body }) } }
}

function ofRecord(method: Method): Method {
  return { ...method, requires: { kind: 'record', parameter: 'recordId' } }
}
