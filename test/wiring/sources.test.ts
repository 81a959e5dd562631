import type { RequestListener } from 'node:http'
import { afterEach, expect, test } from 'vitest'
import { systemClock } from '../../server/adapters/clock/system-clock.ts'
import { readConfig } from '../../server/config.ts'
import { openSources } from '../../server/wiring/sources.ts'
import { type Listening, listen } from '../sandbox/listening.ts'

const open: { stop(): Promise<void> }[] = []

afterEach(async () => {
  for (const one of open.splice(0)) await one.stop()
})

async function serve(handler: RequestListener): Promise<Listening> {
  const server = await listen((message, response) => {
    message.resume()
    handler(message, response)
  }, 0)
  open.push(server)
  return server
}

const SETTINGS = {
  PROFILE: 'testing',
  ENVIRONMENT: 'sandbox',
  SALESFORCE_LOGIN_URL: 'https://acme.my.salesforce.com',
  SALESFORCE_CLIENT_ID: 'client',
  SALESFORCE_CLIENT_SECRET: 'secret',
  VENDOR_DOCUMENT_HOSTS: 'documents.vendor.example',
  DESTINATION_REGION: 'eu-central-1',
  DESTINATION_BUCKET: 'documents',
  DESTINATION_ACCESS_KEY_ID: 'key',
  DESTINATION_SECRET_ACCESS_KEY: 'secret',
  URL_MODE: 'object',
  URL_BASE: 'https://documents.example.com',
  DOCUMENT_URL_READERS: 'nobody else',
}

/** Which host each request counts for, and whether it was refused, when a document at this URL is opened. */
async function seenOf(settings: Record<string, string>, documentUrl: string) {
  const seen: [host: string, isRefused: boolean][] = []
  const config = readConfig({ ...SETTINGS, ...settings })
  const source = openSources(config, systemClock, (host, { isRefused }) => void seen.push([host, isRefused]))
  open.unshift({ stop: () => source.close() })
  await source.open({ recordId: 'a01000000000001AAA', identifier: 'an-identifier', documentUrl }).catch(() => undefined)
  return seen
}

const busy: RequestListener = (_message, response) => response.writeHead(503).end()

test('what the vendor’s API and its files refuse counts for each of them alone', async () => {
  const files = await serve(busy)
  const api = await serve((_message, response) => response.end(JSON.stringify({ data: { url: `${files.url}/file` } })))
  const settings = { SOURCES: 'vendor', VENDOR_TOKEN: 'token', VENDOR_FILE_HOSTS: new URL(files.url).host }
  expect(await seenOf({ ...settings, VENDOR_API_URL: api.url }, files.url)).toEqual([
    ['source-api', false],
    ['source-files', true],
  ])
  const busyApi = await serve(busy)
  expect(await seenOf({ ...settings, VENDOR_API_URL: busyApi.url }, files.url)).toEqual([['source-api', true]])
})

test('what a web host refuses counts for the files', async () => {
  const host = await serve(busy)
  const settings = { SOURCES: 'https', SOURCE_HTTPS_HOSTS: new URL(host.url).host }
  expect(await seenOf(settings, `${host.url}/file`)).toEqual([['source-files', true]])
})

test('what a bucket refuses counts for the files', async () => {
  const store = await serve(busy)
  const settings = {
    SOURCES: 's3',
    SOURCE_S3_ENDPOINT: store.url,
    SOURCE_S3_REGION: 'eu-central-1',
    SOURCE_S3_BUCKETS: 'archive',
    SOURCE_S3_ACCESS_KEY_ID: 'key',
    SOURCE_S3_SECRET_ACCESS_KEY: 'secret',
    SOURCE_S3_PATH_STYLE: 'true',
  }
  expect(await seenOf(settings, `${store.url}/archive/file`)).toEqual([['source-files', true]])
})
