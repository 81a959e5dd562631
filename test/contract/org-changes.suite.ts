import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { OrgReader, OrgWriter, QueryPosition } from '../../server/ports/salesforce-org.ts'
import { caught, readAll } from './salesforce-org.suite.ts'

/** What these need of an org: records that may be changed and deleted, and ways to disturb what is read. */
export interface OrgChangesFixture {
  reader: OrgReader
  org: OrgReader & OrgWriter
  entryCount: number
  /** Records with a URL, each used by one test only. */
  takeRecords(count: number): string[]
  editBehindOurBack(recordId: string, url: string): void
  deleteRecord(recordId: string): void
  undeleteRecord(recordId: string): void
  /** @returns the id of its row */
  addVersion(recordId: string): string
  /** From now on the org remembers no deletion from before this moment. */
  purgeDeletionsBefore(moment: Date): void
  /** The next query job comes to nothing. */
  loseNextQuery(how: 'deleted' | 'aborted' | 'failed'): void
  /** The answer to the next write of this kind does not come. */
  loseNextAnswer(of: 'ingest-create' | 'ingest-upload'): void
  close(): Promise<void>
}

const MINUTE_MS = 60_000

/** Everything that implements the org port passes these too: what moved, reading on, and what is refused before it is sent. */
export function orgChangesSuite(name: string, open: () => Promise<OrgChangesFixture>): void {
  describe(name, () => {
    let fixture: OrgChangesFixture
    beforeAll(async () => {
      fixture = await open()
    })
    afterAll(() => fixture.close())

    const ago = (minutes: number) => new Date(Date.now() - minutes * MINUTE_MS)

    test('the time of the org is told in whole seconds', async () => {
      const time = await fixture.reader.serverTime()
      expect(time.getMilliseconds()).toBe(0)
      expect(time.getUTCFullYear()).toBeGreaterThan(2020)
    })

    test('few modified entries are those that reading all since then gives', async () => {
      const [recordId = ''] = fixture.takeRecords(1)
      const modifiedFrom = await fixture.reader.serverTime()
      fixture.editBehindOurBack(recordId, 'https://edited.example/few')
      const pages = await Array.fromAsync(fixture.reader.readModifiedEntries({ modifiedFrom }))
      expect(pages.flatMap(({ entries }) => entries)).toEqual(await readAll(fixture.reader, { modifiedFrom }))
      expect(pages.flatMap(({ entries }) => entries.map((entry) => entry.recordId))).toContain(recordId)
    })

    test('reading goes on at the position of any page and misses nothing', async () => {
      const all = (await readAll(fixture.reader)).map(({ recordId }) => recordId)
      for (const pagesRead of [1, 3]) {
        const { seen, next } = await readPages(pagesRead)
        const rest = await readAll(fixture.reader, { from: next })
        expect(new Set([...seen, ...rest.map(({ recordId }) => recordId)])).toEqual(new Set(all))
      }
    })

    test('the ids of all entries come once each, and going on at a position gives the rest', async () => {
      const pages = await Array.fromAsync(fixture.reader.readAllIds({}))
      const ids = pages.flatMap(({ recordIds }) => recordIds)
      expect(ids).toHaveLength(new Set(ids).size)
      expect(ids).toHaveLength(await fixture.reader.countEntries())
      expect(pages[0]?.next).toMatchObject({ reads: 'ids' })
    })

    test.each([
      ['deleted', 'salesforce.query-expired', 'permanent'],
      ['aborted', 'salesforce.query-expired', 'permanent'],
      ['failed', 'salesforce.query-failed', 'fatal'],
    ] as const)('a query job that was %s ends the reading with %s', async (how, code, behaviour) => {
      fixture.loseNextQuery(how)
      expect(await caught(readAll(fixture.reader))).toMatchObject({ code, behaviour })
    })

    test('a reading that is stopped ends with the reason', async () => {
      const reason = new Error('the worker stops')
      const reading = readAll(fixture.reader, { signal: AbortSignal.abort(reason) })
      expect(await caught(reading)).toBe(reason)
    })

    test('deletions are told with their time, and what was brought back is not', async () => {
      const [gone = '', back = ''] = fixture.takeRecords(2)
      for (const recordId of [gone, back]) fixture.deleteRecord(recordId)
      fixture.undeleteRecord(back)
      const told = await fixture.reader.readDeletions({ from: ago(30), to: ago(-2) })
      const ids = told?.deletions.map(({ recordId }) => recordId)
      expect(ids).toContain(gone)
      expect(ids).not.toContain(back)
      expect(told?.deletions[0]?.deletedAt).toMatch(/^\d{4}-.*Z$/)
    })

    test('an org that does not remember a whole window of deletions tells none of it', async () => {
      fixture.purgeDeletionsBefore(ago(5))
      expect(await fixture.reader.readDeletions({ from: ago(30), to: ago(0) })).toBeUndefined()
    })

    test('rows of new versions lead to their documents', async () => {
      const [recordId = ''] = fixture.takeRecords(1)
      const versionId = fixture.addVersion(recordId)
      const pages = await Array.fromAsync(fixture.reader.readVersions({ modifiedFrom: ago(1) }))
      expect(pages.flat()).toContainEqual({ versionId, recordId, createdAt: expect.stringMatching(/Z$/) })
    })

    test('what the org says of its requests is kept, and one request asks it', async () => {
      const before = fixture.reader.usage()
      const asked = await fixture.reader.readUsage()
      expect(asked.sent).toBe(before.sent + 1)
      expect(asked.allowed).toBeGreaterThan(asked.used ?? 0)
      expect(Date.parse(asked.measuredAt ?? '')).toBeGreaterThanOrEqual(Date.parse(before.measuredAt ?? ''))
    })

    test('more records than one call takes are refused before anything is sent', async () => {
      const ids = Array.from({ length: 2_001 }, () => 'a1c000000000000AAA')
      const writes = ids.slice(0, 201).map((recordId) => ({ recordId, url: 'https://files.example' }))
      await expect(fixture.org.readValues(ids)).rejects.toThrow(RangeError)
      await expect(fixture.org.readEntries(ids)).rejects.toThrow(RangeError)
      await expect(fixture.org.updateRecords(writes, 10_000)).rejects.toThrow(RangeError)
    })

    test('nothing is read or written for no record', async () => {
      const { sent } = fixture.org.usage()
      expect([(await fixture.org.readValues([])).size, await fixture.org.updateRecords([], 10_000)]).toEqual([0, []])
      expect(fixture.org.usage().sent).toBe(sent)
    })

    test('a creation whose answer is lost says so', async () => {
      fixture.loseNextAnswer('ingest-create')
      const error = await caught(fixture.org.createIngestJob())
      expect(error).toMatchObject({ name: 'LostAnswerError', code: 'salesforce.answer-lost' })
    })

    test('an upload whose answer is lost says so, and an abort ends its job with nothing written', async () => {
      const [recordId = ''] = fixture.takeRecords(1)
      const before = (await fixture.org.readValues([recordId])).get(recordId)
      const job = await fixture.org.createIngestJob()
      fixture.loseNextAnswer('ingest-upload')
      const upload = fixture.org.uploadIngestJob(job, [{ recordId, url: 'https://files.example/lost' }])
      expect(await caught(upload)).toMatchObject({ name: 'LostAnswerError', code: 'salesforce.answer-lost' })
      expect(await fixture.org.ingestJobStatus(job)).toMatchObject({ state: 'Open', recordsProcessed: 0 })
      await fixture.org.abortIngestJob(job)
      expect(await fixture.org.ingestJobStatus(job)).toMatchObject({ state: 'Aborted' })
      expect((await fixture.org.readValues([recordId])).get(recordId)).toEqual(before)
    })

    async function readPages(count: number): Promise<{ seen: string[]; next: QueryPosition }> {
      const seen: string[] = []
      let left = count
      for await (const { entries, next } of fixture.reader.readAllEntries({})) {
        seen.push(...entries.map(({ recordId }) => recordId))
        left -= 1
        if (left === 0 && next) return { seen, next }
      }
      throw new Error('There are fewer pages.')
    }
  })
}
