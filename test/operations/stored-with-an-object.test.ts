import { GetObjectTaggingCommand, HeadObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestInstallation, type TestInstallation } from '../support/installation.ts'

const NAME = `Prüfbericht "Q3" 日本 ${'ü'.repeat(10)}.docx`

let doclift: TestInstallation
let client: S3Client
let named: string
let nameless: string

beforeAll(async () => {
  doclift = await openTestInstallation({
    sandbox: { records: 40 },
    settings: {
      DESTINATION_ENCRYPTION: 'sse-s3',
      DESTINATION_STORAGE_CLASS: 'STANDARD_IA',
      DESTINATION_TAGS: 'project=doclift, owner=legal',
    },
  })
  const { url: endpoint, region, accessKeyId, secretAccessKey } = doclift.sandbox.info.store
  client = new S3Client({ endpoint, region, forcePathStyle: true, credentials: { accessKeyId, secretAccessKey } })
  await doclift.perform('inventory')
  const { items } = await doclift.services.tracking.listRecords({ limit: 200, state: 'discovered' })
  const pdfs = items.filter(({ name }) => name.endsWith('.pdf')).map(({ recordId }) => recordId)
  ;[named, nameless] = [pdfs[0] ?? '', pdfs[1] ?? '']
  await doclift.sandbox.control.editRecord(named, { Name: NAME })
  await doclift.sandbox.control.editRecord(nameless, { Name: 'scan 12' })
  await doclift.perform('inventory')
  await doclift.perform('back_up', { scope: { kind: 'records', recordIds: [named, nameless] } })
})
afterAll(async () => {
  client?.destroy()
  await doclift?.dispose()
})

/** What the bucket has of the copy of a record. */
async function storedOf(recordId: string) {
  const record = await doclift.services.tracking.getRecord(recordId)
  const where = { Bucket: doclift.sandbox.info.store.bucket, Key: record?.objectKey ?? '' }
  return { record, where, head: await client.send(new HeadObjectCommand(where)) }
}

test('a copy carries its whole file name, and the type that its name says', async () => {
  const { head, record, where } = await storedOf(named)
  expect(head.ContentDisposition).toMatch(/^attachment; filename="/)
  expect(decodeURIComponent(head.ContentDisposition?.split("UTF-8''")[1] ?? '')).toBe(NAME)
  expect(head.ContentType).toMatch(/wordprocessingml\.document$/)
  expect(record?.contentType).toBe(head.ContentType)
  expect(where.Key.split('/').at(-1)).toBe(NAME)
})

test('a copy whose name says no type has the one that its first bytes say', async () => {
  expect((await storedOf(nameless)).head.ContentType).toBe('application/pdf')
})

test('a copy is encrypted, stored and tagged as the settings say', async () => {
  const { head, where } = await storedOf(named)
  expect(head).toMatchObject({ ServerSideEncryption: 'AES256', StorageClass: 'STANDARD_IA' })
  const { TagSet } = await client.send(new GetObjectTaggingCommand(where))
  expect(TagSet).toEqual([
    { Key: 'project', Value: 'doclift' },
    { Key: 'owner', Value: 'legal' },
  ])
})
