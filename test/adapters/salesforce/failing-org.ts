import type { ServerResponse } from 'node:http'
import { answerHtml, answerJson, isLogin, startScriptedOrg } from './scripted-org.ts'

const busy = [{ errorCode: 'SERVER_UNAVAILABLE', message: 'Server too busy' }]
const slow = [{ errorCode: 'QUERY_TIMEOUT', message: 'Your query request was running for too long.' }]
const broken = [{ errorCode: 'UNKNOWN_EXCEPTION', message: 'ErrorId: 1-2' }]
const crowd = [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'ConcurrentRequests Limit exceeded.' }]

/** Ways in which a request can fail without saying what became of it, by name. */
export const failures: Record<string, (response: ServerResponse) => void> = {
  'a 503 page in HTML': (response) => answerHtml(response, 503),
  'a 404 page in HTML': (response) => answerHtml(response, 404),
  'a maintenance page with status 200': (response) => answerHtml(response, 200),
  'a 503 in JSON': (response) => answerJson(response, 503, busy),
  'a crowd of requests': (response) => answerJson(response, 403, crowd),
  'a cut connection': (response) => response.destroy(),
  'an answer that breaks off': (response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1000 }).write('{')
    response.socket?.end()
  },
}

/** Failures that only a few tries are made against. */
const fewTries: typeof failures = {
  'a query that took too long': (response) => answerJson(response, 400, slow),
  'an error of Salesforce itself': (response) => answerJson(response, 500, broken),
}

/** An org that fails in these ways, one request each, and then answers with `body`. */
export async function startFailingOrg(sequence: readonly string[], body: unknown) {
  const left = [...sequence]
  return startScriptedOrg(({ path }, response) => {
    if (isLogin(path)) return false
    const failure = { ...failures, ...fewTries }[left.shift() ?? '']
    return failure === undefined ? answerJson(response, 200, body) : failure(response)
  })
}
