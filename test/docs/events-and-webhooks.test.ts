import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { RUN_EVENT_KINDS } from '../../server/domain/run/event.ts'
import { formatMessage } from '../../server/domain/webhook/message.ts'
import { showSecret, signWebhook } from '../../server/domain/webhook/signature.ts'

const run = promisify(execFile)
const PAGE = join(import.meta.dirname, '..', '..', 'docs', 'events-and-webhooks.md')

const SECRET = Buffer.alloc(32, 0xfb).toString('base64url')
const BODY = formatMessage(
  {
    id: 'd1',
    type: 'run.halted',
    at: '2026-03-01T12:00:00.000Z',
    run: {
      id: 'r1',
      number: 14,
      operation: 'back_up',
      state: 'halted',
      isDryRun: false,
      stopCode: 'x.y',
      stopSentence: 'Vendor “Ärger & Söhne” said: 50 % 😀\u2028.',
    },
  },
  { orgId: '00D000000000001EAA', environment: 'sandbox' },
)

/** The headers of a delivery of that body that was sent so many seconds ago. */
function headersOf({ age = 0, body = BODY } = {}) {
  const timestamp = Math.floor(Date.now() / 1_000) - age
  const signature = signWebhook(SECRET, { id: 'd1', timestamp, body })
  return { 'webhook-id': 'd1', 'webhook-timestamp': String(timestamp), 'webhook-signature': signature }
}

async function snippetOfPage(language: string): Promise<string> {
  const page = await readFile(PAGE, 'utf8')
  const snippet = new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'ms').exec(page)?.[1]
  if (snippet === undefined) throw new Error(`The page has no ${language}.`)
  return snippet
}

test('the function of the page tells deliveries of Doclift from others', async () => {
  const { isFromDoclift } = await import(`data:text/javascript,${encodeURIComponent(await snippetOfPage('js'))}`)
  const secret = showSecret(SECRET)
  expect(isFromDoclift(secret, headersOf(), BODY)).toBe(true)
  expect(isFromDoclift(secret, headersOf(), JSON.stringify(JSON.parse(BODY)))).toBe(true)
  expect(isFromDoclift(secret, headersOf(), `${BODY} `)).toBe(false)
  expect(isFromDoclift(secret, headersOf({ age: 301 }), BODY)).toBe(false)
  expect(isFromDoclift(showSecret('AAAA'), headersOf(), BODY)).toBe(false)
  expect(isFromDoclift(secret, {}, BODY)).toBe(false)
})

test('the shell lines of the page tell deliveries of Doclift from others', async () => {
  const script = await snippetOfPage('sh')
  const headers = headersOf()
  const verdictOn = (body: string) => {
    const env = {
      PATH: process.env.PATH,
      SECRET: showSecret(SECRET),
      ID: headers['webhook-id'],
      TIMESTAMP: headers['webhook-timestamp'],
      SIGNATURE: headers['webhook-signature'],
      BODY: body,
    }
    return run('sh', ['-c', script], { env }).then(
      () => 'genuine',
      () => 'forged',
    )
  }
  expect([await verdictOn(BODY), await verdictOn(`${BODY} `)]).toEqual(['genuine', 'forged'])
})

test('the page names every event there is', async () => {
  const page = await readFile(PAGE, 'utf8')
  expect(RUN_EVENT_KINDS.filter((kind) => !page.includes(`| \`${kind}\` |`))).toEqual([])
})
