import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { outOfScopeReason } from '../../server/domain/file/scope.ts'
import type { Operation, Scope } from '../../server/domain/run/run.ts'
import { advanceRun } from '../../server/operations/advance-run.ts'
import type { Context } from '../../server/operations/context.ts'
import { startRun } from '../../server/operations/start-run.ts'
import { workBatch } from '../../server/operations/work-batch.ts'
import { openTestInstallation, type TestInstallation } from '../support/installation.ts'
import type { Mishap } from './reference-model.ts'
import type { Edit } from './steps.ts'

/** One record as org and ledger have it. */
export interface ObservedRecord {
  recordId: string
  org: string | null
  seen: string | null
  first: string | null
  reason: string | null
  copy: string
  url: string
  word: string | null
  isHeld: boolean
}

/** The whole service on a sandbox, made to take one step at a time. */
export interface World {
  doclift: TestInstallation
  /** Records whose copy is verified after the first back-up, with their Account and the URL of their object. */
  subjects: { recordId: string; accountId: string; target: string; first: string | null }[]
  reasonOf(value: string | null): string | null
  /**
   * Plans and does one run; what happens meanwhile happens after the plan, before anything is written.
   * @returns the id of the run
   */
  perform(operation: Operation, scope?: Scope, meanwhile?: () => Promise<void>): Promise<string>
  edit(edits: readonly Edit[]): Promise<void>
  /** Until the end of the run that is at work. */
  goWrong(mishap: Mishap): Promise<void>
  /** @returns false when there was nothing to release */
  release(recordId: string): Promise<boolean>
  observe(): Promise<Map<string, ObservedRecord>>
  dispose(): Promise<void>
}

/** A doubt lasts a second here. */
const DOUBT_POLL_MS = 200
const NEVER_STOPPED = new AbortController().signal

/** Starts a world and brings it to the end of Phase 1. Its gate has no checks: they are not what is tried here. */
export async function openWorld(seed: string, records: number): Promise<World> {
  const doclift = await openTestInstallation({ sandbox: { records, seed }, hasWorker: false })
  const context: Context = { ...doclift.context, probes: [] }
  const ledger = new pg.Client({ connectionString: doclift.ownerUrl })
  await ledger.connect()

  const perform: World['perform'] = async (operation, scope = { kind: 'everything' }, meanwhile) => {
    const request = { operation, scope, isDryRun: false, limits: {} }
    const { run } = await doclift.services.planRun(request, doclift.actor)
    await advanceRun(context, run.id, NEVER_STOPPED)
    if (operation === 'switch') await approve(context, run.id, doclift)
    await meanwhile?.()
    await workUntilEnded(context, run.id)
    await doclift.sandbox.control.clearFaults()
    return run.id
  }
  await perform('inventory')
  await perform('back_up')
  const subjects = await readSubjects(ledger, doclift.settings.URL_BASE ?? '')
  return {
    doclift,
    subjects,
    reasonOf: (value) => outOfScopeReason({ ...IN_SCOPE_BUT_FOR_ITS_URL, documentUrl: value }, context.settings.scope),
    perform,
    async edit(edits) {
      for (const { recordId, value } of edits) {
        await doclift.sandbox.control.editRecord(recordId, { Document__c: value })
      }
    },
    goWrong: (mishap) => goWrong(doclift, mishap),
    release: (recordId) => release(doclift, recordId),
    observe: () => observe(doclift, ledger, new Set(subjects.map((subject) => subject.recordId))),
    async dispose() {
      await ledger.end()
      await doclift.dispose()
    },
  }
}

const IN_SCOPE_BUT_FOR_ITS_URL = {
  recordId: 'a0100000000001ZAAA',
  accountId: '001000000000001AAA',
  accountName: 'Account',
  name: 'Name.pdf',
  identifier: null,
  type: 'Document',
  createdAt: '2025-01-01T00:00:00Z',
  systemModstamp: '2025-01-01T00:00:00Z',
}

async function approve(context: Context, runId: string, { actor }: TestInstallation): Promise<void> {
  const run = await context.ports.tracking.getRun(runId)
  await startRun(context, runId, run?.planHash ?? '', actor)
  await advanceRun(context, runId, NEVER_STOPPED)
}

async function workUntilEnded(context: Context, runId: string): Promise<void> {
  const { tracking } = context.ports
  for (;;) {
    const run = await tracking.getRun(runId)
    if (run?.endedAt) return
    const open = (await tracking.batchesOf(runId)).filter((batch) => batch.state !== 'done')
    for (const { batchId } of open) await workBatch(context, batchId, NEVER_STOPPED)
    if (await isInDoubt(context, runId)) await wait(DOUBT_POLL_MS)
    await advanceRun(context, runId, NEVER_STOPPED)
  }
}

async function isInDoubt({ ports }: Context, runId: string): Promise<boolean> {
  return (await ports.tracking.countsOf(runId)).outcomes.in_doubt > 0
}

async function goWrong({ sandbox }: TestInstallation, { kind, recordIds }: Mishap): Promise<void> {
  const { control } = sandbox
  if (kind === 'refused') await control.fault({ name: 'validation-rule', recordIds, message: 'Not in tax season.' })
  else if (kind === 'locked') await control.fault({ name: 'unable-to-lock-row', recordIds, times: 1_000 })
  else await control.fault({ name: 'cut-after-write', on: 'collections', times: 1 })
}

async function release({ services, actor }: TestInstallation, recordId: string): Promise<boolean> {
  try {
    await services.rollback.releaseRecord(recordId, actor)
    return true
  } catch (error) {
    if ((error as { code?: string }).code === 'record.not-held') return false
    throw error
  }
}

async function readSubjects(ledger: pg.Client, base: string): Promise<World['subjects']> {
  const { rows } = await ledger.query(
    `select record_id as "recordId", account_id as "accountId", object_key as key, first_seen_url as first
     from file_records where word = 'verified' order by record_id`,
  )
  return rows.map(({ key, ...row }) => ({ ...row, target: `${base}/${key.split('/').map(percentEncoded).join('/')}` }))
}

/** RFC 3986: everything but unreserved characters. */
function percentEncoded(segment: string): string {
  const hex = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`
  return encodeURIComponent(segment).replace(/[!'()*]/g, hex)
}

async function observe(doclift: TestInstallation, ledger: pg.Client, ids: ReadonlySet<string>) {
  const { rows } = await ledger.query<ObservedRecord>(
    `select record_id as "recordId", document_url as seen, first_seen_url as first, out_of_scope_reason as reason,
       copy_state as copy, url_state as url, word, is_held as "isHeld"
     from file_records where record_id = any($1)`,
    [[...ids]],
  )
  const values = await Promise.all(rows.map((row) => doclift.sandbox.control.readRecord(row.recordId)))
  return new Map(rows.map((row, index) => [row.recordId, { ...row, org: orgValue(values[index]?.Document__c) }]))
}

function orgValue(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}
