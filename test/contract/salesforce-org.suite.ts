import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DocliftError } from '../../server/domain/errors.ts'
import type { Entry } from '../../server/domain/file/scope.ts'
import type { OrgReader, OrgWriter, UrlWrite, WriteResult } from '../../server/ports/salesforce-org.ts'

/** What the suite needs of an org: some records it may change, and ways to disturb it from outside. */
export interface OrgFixture {
  reader: OrgReader
  org: OrgReader & OrgWriter
  orgId: string
  /** All entries the org shows. */
  entryCount: number
  /** Records with a URL, each used by one test only. */
  takeRecords(count: number): string[]
  /** Has the form of a record id, and no record. */
  missingRecordId: string
  /** A user, changed by the next two. */
  userId: string
  assignGroups(groups: readonly string[], expiresAt?: string): void
  deactivateUser(): void
  editBehindOurBack(recordId: string, url: string): void
  /** The next write happens; its answer does not come. */
  loseNextAnswer(of: 'collections' | 'record' | 'ingest-close'): void
  /** From now on jobs stop after so many rows. */
  holdJobsAfter(rows: number): void
  releaseJobs(): void
  refuse(recordId: string, by: 'row-lock' | 'validation-rule'): void
  /** The next result file breaks off; it or the next answer of a job's resource comes as a page of something in front. */
  breakOff(what: 'download' | 'job-page'): void
  /** The next job is deleted by others as soon as it has ended. */
  deleteNextJob(): void
  /** The next row of a result is left out of it. */
  leaveOutARow(): void
  close(): Promise<void>
}

