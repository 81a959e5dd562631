import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { adviceFor } from '../../server/domain/failure/advice.ts'
import type { RecordView } from '../../server/ports/tracking/reads.ts'
import { type Listening, listen } from '../sandbox/listening.ts'
import { makeCertificate } from '../support/certificate.ts'
import { openTestInstallation, type TestInstallation } from '../support/installation.ts'
import { BAD_ANSWERS, type BadAnswer, BYTES, pointsTo, SAYS, SECOND, whole } from './bad-answers.ts'

const slugOf = ({ kind }: BadAnswer) => kind.toLowerCase().replace(/[^a-z0-9]+/g, '-')
const bySlug = new Map(BAD_ANSWERS.map((bad) => [slugOf(bad), bad]))

let doclift: TestInstallation
let api: Listening
let files: Listening
let untrusted: Server
const tries = new Map<string, number>()
/** How often an address was asked for, by document. */
const asked = new Map<string, number>()
const records = new Map<string, RecordView>()

const untrustedHost = () => `127.0.0.1:${(untrusted.address() as AddressInfo).port}`

/** A back-up of one record for each kind, and of some that the vendor answers well. */
beforeAll(async () => {
  files = await listen(answerFile, 0)
  api = await listen(answerApi, 0)
  const { certificatePem: cert, keyPem: key } = makeCertificate()
  untrusted = createServer({ cert, key }, (_message, response) => whole(response))
  await new Promise<void>((resolve) => void untrusted.listen(0, '127.0.0.1', resolve))
  const hosts = [new URL(files.url).host, untrustedHost(), 'no-such-host.invalid']
  doclift = await openTestInstallation({
    sandbox: { records: 160 },
    settings: { VENDOR_API_URL: api.url, VENDOR_FILE_HOSTS: hosts.join(','), COPY_PARALLEL: '32' },
  })
  await doclift.perform('inventory')
  const { items } = await doclift.services.tracking.listRecords({ limit: 200, state: 'discovered' })
  const planted = BAD_ANSWERS.map((bad, index) => [bad, items[index]?.recordId ?? ''] as const)
  for (const [bad, recordId] of planted) {
    await doclift.sandbox.control.editRecord(recordId, { Identifier__c: slugOf(bad), Name: 'document.pdf' })
    if (bad.store) await doclift.sandbox.store.fail('put', { with: bad.store, matching: recordId, times: 1_000 })
  }
  await doclift.perform('inventory')
  await doclift.perform('back_up')
  for (const [bad, recordId] of planted) {
    records.set(bad.kind, (await doclift.services.tracking.getRecord(recordId)) as RecordView)
  }
})
afterAll(async () => {
  await doclift?.dispose()
  await Promise.all([api.stop(), files.stop()])
  untrusted.closeAllConnections()
  untrusted.close()
})

function answerApi(message: IncomingMessage, response: ServerResponse): void {
  message.resume()
  const slug =
    decodeURIComponent(message.url ?? '')
      .split('/')
      .at(-1) ?? ''
  asked.set(slug, (asked.get(slug) ?? 0) + 1)
  const answer = bySlug.get(slug)?.api ?? pointsTo(`${files.url}/${slug}?X-Amz-Signature=5ec2e7`)
  answer(response, untrustedHost())
}

function answerFile(message: IncomingMessage, response: ServerResponse): void {
  const slug = new URL(message.url ?? '', files.url).pathname.slice(1)
  const count = (tries.get(slug) ?? 0) + 1
  tries.set(slug, count)
  const answer = bySlug.get(slug)?.file
  if (answer) answer(message, response, count)
  else whole(response)
}

test.each(BAD_ANSWERS)('of $kind the record becomes $becomes, with the code $code', ({ kind, becomes, code }) => {
  const found = records.get(kind)
  expect([found?.outOfScopeReason ?? found?.state, found?.failureCode]).toEqual([becomes, code])
  if (code !== null) expect(found?.failureSentence).toMatch(SAYS[code] as RegExp)
  expect(JSON.stringify(found)).not.toContain('5ec2e7')
})

test.each(BAD_ANSWERS.filter(({ code }) => code !== null))(
  'after $kind the failure is $behaviour: tried four times when that passes by itself, once when it does not',
  (bad) => {
    const { addressesInTry = 1, behaviour } = bad
    expect(asked.get(slugOf(bad))).toBe(behaviour === 'transient' ? 4 * addressesInTry : addressesInTry)
  },
)

test.each([
  ['a body that is cut short once', BYTES],
  ['a file that is replaced while it is read', SECOND],
  ['more bytes than were announced', BYTES],
  ['a reset after the last byte', BYTES],
  ['an address that has expired', BYTES],
  ['no bytes at all', Buffer.alloc(0)],
])('of %s the copy holds one version of the file, whole', (kind, bytes) => {
  expect(records.get(kind)?.checksum?.value).toBe(createHash('sha256').update(bytes).digest('hex'))
})

test('whatever one document is answered, the others are copied', async () => {
  const { byState } = await doclift.services.tracking.readOverview()
  const verified = BAD_ANSWERS.filter(({ becomes }) => becomes === 'verified').length
  expect(byState.verified).toBeGreaterThan(verified + 20)
})

test('the page about hostile input says of every bad answer what becomes of its record, and what to do then', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/hostile-input.md'), 'utf8')
  expect(BAD_ANSWERS.map(rowOf).filter((row) => !page.includes(row))).toEqual([])
})

function rowOf({ kind, becomes, code, behaviour }: BadAnswer): string {
  const advice = code === null ? '' : adviceFor(code).advice
  return `| ${[kind, becomes, code ?? '', behaviour ?? '', advice].join(' | ')} |`
}
