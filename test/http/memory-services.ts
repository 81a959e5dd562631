import { randomUUID } from 'node:crypto'
import type { DriftFinding } from '../../server/domain/drift/drift.ts'
import { PermanentError } from '../../server/domain/errors.ts'
import type { GateDecision } from '../../server/domain/gate/gate.ts'
import type { Preflight } from '../../server/domain/preflight/preflight.ts'
import { NO_OUTCOMES, type Role, type Run, type RunRequest } from '../../server/domain/run/run.ts'
import type { DeadLetter } from '../../server/domain/worker/dead-letter.ts'
import { hashToken } from '../../server/operations/create-token.ts'
import type { Services } from '../../server/operations/services.ts'
import { toViews } from '../../server/operations/settings/read-settings.ts'
import type { AutomationToken } from '../../server/ports/tracking/access.ts'
import type { AccountView, RecordView } from '../../server/ports/tracking/reads.ts'
import type { IdempotencyBinding } from '../../server/ports/tracking/runs.ts'
import type { SettingOverrides } from '../../server/ports/tracking/settings.ts'
import type { WorkerView } from '../../server/ports/tracking/workers.ts'
import { memoryDiagnostics } from './memory-diagnostics.ts'

export const ORG_ID = '00D000000000001EAA'
export const RECORD_ID = 'a01000000000001AAA'
export const ACCOUNT_ID = '001000000000001AAA'
export const PLAN_HASH = 'a'.repeat(64)
export const NOW = new Date('2026-03-01T12:00:00.000Z')

export const TOKENS: Readonly<Record<Role, string>> = {
  viewer: 'doclift_viewer',
  operator: 'doclift_operator',
  approver: 'doclift_approver',
  admin: 'doclift_admin',
}

export const PREFLIGHT: Preflight = {
  id: '0197f3a0-6b1c-7c3e-9d52-1f0a4e8b7c21',
  at: NOW.toISOString(),
  actorId: 'cli:me@host',
  outcome: 'warning',
  automation: '2 flows and 1 trigger run on each record.',
  lines: [{ item: 'flows', outcome: 'warning', sentence: '2 flows run on each record: A, B.', facts: { active: 2 } }],
}

export interface MemoryServices extends Services {
  runs: Run[]
  records: RecordView[]
  /** What operations were called with. */
  bindings: IdempotencyBinding[]
  requests: RunRequest[]
}

/** Services whose ledger is a few arrays, for what the edges do by themselves: shapes, roles, problems, paging, headers. */
export function memoryServices(overrides: Partial<Services> = {}): MemoryServices {
  const runs: Run[] = []
  const records = [buildRecord()]
  const bindings: IdempotencyBinding[] = []
  const requests: RunRequest[] = []

  function note(binding: IdempotencyBinding | undefined) {
    if (binding) bindings.push(binding)
  }
  function change(runId: string, change: Partial<Run>): Promise<Run> {
    const run = runs.find((one) => one.id === runId)
    return run ? Promise.resolve(Object.assign(run, change)) : Promise.reject(new Error('no run'))
  }
  function add(request: RunRequest, actorId: string) {
    const run = buildRun({ ...request, number: runs.length + 1, createdBy: actorId })
    runs.push(run)
    return { run, isNew: true }
  }

  return {
    runs,
    records,
    bindings,
    requests,
    profile: 'testing',
    testMode: null,
    environment: 'sandbox',
    orgDomain: 'northwind.my.salesforce.example',
    clock: { now: () => NOW, sleep: () => Promise.resolve() },
    orgTokenKeys: [],
    tracking: memoryLedger(runs, records),
    planRun: async (request, actor, binding) => {
      note(binding)
      requests.push(request)
      return add(request, actor.id)
    },
    approveRun: (runId, planHash, actor, binding) => {
      note(binding)
      return change(runId, { state: 'approved', planHash, approvedBy: actor.id })
    },
    haltRun: (runId, _actor, binding) => {
      note(binding)
      return change(runId, { state: 'halted' })
    },
    pauseRun: (runId, _actor, binding) => {
      note(binding)
      return change(runId, { state: 'paused' })
    },
    resumeRun: (runId, _actor, binding) => {
      note(binding)
      return change(runId, { state: 'approved' })
    },
    createToken: () => Promise.reject(new Error('not used')),
    gateOf: async () => null,
    safeguardsOf: async () => ({ cohorts: [], guardrail: null }),
    apiUsage: () => ({ used: 10, allowed: 1_000, measuredAt: NOW.toISOString(), sent: 7 }),
    readUsage: async () => ({ used: 10, allowed: 1_000, ceiling: 800, left: 790, measuredAt: NOW.toISOString() }),
    checkReadiness: async () => [{ name: 'database', isOk: true }],
    rollback: {
      rollBackRecord: async (recordId, actor, binding) => {
        note(binding)
        const scope = { kind: 'records' as const, recordIds: [recordId] }
        return add({ operation: 'roll_back', scope, isDryRun: false, limits: {} }, actor.id)
      },
      rollBackRun: async (runId, actor, binding) => {
        note(binding)
        return add({ operation: 'roll_back', scope: { kind: 'run', runId }, isDryRun: false, limits: {} }, actor.id)
      },
      planRestore: () => Promise.reject(new Error('not used')),
      releaseRecord: async (recordId, _actor, binding) => {
        note(binding)
        return records.find((record) => record.recordId === recordId) as RecordView
      },
    },
    access: unused(),
    events: unused(),
    webhooks: unused(),
    reports: unused(),
    analysis: unused(),
    failures: unused(),
    links: {
      openLink: async () => undefined,
      revokeLinks: async (scope, _actor, binding) => {
        note(binding)
        return { scope, records: 1 }
      },
    },
    settings: memorySettings(),
    diagnostics: memoryDiagnostics(),
    deadLetters: {
      listDeadLetters: async () => ({ items: [DEAD_LETTER], nextCursor: null }),
      retryDeadLetter: (_id, _actor, binding) => {
        note(binding)
        return change(runs[0]?.id ?? '', { state: 'approved' })
      },
    },
    conform: memoryConform(),
    housekeeping: {
      find: async () => [],
      sweep: async () => [],
    },
    preflight: {
      newest: async () => PREFLIGHT,
      make: async ({ countInOrg }, actor, binding) => {
        note(binding)
        return { ...PREFLIGHT, actorId: actor.id, automation: `counted ${countInOrg}` }
      },
    },
    ...overrides,
  }
}

