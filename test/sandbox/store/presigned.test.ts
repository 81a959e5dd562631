import { afterEach, beforeEach, expect, test } from 'vitest'
import { presignGet } from './signature.ts'
import { BUCKET, CREDENTIALS, codeOf, REGION, sendByHand, startTestStore, type TestStore } from './test-store.ts'

let store: TestStore
let nowMs = Date.UTC(2026, 0, 31, 12)
beforeEach(async () => {
  nowMs = Date.UTC(2026, 0, 31, 12)
  store = await startTestStore({ nowMs: () => nowMs })
  await sendByHand(store.url, { method: 'PUT', path: `/${BUCKET}/a b`, body: 'bytes', atMs: nowMs })
})
afterEach(() => store.dispose())

const link = (expiresSeconds = 60) =>
  presignGet({
    origin: store.url,
    path: `/${BUCKET}/a b`,
    credentials: CREDENTIALS,
    region: REGION,
    nowMs,
    expiresSeconds,
  })
const outcome = async (url: string) => {
  const response = await fetch(url)
  const text = await response.text()
  return `${response.status} ${codeOf(text) ?? text}`
}

test('a link works until it expires', async () => {
  const url = link()
  nowMs += 59_000
  expect(await outcome(url)).toBe('200 bytes')
  nowMs += 1_000
  expect(await outcome(url)).toBe('403 AccessDenied')
})

test('a link from the future does not work yet', async () => {
  const url = link()
  nowMs -= 16 * 60_000
  expect(await outcome(url)).toBe('403 AccessDenied')
})

test('a link that was altered does not work', async () => {
  expect(await outcome(link().replace('X-Amz-Expires=60', 'X-Amz-Expires=600'))).toBe('403 SignatureDoesNotMatch')
  expect(await outcome(link().replace('a%20b', 'a%20c'))).toBe('403 SignatureDoesNotMatch')
  expect(await outcome(`${link()}&versionId=x`)).toBe('403 SignatureDoesNotMatch')
})

test('a link for more than a week, or with a part missing, is malformed', async () => {
  expect(await outcome(link(604_801))).toBe('400 AuthorizationQueryParametersError')
  expect(await outcome(link().replace(/&X-Amz-Date=[^&]+/, ''))).toBe('400 AuthorizationQueryParametersError')
})
