import { text } from 'node:stream/consumers'
import { refusalWords } from '../../../../server/adapters/salesforce/errors.ts'
import { isJsonObject, jsonObject, parseJson } from '../../../../server/adapters/salesforce/json.ts'
import type { REST } from '../../../../server/domain/conform/assumptions/rest.ts'
import { soqlText } from '../../../../server/domain/org/soql.ts'
import type { CheckContext } from '../context.ts'
import { describe, expectRefusal, type Finding, failed, judged, notProvoked, requireSuccess } from '../finding.ts'
import { listIn, rowsIn } from '../reading.ts'
import type { ChecksOf } from './checks-of.ts'

export const REST_CHECKS: ChecksOf<typeof REST> = {
  'rest.version': async ({ client, config }) => {
    const versions = listIn(parseJson(await client.send({ path: '/services/data' })))
    const offered = versions.flatMap((one) => (isJsonObject(one) ? [String(one.version)] : []))
    return judged(offered.includes(config.apiVersion), `offered up to ${offered.at(-1)}`)
  },

  'rest.limit-header': async ({ client }) => {
    const { headers } = await client.send({ path: '/limits' })
    const told = String(headers['sforce-limit-info'] ?? 'no such header')
    return judged(/api-usage=\d+\/\d+/.test(told), told)
  },

  'rest.limits': async ({ client }) => {
    const answer = await client.send({ path: '/limits' })
    if (answer.status === 403) return judged(true, `the user may not see them: ${describe(answer)}`)
    const limits = jsonObject(parseJson(requireSuccess(answer, 'reading the limits')), 'the limits')
    const daily = isJsonObject(limits.DailyApiRequests) ? limits.DailyApiRequests : {}
    const isTold = typeof daily.Max === 'number' && typeof daily.Remaining === 'number'
    return judged(isTold, `DailyApiRequests ${JSON.stringify(daily).slice(0, 80)}`)
  },

  'rest.date': async ({ client }) => {
    const { headers } = await client.send({ path: '/limits' })
    return judged(!Number.isNaN(Date.parse(String(headers.date))), `Date: ${String(headers.date)}`)
  },

  'rest.gzip': async ({ client }) => {
    const path = '/services/data'
    const plain = await client.send({ path })
    const packed = await client.http.open(client.call({ path }, await client.grant()))
    const encoding = String(packed.headers['content-encoding'] ?? 'no encoding')
    const isSame = (await text(packed.body)) === plain.body
    const isPlainUnasked = plain.headers['content-encoding'] === undefined
    return judged(isSame && isPlainUnasked && ['gzip', 'no encoding'].includes(encoding), `asked for gzip: ${encoding}`)
  },

  'rest.query-pages': readInPages,

  'rest.unknown-object': async ({ client }) => {
    const soql = 'SELECT Id FROM DocliftConformanceNoSuchObject__c'
    return expectRefusal(await client.send({ path: `/query?q=${encodeURIComponent(soql)}` }), 400, ['INVALID_TYPE'])
  },

  'rest.retired-version': async ({ client }) => {
    const answer = await client.send({ path: '/services/data/v20.0/limits' })
    const isNamed = ['UNSUPPORTED_API_VERSION', 'InvalidVersion'].includes(refusalWords(answer).code)
    return judged(answer.status === 410 || ([400, 404].includes(answer.status) && isNamed), describe(answer))
  },
}

async function readInPages({ client, config, scratch }: CheckContext): Promise<Finding> {
  const { object, accountField } = config.names
  const soql = `SELECT Id FROM ${object} WHERE ${accountField} = ${soqlText(scratch.accountId)}`
  const headers = { 'sforce-query-options': 'batchSize=200' }
  const answer = await client.send({ path: `/query?q=${encodeURIComponent(soql)}`, headers })
  const first = jsonObject(parseJson(requireSuccess(answer, 'a query')), 'a query result')
  const rows = rowsIn(first)
  if (first.done === true && rows.length === scratch.ids.length)
    return notProvoked(`all ${rows.length} rows in one page`)
  const next = String(first.nextRecordsUrl)
  if (!next.startsWith(`/services/data/v${config.apiVersion}/query/`)) return failed('the next page is elsewhere')
  const second = jsonObject(parseJson(requireSuccess(await client.send({ path: next }), 'a page')), 'a query result')
  const ids = [...rows, ...rowsIn(second)].map(({ Id }) => String(Id))
  const isWhole = new Set(ids).size === scratch.ids.length && ids.length === first.totalSize && second.done === true
  return judged(isWhole, `${rows.length} rows of ${String(first.totalSize)}, then ${ids.length - rows.length}`)
}
