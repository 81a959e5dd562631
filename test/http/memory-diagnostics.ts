import type { ConnectionCheck } from '../../server/operations/diagnostics/check-connections.ts'
import type { Measurements } from '../../server/operations/diagnostics/measure.ts'
import type { DiagnosticServices } from '../../server/operations/diagnostics/services.ts'
import type { SupportBundle } from '../../server/operations/diagnostics/support-bundle.ts'
import type { FailureGroup } from '../../server/operations/failures/read-failures.ts'
import type { RunFailureGroup } from '../../server/operations/failures/read-run-failures.ts'

export function buildCheck(change: Partial<ConnectionCheck> = {}): ConnectionCheck {
  return {
    name: 'database',
    status: 'ok',
    sentence: 'PostgreSQL answers.',
    advice: null,
    facts: { schemaVersion: 9 },
    checkedAt: '2026-03-01T12:00:00.000Z',
    durationMs: 4,
    ...change,
  }
}

export function buildFailureGroup(change: Partial<FailureGroup> = {}): FailureGroup {
  return {
    ...buildRunFailureGroup(),
    class: 'copy',
    last24Hours: 12,
    last7Days: 400,
    since: '2026-02-20T00:00:00.000Z',
    latest: '2026-03-01T11:00:00.000Z',
    ...change,
  }
}

export function buildRunFailureGroup(change: Partial<RunFailureGroup> = {}): RunFailureGroup {
  return {
    code: 'source.missing',
    sentence: 'The source says that there is no such file.',
    advice: 'Ask the vendor.',
    actor: 'vendor',
    isRetryable: true,
    records: 412,
    example: { recordId: 'a01000000000001AAA', name: 'Contract.pdf', sentence: 'There is none.' },
    ...change,
  }
}

export const MEASUREMENTS: Measurements = {
  queue: {
    queues: [{ name: 'batches', waiting: 3, atWork: 2 }],
    oldestWaitingMs: 1_500,
    lastSignOfWorkAt: '2026-03-01T11:59:58.000Z',
    isWorkingHere: true,
  },
  databaseConnections: { active: 1, idle: 4 },
  connectionsInUse: { service: 1, worker: 0 },
  pool: { limit: 12, inUse: 2, waiting: 0, peakInUse: 12, peakWaiting: 3 },
  runs: { succeeded: 3, running: 1 },
  workers: { alive: 2, silent: 0 },
  failures: [{ code: 'source.missing', records: 412 }],
  housekeeping: {
    endedAt: '2026-03-01T11:30:00.000Z',
    results: [],
    totals: { uploads: 3 },
    isAtWork: false,
  },
  salesforce: { used: 10, allowed: 1_000, measuredAt: '2026-03-01T12:00:00.000Z', sent: 7 },
  hosts: [{ host: 'store', limit: 12, atWork: 12, slowdowns: 3, isSlowed: true }],
}

/** Diagnostics that find everything well. */
export function memoryDiagnostics(): DiagnosticServices {
  return {
    checkConnections: async () => [buildCheck()],
    measure: async () => MEASUREMENTS,
    supportBundle: async () => buildBundle(),
  }
}

function buildBundle(): SupportBundle {
  const { example: _, ...failure } = buildFailureGroup()
  const { failures: __, ...measurements } = MEASUREMENTS
  return {
    id: '0197f3a0-6b1c-7c3e-9d52-1f0a4e8b7c21',
    createdAt: '2026-03-01T12:00:00.000Z',
    version: '0.1.0',
    node: 'v24.21.0',
    platform: 'linux x64',
    profile: 'testing',
    environment: 'sandbox',
    schemaVersion: 9,
    settings: { vendor: { token: '[secret]' } },
    connections: [buildCheck()],
    overview: {
      total: 1,
      byState: { verified: 1 },
      outOfScope: {},
      verifiedBytes: 1,
      accounts: 1,
      lastInventoryAt: null,
      entryCount: null,
      lastCatchUpAt: null,
      nextQuestionAt: null,
      drift: {},
    },
    runs: [],
    failures: [failure],
    measurements,
    memory: { residentBytes: 1, heapUsedBytes: 1 },
  }
}
