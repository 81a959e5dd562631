/** One story for all examples: a switch of the documents of Northwind Traders. */

export const EXAMPLE_ACCOUNT_ID = '001000000000001AAA'
export const EXAMPLE_RECORD_ID = 'a01000000000001AAA'
export const EXAMPLE_RUN_ID = '0197f3a0-6b1c-7c3e-9d52-1f0a4e8b7c21'
export const EXAMPLE_PLAN_HASH = 'a'.repeat(64)

export const EXAMPLE_COVERAGE = {
  total: 5,
  byState: { verified: 3 },
  outOfScope: { folder: 2 },
  verifiedBytes: 5_100_000,
}

export const EXAMPLE_GATE = {
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

export const EXAMPLE_RUN = {
  id: EXAMPLE_RUN_ID,
  number: 14,
  operation: 'switch',
  scope: { kind: 'accounts', accountIds: [EXAMPLE_ACCOUNT_ID] },
  dryRun: false,
  limits: {},
  verification: null,
  state: 'planned',
  profile: 'production',
  planHash: EXAMPLE_PLAN_HASH,
  archive: null,
  createdBy: 'user:005000000000001AAA',
  createdAt: '2026-03-01T12:00:00.000Z',
  approvedBy: null,
  startedAt: null,
  endedAt: null,
  stopCode: null,
  stopSentence: null,
}
