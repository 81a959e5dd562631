import { createHash, createHmac } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { afterEach, expect, test } from 'vitest'
import { assumedRole } from '../../../server/adapters/s3/assumed-role.ts'
import { listen } from '../../sandbox/listening.ts'

const KEYS = { accessKeyId: 'OURKEY', secretAccessKey: 'our secret key' }
const ROLE = 'arn:aws:iam::123456789012:role/reader'
const REGION = 'eu-central-1'
const HOUR_MS = 3_600_000
const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

interface Asked {
  message: IncomingMessage
  body: string
}

/** A stand-in for the security token service: takes what is signed with our keys and gives a numbered session of an hour. */
async function openService(answer: (asked: Asked, count: number, response: ServerResponse) => void = giveSession) {
  const asked: Asked[] = []
  const { url, stop } = await listen((message, response) => {
    void buffer(message).then((bytes) => {
      asked.push({ message, body: bytes.toString() })
      answer(asked.at(-1) as Asked, asked.length, response)
    })
  }, 0)
  let nowMs = Date.now()
  const clock = { now: () => new Date(nowMs) }
  const role = assumedRole({ ...KEYS, roleArn: ROLE, region: REGION, stsEndpoint: url }, clock)
  stops.push(async () => {
    await role.close()
    await stop()
  })
  const pass = (milliseconds: number) => {
    nowMs += milliseconds
  }
  return { role, asked, pass }
}

function giveSession({ message, body }: Asked, count: number, response: ServerResponse): void {
  if (!isSigned(message, body)) return void response.writeHead(403).end('<Code>SignatureDoesNotMatch</Code>')
  const expiration = new Date(Date.now() + count * HOUR_MS).toISOString()
  const parts = { AccessKeyId: `SESSION${count}`, SecretAccessKey: `secret${count}`, SessionToken: `token${count}==` }
  const fields = Object.entries({ ...parts, Expiration: expiration }).map(
    ([name, value]) => `<${name}>${value}</${name}>`,
  )
  response.end(`<AssumeRoleResponse><Credentials>\n${fields.join('\n')}</Credentials></AssumeRoleResponse>`)
}

/** Signature version 4 of the service `sts`, computed from what came over the wire. */
function isSigned({ method, url, headers }: IncomingMessage, body: string): boolean {
  const match = /Credential=OURKEY\/(\d{8})\/([^,]+), SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
    headers.authorization ?? '',
  )
  const [, day = '', scope = '', names = '', signature = ''] = match ?? []
  const lines = names.split(';').map((name) => `${name}:${headers[name]}\n`)
  const canonical = [method, url, '', lines.join(''), names, sha256(body)].join('\n')
  const toSign = ['AWS4-HMAC-SHA256', headers['x-amz-date'], `${day}/${scope}`, sha256(canonical)].join('\n')
  const keyOf = [day, ...scope.split('/')].reduce<Buffer | string>(hmac, `AWS4${KEYS.secretAccessKey}`)
  return scope === `${REGION}/sts/aws4_request` && hmac(keyOf, toSign).toString('hex') === signature
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const hmac = (key: Buffer | string, text: string) => createHmac('sha256', key).update(text).digest()

test('a role is assumed once for all who ask, with a signed request that names it', async () => {
  const { role, asked } = await openService()
  const answers = await Promise.all(Array.from({ length: 5 }, () => role.current()))
  expect(new Set(answers.map(({ accessKeyId }) => accessKeyId))).toEqual(new Set(['SESSION1']))
  expect(answers[0]).toEqual({ accessKeyId: 'SESSION1', secretAccessKey: 'secret1', sessionToken: 'token1==' })
  expect(asked).toHaveLength(1)
  const request = Object.fromEntries(new URLSearchParams(asked[0]?.body))
  expect(request).toMatchObject({ Action: 'AssumeRole', RoleArn: ROLE, RoleSessionName: 'doclift' })
})

test('the session is used until five minutes before its end, and then another is asked for', async () => {
  const { role, asked, pass } = await openService()
  await role.current()
  pass(HOUR_MS - 6 * 60_000)
  expect(await role.current()).toMatchObject({ accessKeyId: 'SESSION1' })
  pass(2 * 60_000)
  expect(await role.current()).toMatchObject({ accessKeyId: 'SESSION2' })
  expect(asked).toHaveLength(2)
})

test.each([
  ['a refusal', 403, '<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>', 'AccessDenied'],
  ['an answer without credentials', 200, '<html>Sign in with password hunter2</html>', 'status 200'],
])('%s stops the run and shows nothing of the answer', async (_what, status, body, shown) => {
  const { role } = await openService((_asked, _count, response) => response.writeHead(status).end(body))
  const error = await role.current().catch((thrown: Error) => thrown)
  expect(error).toMatchObject({ code: 'source.unauthorised', behaviour: 'fatal' })
  expect(String(error)).toContain(shown)
  expect(String(error)).not.toMatch(/hunter2|our secret/)
})

test('a service that is busy is asked again later, and a failure is not kept', async () => {
  const { role } = await openService((asked, count, response) => {
    if (count === 1) response.writeHead(503).end()
    else giveSession(asked, count, response)
  })
  await expect(role.current()).rejects.toMatchObject({ code: 'source.throttled', behaviour: 'transient' })
  expect(await role.current()).toMatchObject({ accessKeyId: 'SESSION2' })
})