function memoryConform(): Services['conform'] {
  const standing = { outcome: 'failed' as const, sentence: 'No sandbox of the org was checked.' }
  return {
    importReport: () => Promise.reject(new Error('not used')),
    readStanding: async () => ({ ...standing, newest: null, isRequired: false }),
  }
}

function memorySettings(): Services['settings'] {
  const defaults = {
    apiSharePercent: 80,
    copyParallel: 16,
    catchUpEveryMinutes: 0,
    sideEffectsPer100Records: 10,
    copyMegabytesPerSecond: 0,
    copyHours: 'always',
    switchHours: 'always',
  }
  let overrides: SettingOverrides = {}
  return {
    readSettings: async () => toViews(defaults, overrides),
    changeSettings: async (changes, actor, admit) => {
      admit?.(toViews(defaults, overrides))
      const set = Object.entries(changes).map(([name, value]) => [
        name,
        value === null ? undefined : { value, changedBy: actor.id, changedAt: NOW.toISOString() },
      ])
      overrides = { ...overrides, ...Object.fromEntries(set) }
      return toViews(defaults, overrides)
    },
  }
}

function memoryLedger(runs: readonly Run[], records: readonly RecordView[]): Services['tracking'] {
  return {
    readBinding: async () => ({ orgId: ORG_ID, environment: 'sandbox' }),
    findToken: async (hashHex) => tokenOf(hashHex),
    readOverview: async () => ({
      total: 5,
      byState: { verified: 3 },
      outOfScope: { folder: 2 },
      verifiedBytes: 1_700_000_000_000,
      accounts: 1,
      unfinishedRuns: [...runs],
      lastInventoryAt: NOW.toISOString(),
      entryCount: { inOrg: 5, inLedger: 5, countedAt: NOW.toISOString() },
      lastCatchUpAt: null,
      nextQuestionAt: null,
      drift: { renamed: 1 },
    }),
    listDrift: async () => ({ items: [FINDING], nextCursor: null }),
    countDrift: async () => ({ renamed: 1 }),
    entriesOf: async () => null,
    censusesOf: async () => [],
    listWorkers: async () => [WORKER],
    largestAccountsOf: async () => [{ accountId: ACCOUNT_ID, accountName: ACCOUNT.name, items: 3 }],
    listAccounts: async () => ({ items: [ACCOUNT], nextCursor: null }),
    getAccount: async (id) => (id === ACCOUNT_ID ? ACCOUNT : undefined),
    listRecords: async ({ limit, after }) => {
      const rest = records.filter((record) => after === undefined || record.recordId > after)
      const items = rest.slice(0, limit)
      return { items, nextCursor: rest.length > limit ? (items.at(-1)?.recordId ?? null) : null }
    },
    getRecord: async (id) => records.find((record) => record.recordId === id),
    historyOf: async () => [HISTORY_ROW],
    healingsOf: async () => [],
    listRuns: async ({ limit }) => ({ items: [...runs].reverse().slice(0, limit), nextCursor: null }),
    runHistoryOf: async () => [HISTORY_LINE],
    listRunItems: async () => ({ items: [], nextCursor: null }),
    getRun: async (id) => runs.find((run) => run.id === id),
    countsOf: async () => ({
      planned: 4,
      pending: 1,
      leftOut: 2,
      outcomes: { ...NO_OUTCOMES, done: 2, conflicted: 1 },
      proofs: { sha256: 1, 'read-back': 1 },
      findings: {},
    }),
    async *planLines() {
      yield [{ recordId: RECORD_ID, expectedUrl: '=HYPERLINK("x")', targetUrl: 'https://b/x', leftOutReason: null }]
      yield [{ recordId: 'a01000000000002AAA', expectedUrl: null, targetUrl: null, leftOutReason: 'folder' }]
    },
  }
}

