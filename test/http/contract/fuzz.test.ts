import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ROLES, type Role } from '../../../server/domain/run/run.ts'
import { type App, buildApp } from '../../../server/http/app.ts'
import { openTestInstallation, type TestInstallation } from '../../support/installation.ts'
import { memoryServices } from '../memory-services.ts'
import { openApp } from '../requests.ts'
import { collectKnownValues, type KnownValues } from './known-values.ts'
import { checkerOf, type JsonSchema, type OpenApi, type Operation, operationsOf } from './openapi-document.ts'
import { buildWatched } from './real-routes.ts'
import { requestsTo, type TrialRequest } from './requests.ts'
import { type Answer, openSender } from './send.ts'

/** Every request of a run of this file follows from it; change it to try others. */
const SEED = 20_260_301
const REQUESTS = 40
/** The host of the documented example. */
const WEBHOOK_HOSTS = 'n8n.northwind.example'

const outline = await openApp(memoryServices())
const document = outline.swagger() as unknown as OpenApi
await outline.close()
/** What is deleted cannot be asked for any more, so that comes last. */
const operations = operationsOf(document).sort((left, right) => isDelete(left) - isDelete(right))

let doclift: TestInstallation
let app: App
let sender: ReturnType<typeof openSender>
let tokens: Record<Role, string>
let known: KnownValues
/** What handlers gave, by request id, before the response schema dropped or bent anything. */
const given = new Map<string, unknown>()

beforeAll(async () => {
  doclift = await openTestInstallation({ sandbox: { records: 60 }, settings: { WEBHOOK_HOSTS } })
  await makeHistory()
  app = await buildWatched(noteGiven, () => buildApp(doclift.services, { logLevel: 'silent', isLoopback: true }))
  await app.listen({ host: '127.0.0.1', port: 0 })
  sender = openSender((app.server.address() as AddressInfo).port)
  const made = await Promise.all(ROLES.map((role) => makeToken(role)))
  await makeToken('viewer') // one to revoke
  tokens = Object.fromEntries(made.map(({ role, token }) => [role, token])) as Record<Role, string>
  const own = made.map(({ id }) => id)
  known = collectKnownValues((value) => own.includes(value))
  for (const operation of operations) await look(operation)
})
afterAll(async () => {
  sender.close()
  await app.close()
  await doclift.dispose()
})

/** A little of everything that can be there; then nobody works any more, so that what is planned stays planned. */
async function makeHistory(): Promise<void> {
  await doclift.perform('inventory')
  await doclift.perform('back_up', { firstRecords: 20 })
  await doclift.sandbox.vendor.fail('presign', { with: 'internal-error', times: 1_000 })
  await doclift.perform('back_up', { firstRecords: 5 })
  await doclift.sandbox.vendor.clearFaults()
  await doclift.perform('analyse')
  await doclift.services.preflight.make({ countInOrg: null }, doclift.actor)
  const { run } = await doclift.perform('switch')
  await doclift.worker?.stop(5_000)
  await makeDeadLetter(run.id)
}

/** A task that fails again and again. */
async function makeDeadLetter(runId: string): Promise<void> {
  const { tracking } = doclift.context.ports
  for (let failures = 0; failures < 5; failures += 1) {
    await tracking.noteTaskFailure({ runId, batchId: null }, { code: 'x.away', sentence: 'Away.' })
  }
}

function noteGiven(made: { addHook: App['addHook'] }): void {
  made.addHook('preSerialization', async (request, _reply, payload) => {
    given.set(request.id, payload)
    return payload
  })
}

async function makeToken(role: Role) {
  const { token, id } = await doclift.services.createToken({ name: `trial ${role}`, role, lifeDays: 1 }, doclift.actor)
  return { role, token, id }
}

/** Reads every list once, so that ids are known before the trials begin. */
async function look({ method, path }: Operation): Promise<void> {
  if (method !== 'GET' || path.includes('{') || !path.startsWith('/v1/')) return
  const headers = { authorization: `Bearer ${tokens.admin}` }
  const answer = await sender.send({ method, url: path, headers, body: undefined })
  if (answer.mediaType === 'application/json') known.learn(JSON.parse(answer.body), path)
}

