import { writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RunState } from '../../server/domain/run/run.ts'
import { type Fault, integrationUser } from '../sandbox/org/server.ts'
import { readOrgUrls } from '../support/org-urls.ts'
import { runSql } from '../support/sql.ts'
import { type Assault, editOf, planAssault, type Target } from './assault.ts'
import { readStoryOptions } from './options.ts'
import { describeStory } from './report.ts'
import { type Ending, findWrong, isEditLost, type Write } from './verdict.ts'
import { openWorld, type World } from './world.ts'

/** `npm run test:faults` plays it larger. */
const options = readStoryOptions('org', '2000')
const NO_LIMIT_MS = 2 ** 31 - 1
const JOURNAL_PAGE = 1_000

describe(`${options.records} records, switched and partly rolled back while every fault of the org strikes`, () => {
  const startedAtMs = performance.now()
  let world: World
  let assault: Assault
  let switchId: string
  let rollbackId: string

  beforeAll(async () => {
    world = await openWorld(options)
  }, NO_LIMIT_MS)
  afterAll(() => world.dispose(), NO_LIMIT_MS)

  test(
    'the inventory holds every entry as the org does',
    async () => {
      expect(await read('inventory')).toBe('succeeded')
      const rows = await sql<{ record_id: string; document_url: string | null }>(
        'select record_id, document_url from file_records',
      )
      expect(new Map(rows.map((row) => [row.record_id, row.document_url]))).toEqual(await readOrgUrls(org()))
      await pretendCopies()
    },
    NO_LIMIT_MS,
  )

  test(
    'the switch and the rollback of half of the Accounts end by themselves, though others edit and the day is used up',
    async () => {
      const planned = await world.untilEnded(await world.begin('switch'))
      switchId = planned.id
      assault = planAssault(await targetsOf(switchId), options.seed)
      await edit(assault.edits.before)
      await world.underFaults('writing', async () => {
        await arm(assault.rowFaults.switch)
        await world.start(planned)
        await world.untilEnded(switchId, meanwhile(assault.edits.duringSwitch, world.useUpTheDay))
      })
      await world.underFaults('writing', async () => {
        await arm(assault.rowFaults.rollback)
        rollbackId = await world.begin('roll_back', { kind: 'accounts', accountIds: assault.takenBack })
        await world.untilEnded(rollbackId, meanwhile(assault.edits.duringRollback))
      })
      expect(await kindsOfHistory(switchId)).toContain('run.paused')
      for (const runId of [switchId, rollbackId]) {
        const { outcomes, planned, pending } = await world.doclift.context.ports.tracking.countsOf(runId)
        expect({ pending, inDoubt: outcomes.in_doubt }).toEqual({ pending: 0, inDoubt: 0 })
        expect(Object.values(outcomes).reduce((sum, count) => sum + count, 0)).toBe(planned)
      }
    },
    NO_LIMIT_MS,
  )

  test(
    'after a look for changes no record is in a wrong state',
    async () => {
      expect(await read('catch_up')).toBe('succeeded')
      const endings = await readEndings()
      const wrong = endings.flatMap((ending) => {
        const fate = assault.fates.get(ending.recordId) ?? { kind: 'plain', isTakenBack: false, edit: null }
        const found = findWrong(ending, fate)
        return found === null
          ? []
          : [`${ending.recordId} (${JSON.stringify({ ...fate, word: ending.word })}): ${found}`]
      })
      await tell(endings, wrong)
      expect(wrong).toEqual([])
      // By chance a lock meets a few at every step; more would be a fault of the steps.
      const lockedOut = endings.filter(({ isLockedOut }) => isLockedOut.includes(true))
      const ofOthers = [...assault.fates.values()].filter(({ kind }) => kind === 'busy').length
      expect(lockedOut.length).toBeLessThanOrEqual(ofOthers + Math.ceil(options.records / 10_000))
    },
    NO_LIMIT_MS,
  )

  const org = () => world.doclift.sandbox.info.org
  const sql = <Row extends object>(text: string, given: unknown[] = []) =>
    runSql<Row>(world.doclift.ownerUrl, text, given)

  async function arm(faults: readonly Fault[]): Promise<void> {
    for (const fault of faults) await world.doclift.sandbox.control.fault(fault)
  }

  async function edit(recordIds: readonly string[]): Promise<void> {
    const { control } = world.doclift.sandbox
    for (const id of recordIds) await control.editRecord(id, { Document__c: editOf(id) })
  }

  function read(operation: 'inventory' | 'catch_up'): Promise<RunState> {
    return world.underFaults('reading', async () => (await world.untilEnded(await world.begin(operation))).state)
  }

  async function kindsOfHistory(runId: string): Promise<string[]> {
    return (await world.doclift.context.ports.tracking.runHistoryOf(runId)).map(({ kind }) => kind)
  }

  /** Edits as many records as the run has settled, in proportion, and does something once when it has settled a part. */
  function meanwhile(recordIds: readonly string[], once = async () => {}) {
    let [edited, isDone] = [0, false]
    return async (share: number) => {
      const until = Math.ceil(recordIds.length * share)
      await edit(recordIds.slice(edited, until))
      edited = Math.max(edited, until)
      if (share < 0.3 || isDone) return
      isDone = true
      await once()
    }
  }

  /** Copying all documents is not what is tried here. */
  async function pretendCopies(): Promise<void> {
    await sql(
      `update file_records set copy_state = 'verified', verified_at = now(), source_confirmed_at = now(), attestation = 'sha256',
         checksum_algorithm = 'sha256', checksum = repeat('a', 64), source_fingerprint = 'f', object_key = 'k/' || record_id, object_etag = 'e',
         object_size_bytes = 1
       where out_of_scope_reason is null returning record_id`,
    )
  }

  function targetsOf(runId: string): Promise<Target[]> {
    return sql(
      `select record_id as "recordId", account_id as "accountId" from run_items
       where run_id = ? and left_out_reason is null order by record_id`,
      [runId],
    )
  }

  async function readEndings(): Promise<Ending[]> {
    const [inOrg, rows] = await Promise.all([readOrgUrls(org()), readLedger()])
    const endings: Ending[] = []
    for (let from = 0; from < rows.length; from += JOURNAL_PAGE) {
      const page = rows.slice(from, from + JOURNAL_PAGE)
      const writes = await world.doclift.sandbox.control.writesOfEach(page.map((row) => row.recordId))
      for (const { switchReadAt, rollbackReadAt, switchCode, rollbackCode, ...row } of page) {
        const readAtMs = [momentOf(switchReadAt), momentOf(rollbackReadAt)] as const
        const isLockedOut = [isLock(switchCode), isLock(rollbackCode)] as const
        const journal = (writes[row.recordId] ?? []).map(toWrite)
        endings.push({ ...row, readAtMs, isLockedOut, inOrg: inOrg.get(row.recordId), writes: journal })
      }
    }
    return endings
  }

  function readLedger(): Promise<LedgerRow[]> {
    return sql(
      `select record.record_id as "recordId", document_url as "documentUrl", first_seen_url as "firstSeenUrl",
         coalesce(word, out_of_scope_reason) as word,
         switched.target_url as "targetUrl", switched.read_at as "switchReadAt", taken.read_at as "rollbackReadAt",
         case switched.outcome when 'failed' then switched.code end as "switchCode",
         case taken.outcome when 'failed' then taken.code end as "rollbackCode"
       from file_records as record
       left join run_items as switched on switched.record_id = record.record_id and switched.run_id = ?
         and switched.left_out_reason is null
       left join run_items as taken on taken.record_id = record.record_id and taken.run_id = ?
         and taken.left_out_reason is null
       order by record.record_id`,
      [switchId, rollbackId],
    )
  }

  async function tell(endings: readonly Ending[], wrong: readonly string[]): Promise<void> {
    const file = process.env.FAULT_REPORT
    if (file === undefined) return
    const { control } = world.doclift.sandbox
    const report = describeStory({
      words: endings.map(({ word }) => word),
      lostEdits: endings.filter(isEditLost).length,
      wrong,
      struck: await control.faultsStruck(),
      resumed: world.resumed,
      apiCalls: await control.apiCalls(),
      seconds: (performance.now() - startedAtMs) / 1_000,
      peakMemoryBytes: await world.peakMemory(),
    })
    await writeFile(file, report)
  }
})

interface LedgerRow extends Omit<Ending, 'readAtMs' | 'isLockedOut' | 'inOrg' | 'writes'> {
  switchReadAt: string | null
  rollbackReadAt: string | null
  /** Why it failed; null when it did not. */
  switchCode: string | null
  rollbackCode: string | null
}

/** The codes with which the org names a lock: its own, and that of a trigger that met one. */
function isLock(code: string | null): boolean {
  return code === 'UNABLE_TO_LOCK_ROW' || code === 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY'
}

function momentOf(text: string | null): number | null {
  return text === null ? null : Date.parse(text)
}

function toWrite({ at, byUserId, value }: { at: string; byUserId: string; value: string | null }): Write {
  return { isOurs: byUserId === integrationUser.userId, value, atMs: Date.parse(at) }
}
