import { defineEntity, type InferEntity, p } from '@mikro-orm/core'
import type { Operation, RunLimits, RunState, Scope } from '../../server/domain/run/run.ts'
import type { Verification } from '../../server/domain/verification/verification.ts'
import type { QueryPosition } from '../../server/ports/salesforce-org.ts'

/** One execution of one operation. Its number is given by the database. */
export const Run = defineEntity({
  name: 'Run',
  tableName: 'runs',
  properties: {
    id: p.uuid().primary(),
    number: p.bigint('number').persist(false),
    operation: p.text().$type<Operation>(),
    scope: p.json().$type<Scope>(),
    isDryRun: p.boolean(),
    limits: p.json().$type<RunLimits>(),
    verification: p.json().$type<Verification>().nullable(),
    sampledFrom: p.bigint('number').nullable(),
    archiveKey: p.text().nullable(),
    archiveSha256: p.text().nullable(),
    archivedItems: p.bigint('number').nullable(),
    archivedAt: p.datetime().nullable(),
    profile: p.text(),
    settingsFingerprint: p.text(),
    state: p.text().$type<RunState>(),
    planHash: p.text().nullable(),
    createdBy: p.text(),
    createdAt: p.datetime(),
    approvedBy: p.text().nullable(),
    approvedAt: p.datetime().nullable(),
    startedAt: p.datetime().nullable(),
    endedAt: p.datetime().nullable(),
    stopCode: p.text().nullable(),
    stopSentence: p.text().nullable(),
    resumeAt: p.datetime().nullable(),
    pauseChecks: p.integer().default(0),
    judgedFrom: p.datetime().nullable(),
    queryPosition: p.json().$type<QueryPosition>().nullable(),
    watermark: p.datetime().nullable(),
    modifiedFrom: p.datetime().nullable(),
    scheduledAt: p.datetime().nullable(),
    entriesRead: p.bigint('number').default(0),
    entriesAdded: p.bigint('number').default(0),
    entriesChanged: p.bigint('number').default(0),
    entriesDeleted: p.bigint('number').default(0),
    exportKey: p.text().nullable(),
    exportSha256: p.text().nullable(),
    exportRowCount: p.bigint('number').nullable(),
    exportedAt: p.datetime().nullable(),
  },
})
export type Run = InferEntity<typeof Run>