test.each(operations)('$operationId ($name) answers as it is documented, whatever it is sent', async (operation) => {
  const statuses = new Set<number>()
  const trial = { document, operation, known, tokenOf: (role: Role) => tokens[role] }
  for (const request of fc.sample(requestsTo(trial), { seed: SEED, numRuns: REQUESTS })) {
    const answer = await sender.send(request)
    statuses.add(answer.status)
    expect(describeFaults(request, answer, faultsOf(operation, request, answer))).toBe('')
  }
  expect([...statuses].some(isPastTheDoor), `answered ${[...statuses]}`).toBe(true)
})

function isDelete({ method }: Operation): number {
  return Number(method === 'DELETE')
}

/** Everything that is needed to see the fault again. */
function describeFaults({ method, url, headers, body }: TrialRequest, answer: Answer, faults: string[]): string {
  if (faults.length === 0) return ''
  const request = { method, url, headers: { ...headers, authorization: headers.authorization?.slice(0, 20) }, body }
  return JSON.stringify(
    { seed: SEED, faults, request, answer: { ...answer, body: answer.body.slice(0, 2_000) } },
    null,
    2,
  )
}

/** The request got as far as the act itself. */
function isPastTheDoor(status: number): boolean {
  return status < 400 || status === 409 || (status >= 500 && status !== 500)
}

/** Everything that is not as the document says. */
function faultsOf(operation: Operation, request: TrialRequest, answer: Answer): string[] {
  const { status, headers, mediaType, body } = answer
  if (mediaType === 'application/problem+json' && isElsewhere(JSON.parse(body), operation, request)) return []
  const response = operation.responses[status]
  if (!response) return [`the status ${status} is not documented`]
  if (status === 500) return ['something unexpected went wrong']
  return [
    ...headerFaults(status, headers, request),
    ...(body === '' ? [] : bodyFaults(operation, response, answer)),
    ...(mediaType === 'application/json' ? givenFaults(response, headers) : []),
  ]
}

/** An address that was bent so far that it is another one: nothing is there, or another operation. */
function isElsewhere({ code }: { code: string }, { path, responses }: Operation, { url }: TrialRequest): boolean {
  if (code !== 'api.not-found' && code !== 'api.method-not-allowed') return false
  const pattern = new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`)
  return !pattern.test(url.split('?')[0] ?? '') || !(404 in responses)
}

function headerFaults(status: number, headers: Answer['headers'], request: TrialRequest): string[] {
  const wanted = request.headers['x-request-id']
  const isHarmless = wanted !== undefined && /^[\w.-]{1,64}$/.test(wanted)
  const expected = [
    'x-request-id',
    ...(status === 503 || status === 429 ? ['retry-after'] : []),
    ...(status === 401 ? ['www-authenticate'] : []),
    ...(status === 201 || status === 202 ? ['location'] : []),
    ...(status === 304 ? ['etag'] : []),
  ]
  return [
    ...expected.filter((name) => !headers[name]).map((name) => `the header ${name} is missing`),
    ...(isHarmless && headers['x-request-id'] !== wanted ? ['the request id is another one'] : []),
  ]
}

function bodyFaults(operation: Operation, response: Operation['responses'][string], answer: Answer): string[] {
  const { mediaType = '', body } = answer
  const media = response.content?.[mediaType]
  if (!media?.schema) return [`the media type ${mediaType} is not documented for ${answer.status}`]
  const isJson = /json$/.test(mediaType) && !/ndjson$/.test(mediaType)
  const value = isJson ? JSON.parse(body) : body
  if (mediaType === 'application/json') known.learn(value, operation.path)
  const codes = response['x-codes']
  const isUnknown = codes !== undefined && !codes.includes(value.code)
  return [...checkerFor(media.schema)(value), ...(isUnknown ? [`the code ${value.code} is not documented`] : [])]
}

/** What the handler gave fits the schema as it is; the serialiser would turn a null into an empty text and say nothing. */
function givenFaults({ content }: Operation['responses'][string], headers: Answer['headers']): string[] {
  const id = String(headers['x-request-id'])
  const schema = content?.['application/json']?.schema
  if (!schema || !given.has(id)) return []
  const value = JSON.parse(JSON.stringify(given.get(id)))
  given.delete(id)
  return checkerFor(schema)(value).map((fault) => `as given by the handler: ${fault}`)
}

const checkers = new Map<JsonSchema, (value: unknown) => string[]>()

function checkerFor(schema: JsonSchema): (value: unknown) => string[] {
  const checker = checkers.get(schema) ?? checkerOf(document, schema)
  checkers.set(schema, checker)
  return checker
}