/** Everything that implements the org port passes these. */
export function salesforceOrgSuite(name: string, open: () => Promise<OrgFixture>): void {
  describe(name, () => {
    let fixture: OrgFixture
    beforeAll(async () => {
      fixture = await open()
    })
    afterAll(() => fixture.close())

    const currentValue = async (recordId: string) => (await fixture.org.readValues([recordId])).get(recordId)
    const urlOf = async (recordId: string) => (await currentValue(recordId))?.documentUrl

    const startJob = async (writes: readonly UrlWrite[]) => {
      const job = await fixture.org.createIngestJob()
      await fixture.org.uploadIngestJob(job, writes)
      await fixture.org.closeIngestJob(job)
      return job
    }

    test('the login says which org it reached', async () => {
      const identity = await fixture.reader.identity()
      expect(identity).toMatchObject({ orgId: fixture.orgId, isSandbox: true })
      expect(identity.name).not.toBe('')
    })

    test('the reader for phase 1 has no method that writes', () => {
      const writers = Object.keys(fixture.org).filter((method) => /^(update|.*IngestJob|ingest)/.test(method))
      expect(writers.length).toBeGreaterThan(7)
      expect(Object.keys(fixture.reader).filter((method) => writers.includes(method))).toEqual([])
    })

    test('the shape of the URL field is described', async () => {
      const shape = await fixture.reader.describeUrlField()
      expect(shape).toEqual({ type: 'url', maxCharacters: 255, isUpdateable: true, isNillable: true })
    })

    test('all entries are counted and each is read exactly once', async () => {
      const ids = (await readAll(fixture.reader)).map(({ recordId }) => recordId)
      expect(await fixture.reader.countEntries()).toBe(fixture.entryCount)
      expect(ids).toHaveLength(fixture.entryCount)
      expect(new Set(ids).size).toBe(fixture.entryCount)
    })

    test('an entry read by id is the one read by query, except for the name of its Account', async () => {
      const entries = (await readAll(fixture.reader)).slice(0, 50)
      const byId = await fixture.reader.readEntries(entries.map(({ recordId }) => recordId))
      expect([...byId.values()]).toEqual(entries.map((entry) => ({ ...entry, accountName: null })))
    })

    test('only entries modified since a moment are read when that is asked for', async () => {
      const [recordId = ''] = fixture.takeRecords(1)
      const modifiedFrom = await fixture.reader.serverTime()
      fixture.editBehindOurBack(recordId, 'https://edited.example/since')
      const entries = await readAll(fixture.reader, { modifiedFrom })
      expect(entries.map((entry) => entry.recordId)).toContain(recordId)
      expect(entries.length).toBeLessThan(fixture.entryCount)
      expect(entries.every((entry) => new Date(entry.systemModstamp) >= modifiedFrom)).toBe(true)
    })

    test('a record that does not exist is missing from what is read', async () => {
      const [recordId = ''] = fixture.takeRecords(1)
      const values = await fixture.reader.readValues([fixture.missingRecordId, recordId])
      expect([...values.keys()]).toEqual([recordId])
    })

    test('a value is read with the moment and the user of its last change', async () => {
      const [recordId = ''] = fixture.takeRecords(1)
      const before = await currentValue(recordId)
      fixture.editBehindOurBack(recordId, 'https://edited.example/by-somebody')
      const after = await currentValue(recordId)
      expect(after).toMatchObject({ documentUrl: 'https://edited.example/by-somebody' })
      expect(after?.lastModifiedById).toMatch(/^005\w{15}$/)
      expect(new Date(after?.systemModstamp ?? '') > new Date(before?.systemModstamp ?? '')).toBe(true)
    })

    test('a user is found by either length of its id with its groups, and one that does not exist is not', async () => {
      const { reader, userId } = fixture
      fixture.assignGroups(['DocliftOperator', 'DocliftViewer'])
      const user = await reader.findUser(userId)
      expect(user).toMatchObject({ userId, isActive: true, name: expect.stringMatching(/./) })
      expect(user?.permissionSetGroups.sort()).toEqual(['DocliftOperator', 'DocliftViewer'])
      expect((await reader.findUser(userId.slice(0, 15)))?.userId).toBe(userId)
      expect(await reader.findUser('005000000000000AAA')).toBeUndefined()
    })

    test('an assignment that has expired gives a user no group', async () => {
      const groupsUntil = async (expiresAt: string) => {
        fixture.assignGroups(['DocliftOperator'], expiresAt)
        return (await fixture.reader.findUser(fixture.userId))?.permissionSetGroups
      }
      expect(await groupsUntil('2099-01-01T00:00:00.000Z')).toEqual(['DocliftOperator'])
      expect(await groupsUntil('2020-01-01T00:00:00.000Z')).toEqual([])
    })

    test('a user that was deactivated is shown as inactive', async () => {
      fixture.deactivateUser()
      expect(await fixture.reader.findUser(fixture.userId)).toMatchObject({ isActive: false })
    })

    test('a direct write gives one result for each record, by its id', async () => {
      const [first = '', second = ''] = fixture.takeRecords(2)
      const writes = [write(first), write(fixture.missingRecordId), { recordId: second, url: null }]
      const results = byRecord(await fixture.org.updateRecords(writes, 10_000))
      expect(results.get(first)?.result).toBe('written')
      expect(results.get(fixture.missingRecordId)).toMatchObject({ result: 'refused', isTransient: false })
      expect([await urlOf(first), await urlOf(second)]).toEqual([newUrl(first), null])
    })

    test('a row lock is a refusal that may pass, a validation rule one that will not', async () => {
      const [locked = '', ruled = ''] = fixture.takeRecords(2)
      fixture.refuse(locked, 'row-lock')
      fixture.refuse(ruled, 'validation-rule')
      const results = byRecord(await fixture.org.updateRecords([write(locked), write(ruled)], 10_000))
      expect(results.get(locked)).toMatchObject({ code: 'UNABLE_TO_LOCK_ROW', isTransient: true })
      expect(results.get(ruled)).toMatchObject({ code: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', isTransient: false })
    })

    test('a direct write whose answer is lost says so, and did happen', async () => {
      const [recordId = ''] = fixture.takeRecords(1)
      fixture.loseNextAnswer('collections')
      const error = await caught(fixture.org.updateRecords([write(recordId)], 10_000))
      expect(error).toMatchObject({ name: 'LostAnswerError', code: 'salesforce.answer-lost' })
      expect(await urlOf(recordId)).toBe(newUrl(recordId))
    })

    test('values with commas, quotes, line breaks and blanks at their ends arrive as they are by a bulk job', async () => {
      const awkward = ['a,b', 'say "yes"', 'two\nlines', ' blanks ', '#N/A ', '%20+é🌿']
      const records = fixture.takeRecords(awkward.length)
      await finished(fixture.org, await startJob(records.map((recordId, at) => ({ recordId, url: awkward[at] ?? '' }))))
      const values = await fixture.org.readValues(records)
      expect(records.map((recordId) => values.get(recordId)?.documentUrl)).toEqual(awkward)
    })

    test('a bulk job clears a field where the new value is null', async () => {
      const [recordId = ''] = fixture.takeRecords(1)
      await finished(fixture.org, await startJob([{ recordId, url: null }]))
      expect(await urlOf(recordId)).toBeNull()
    })

    test('every uploaded row ends in exactly one result of its job', async () => {
      const records = fixture.takeRecords(20)
      const [ruled = '', locked = ''] = records
      fixture.refuse(ruled, 'validation-rule')
      fixture.refuse(locked, 'row-lock')
      const uploaded = [...records, fixture.missingRecordId]
      const job = await startJob(uploaded.map(write))
      await finished(fixture.org, job)
      const results = await Array.fromAsync(fixture.org.ingestResults(job))
      expect(results.map(({ recordId }) => recordId).sort()).toEqual([...uploaded].sort())
      expect(byRecord(results).get(locked)).toMatchObject({ result: 'refused', isTransient: true })
      expect(byRecord(results).get(ruled)).toMatchObject({ result: 'refused', isTransient: false })
      expect(results.filter(({ result }) => result === 'written')).toHaveLength(18)
    })

    test('an aborted job says of each row whether it was touched, and what was written stays', async () => {
      const records = fixture.takeRecords(410)
      fixture.holdJobsAfter(200)
      const job = await startJob(records.map(write))
      await untilRowsDone(fixture.org, job, 200)
      await fixture.org.abortIngestJob(job)
      fixture.releaseJobs()
      const results = await Array.fromAsync(fixture.org.ingestResults(job))
      const written = results.filter(({ result }) => result === 'written').map(({ recordId }) => recordId)
      expect(results.map(({ recordId }) => recordId).sort()).toEqual([...records].sort())
      expect(results.filter(({ result }) => result === 'unprocessed')).toHaveLength(210)
      const values = await fixture.org.readValues(written)
      expect(written.every((recordId) => values.get(recordId)?.documentUrl === newUrl(recordId))).toBe(true)
    })

    test('aborting a finished job changes nothing and is no error', async () => {
      const [recordId = ''] = fixture.takeRecords(1)
      const job = await startJob([write(recordId)])
      await finished(fixture.org, job)
      await fixture.org.abortIngestJob(job)
      expect(await fixture.org.ingestJobStatus(job)).toMatchObject({ state: 'JobComplete', recordsProcessed: 1 })
    })

    test('a close whose answer is lost says so, and the job runs', async () => {
      const [recordId = ''] = fixture.takeRecords(1)
      const job = await fixture.org.createIngestJob()
      await fixture.org.uploadIngestJob(job, [write(recordId)])
      fixture.loseNextAnswer('ingest-close')
      expect(await caught(fixture.org.closeIngestJob(job))).toMatchObject({ code: 'salesforce.answer-lost' })
      await finished(fixture.org, job)
      expect(await urlOf(recordId)).toBe(newUrl(recordId))
    })

    test('the jobs of our user are listed by their kind until they are deleted, and tell whether they have ended', async () => {
      const job = await fixture.org.createIngestJob()
      const seen = async () => (await fixture.org.ownJobs('ingest')).find(({ jobId }) => jobId === job.jobId)
      expect(await seen()).toMatchObject({ ...job, kind: 'ingest', hasEnded: false, createdAt: expect.any(Date) })
      expect((await fixture.reader.ownJobs('query')).map(({ jobId }) => jobId)).not.toContain(job.jobId)
      await fixture.org.abortIngestJob(job)
      expect(await seen()).toMatchObject({ hasEnded: true })
      await fixture.org.deleteIngestJob(job)
      expect(await seen()).toBeUndefined()
    })

    test('a query job is discarded before and after its end, and discarding it again is no error', async () => {
      const [page] = await Array.fromAsync(firstOf(fixture.reader.readAllIds({})))
      const job = page?.next ?? { jobId: '', apiVersion: '' }
      expect(await fixture.reader.ownJobs('query')).toContainEqual(expect.objectContaining({ jobId: job.jobId }))
      for (const _ of [1, 2]) await fixture.reader.discardQueryJob(job)
      const left = await fixture.reader.ownJobs('query')
      expect(left.map(({ jobId }) => jobId)).not.toContain(job.jobId)
    })

    test('a job nobody knows has no status', async () => {
      const job = { jobId: '750000000000000AAA', apiVersion: '67.0' }
      expect(await fixture.org.ingestJobStatus(job)).toBeUndefined()
    })

    test('a result file that breaks off is read again, and no row of it is told twice', async () => {
      const records = fixture.takeRecords(30)
      const job = await startJob(records.map(write))
      await finished(fixture.org, job)
      fixture.breakOff('download')
      const results = await Array.fromAsync(fixture.org.ingestResults(job))
      expect(results.map(({ recordId }) => recordId).sort()).toEqual([...records].sort())
    })

    test('a page in front of the org that knows no such address does not make a job gone', async () => {
      const [recordId = ''] = fixture.takeRecords(1)
      const job = await startJob([write(recordId)])
      fixture.breakOff('job-page')
      expect(await fixture.org.ingestJobStatus(job)).toBeDefined()
      await finished(fixture.org, job)
    })

    test('a row that is in no result is told by none', async () => {
      const [first = '', second = ''] = fixture.takeRecords(2)
      const job = await startJob([write(first), write(second)])
      await finished(fixture.org, job)
      fixture.leaveOutARow()
      expect(await Array.fromAsync(fixture.org.ingestResults(job))).toHaveLength(1)
    })

    test('a job that others deleted has no status and no results, and what it wrote stays', async () => {
      const [recordId = ''] = fixture.takeRecords(1)
      fixture.deleteNextJob()
      const job = await startJob([write(recordId)])
      await expect.poll(() => fixture.org.ingestJobStatus(job), { timeout: 30_000 }).toBeUndefined()
      expect(await Array.fromAsync(fixture.org.ingestResults(job))).toEqual([])
      expect(await urlOf(recordId)).toBe(newUrl(recordId))
    })

    test('a job that has ended is deleted, deleting it again is no error, and what it wrote stays', async () => {
      const [recordId = ''] = fixture.takeRecords(1)
      const job = await startJob([write(recordId)])
      await finished(fixture.org, job)
      await fixture.org.deleteIngestJob(job)
      expect(await fixture.org.ingestJobStatus(job)).toBeUndefined()
      await fixture.org.deleteIngestJob(job)
      expect(await urlOf(recordId)).toBe(newUrl(recordId))
    })

    test('a single write happens when nobody touched the record since, and not when somebody did', async () => {
      const [recordId = ''] = fixture.takeRecords(1)
      const since = (await currentValue(recordId))?.systemModstamp ?? ''
      const update = () => fixture.org.updateRecordUnmodifiedSince(write(recordId), since, 10_000)
      expect(await update()).toEqual({ recordId, result: 'written' })
      fixture.editBehindOurBack(recordId, 'https://edited.example/meanwhile')
      expect(await update()).toEqual({ recordId, result: 'modified' })
      expect(await urlOf(recordId)).toBe('https://edited.example/meanwhile')
    })

    test('a single write is refused in the words of the org, for a lock, a rule and a record that is not there', async () => {
      const [locked = '', ruled = ''] = fixture.takeRecords(2)
      fixture.refuse(locked, 'row-lock')
      fixture.refuse(ruled, 'validation-rule')
      const update = (recordId: string) =>
        fixture.org.updateRecordUnmodifiedSince(write(recordId), new Date().toISOString(), 10_000)
      expect(await update(locked)).toMatchObject({ code: 'UNABLE_TO_LOCK_ROW', isTransient: true })
      expect(await update(ruled)).toMatchObject({ code: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', isTransient: false })
      expect(await update(fixture.missingRecordId)).toMatchObject({ result: 'refused', isTransient: false })
    })

    test('a single write whose answer is lost says so, and did happen', async () => {
      const [recordId = ''] = fixture.takeRecords(1)
      fixture.loseNextAnswer('record')
      const update = fixture.org.updateRecordUnmodifiedSince(write(recordId), new Date().toISOString(), 10_000)
      expect(await caught(update)).toMatchObject({ name: 'LostAnswerError', code: 'salesforce.answer-lost' })
      expect(await urlOf(recordId)).toBe(newUrl(recordId))
    })

    test('a bulk job refuses values it could not write byte for byte', async () => {
      const [recordId = ''] = fixture.takeRecords(1)
      const job = await fixture.org.createIngestJob()
      const upload = (url: string) => caught(fixture.org.uploadIngestJob(job, [{ recordId, url }]))
      expect(await upload('#N/A')).toMatchObject({ code: 'salesforce.not-bulk-writable', behaviour: 'permanent' })
      expect(await upload('')).toMatchObject({ code: 'salesforce.empty-url', behaviour: 'permanent' })
      expect(await fixture.org.ingestJobStatus(job)).toMatchObject({ state: 'Open' })
    })

    test('the text that bulk reads as null is written as text directly', async () => {
      const [recordId = ''] = fixture.takeRecords(1)
      await fixture.org.updateRecords([{ recordId, url: '#N/A' }], 10_000)
      expect(await urlOf(recordId)).toBe('#N/A')
    })
  })
}

/** All entries, in the order they come. */
export async function readAll(
  reader: OrgReader,
  options: Parameters<OrgReader['readAllEntries']>[0] = {},
): Promise<Entry[]> {
  const pages = await Array.fromAsync(reader.readAllEntries(options))
  return pages.flatMap(({ entries }) => entries)
}

/** What a promise is rejected with. */
export async function caught(promise: Promise<unknown>): Promise<DocliftError> {
  return promise.then(
    () => expect.unreachable('an error was expected'),
    (error: DocliftError) => error,
  )
}

function newUrl(recordId: string): string {
  return `https://files.example/${recordId}/a%20b.pdf`
}

function write(recordId: string): UrlWrite {
  return { recordId, url: newUrl(recordId) }
}

function byRecord(results: readonly WriteResult[]): Map<string, WriteResult> {
  return new Map(results.map((result) => [result.recordId, result]))
}

type Job = Awaited<ReturnType<OrgWriter['createIngestJob']>>

async function finished(org: OrgWriter, job: Job): Promise<void> {
  await expect.poll(async () => (await org.ingestJobStatus(job))?.state, { timeout: 30_000 }).toBe('JobComplete')
}

async function untilRowsDone(org: OrgWriter, job: Job, rows: number): Promise<void> {
  await expect.poll(async () => (await org.ingestJobStatus(job))?.recordsProcessed, { timeout: 30_000 }).toBe(rows)
}

async function* firstOf<Item>(items: AsyncIterable<Item>): AsyncGenerator<Item> {
  for await (const item of items) {
    yield item
    return
  }
}