function tokenOf(hashHex: string): AutomationToken | undefined {
  const found = Object.entries(TOKENS).find(([, token]) => hashToken(token) === hashHex)
  if (!found) return undefined
  const [role] = found as [Role, string]
  const at = NOW.toISOString()
  return { id: `id-of-${role}`, name: role, role, createdBy: 'cli:test@host', createdAt: at, expiresAt: at }
}

const FINDING: DriftFinding = {
  number: 31,
  kind: 'renamed',
  recordId: RECORD_ID,
  recordName: 'Contract 2.pdf',
  accountId: ACCOUNT_ID,
  accountName: 'Northwind Traders',
  urlState: 'original',
  seenAt: NOW.toISOString(),
  runId: '0197f3a0-6b1c-7c3e-9d52-1f0a4e8b7c21',
  runNumber: 2,
  oldValue: 'Contract.pdf',
  newValue: 'Contract 2.pdf',
  resolvedAt: null,
}

const ACCOUNT: AccountView = {
  accountId: ACCOUNT_ID,
  name: 'Northwind Traders',
  total: 5,
  byState: { verified: 3 },
  outOfScope: { folder: 2 },
  verifiedBytes: 300,
  needsAttention: 0,
  lastActivityAt: NOW.toISOString(),
}

const DEAD_LETTER: DeadLetter = {
  id: '0197f3a0-8e3f-7c3e-9d52-1f0a4e8b7c44',
  state: 'given-up',
  runId: '0197f3a0-6b1c-7c3e-9d52-1f0a4e8b7c21',
  runNumber: 14,
  operation: 'back_up',
  runState: 'halted',
  batchId: null,
  batchNumber: null,
  code: 's3.denied',
  sentence: 'The store refused.',
  failures: 1,
  firstFailedAt: NOW.toISOString(),
  lastFailedAt: NOW.toISOString(),
}

const WORKER: WorkerView = {
  id: '0197f3a0-6b1c-7c3e-9d52-1f0a4e8b7c21',
  kind: 'worker',
  takesTasks: true,
  host: 'worker-1',
  processId: 4711,
  version: '0.1.0',
  schemaVersion: 27,
  startedAt: NOW.toISOString(),
  lastBeatAt: NOW.toISOString(),
  isAlive: true,
  tasks: [],
}

const HISTORY_LINE = {
  at: NOW.toISOString(),
  kind: 'run.halted' as const,
  actor: 'doclift',
  state: null,
  code: 'guardrail.tripped',
  sentence: 'Too many errors.',
  records: null,
}

const HISTORY_ROW = {
  at: NOW.toISOString(),
  kind: 'first_seen' as const,
  url: 'https://files.vendor.example/a',
  actor: 'doclift',
  runId: randomUUID(),
  runNumber: 1,
  byUserId: null,
}

export function buildRecord(overrides: Partial<RecordView> = {}): RecordView {
  return {
    recordId: RECORD_ID,
    accountId: ACCOUNT_ID,
    accountName: 'Northwind Traders',
    name: 'Contract.pdf',
    state: 'verified',
    copyState: 'verified',
    urlState: 'original',
    outOfScopeReason: null,
    isHeld: false,
    documentUrl: 'https://files.vendor.example/a',
    firstSeenUrl: 'https://files.vendor.example/a',
    sizeBytes: 100,
    contentType: 'application/pdf',
    objectKey: 'doclift/a',
    checksum: { algorithm: 'sha256', value: 'b'.repeat(64) },
    verifiedAt: NOW.toISOString(),
    failureCode: null,
    failureSentence: null,
    ownerRunId: null,
    ...overrides,
  }
}

export function buildRun(overrides: Partial<Run> = {}): Run {
  return {
    id: randomUUID(),
    number: 1,
    operation: 'switch',
    scope: { kind: 'everything' },
    isDryRun: false,
    limits: {},
    state: 'planned',
    profile: 'testing',
    planHash: PLAN_HASH,
    sampledFrom: null,
    archive: null,
    createdBy: 'token:x',
    createdAt: NOW.toISOString(),
    approvedBy: null,
    startedAt: null,
    endedAt: null,
    stopCode: null,
    stopSentence: null,
    ...overrides,
  }
}

export const REFUSED_GATE: GateDecision = {
  outcome: 'refused',
  lines: [
    {
      item: 'tracking.success-rate',
      outcome: 'failed',
      sentence: '80 % are copied and checked; more than 95 % are needed.',
    },
    { item: 'links.open', outcome: 'passed', sentence: 'All 200 opened.' },
  ],
}

export function gateRefused(): PermanentError {
  return new PermanentError('gate.refused', 'The gate refused: tracking.success-rate.')
}

/** Stands for services that a test does not use; a call says so. */
function unused<T extends object>(): T {
  const refuse = (_target: object, name: string | symbol) => () =>
    Promise.reject(new Error(`${String(name)} is not used`))
  return new Proxy({}, { get: refuse }) as T
}
