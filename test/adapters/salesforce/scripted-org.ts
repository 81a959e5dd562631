import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'
import { openSalesforceOrg, type SalesforceOptions } from '../../../server/adapters/salesforce/salesforce-org.ts'
import { clientOptions } from './client-options.ts'

export const scriptedOrgId = '00DMx0000000001MAA'

export interface Received {
  method: string
  path: string
  headers: IncomingMessage['headers']
  body: string
}

/** Answers a request, or returns false to leave it to the script's defaults: logins succeed, the rest is 404. */
export type Script = (request: Received, response: ServerResponse) => unknown

export interface ScriptedOrg {
  url: string
  /** Every request so far, logins included. */
  received: Received[]
  logins(): number
  calls(): Received[]
}

/** A local server that says exactly what a test wants said, for what no well-behaved org would say. Ends with the test. */
export async function startScriptedOrg(script: Script): Promise<ScriptedOrg> {
  const received: Received[] = []
  const server = createServer(async (message, response) => {
    const request = await receive(message)
    received.push(request)
    if (script(request, response) === false) answerByDefault(request, response, url)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const calls = () => received.filter(({ path }) => !isLogin(path))
  return { url, received, calls, logins: () => received.length - calls().length }
}

/** A client of an org on this machine. Ends with the test. */
export function openClient(url: string, overrides: Partial<SalesforceOptions> = {}) {
  const client = openSalesforceOrg(clientOptions(url, overrides))
  onTestFinished(() => client.close())
  return client
}

export function answerJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
) {
  response.writeHead(status, { 'content-type': 'application/json;charset=UTF-8', ...headers })
  response.end(JSON.stringify(body))
}

export function answerHtml(response: ServerResponse, status: number) {
  response.writeHead(status, { 'content-type': 'text/html' })
  response.end('<html><body><h1>Down for maintenance</h1></body></html>')
}

export function answerCsv(response: ServerResponse, csv: string, headers: Record<string, string> = {}) {
  response.writeHead(200, { 'content-type': 'text/csv; charset=UTF-8', ...headers })
  response.end(csv)
}

/** What the token endpoint says when a login succeeds. */
export function tokenAnswer(url: string, overrides: Record<string, string> = {}) {
  const id = `${url}/id/${scriptedOrgId}/005Mx0000000001IAA`
  return {
    access_token: '00DMx0000000001!token-of-the-test',
    instance_url: url,
    id,
    token_type: 'Bearer',
    ...overrides,
  }
}

export function isLogin(path: string): boolean {
  return path === '/services/oauth2/token'
}

function answerByDefault({ path }: Received, response: ServerResponse, url: string): void {
  if (isLogin(path)) answerJson(response, 200, tokenAnswer(url))
  else answerJson(response, 404, [{ errorCode: 'NOT_FOUND', message: 'The requested resource does not exist' }])
}

async function receive(message: IncomingMessage): Promise<Received> {
  const { method = '', url: path = '', headers } = message
  return { method, path, headers, body: await text(message) }
}
