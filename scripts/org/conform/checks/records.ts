import { isJsonObject, parseJson } from '../../../../server/adapters/salesforce/json.ts'
import type { RECORDS } from '../../../../server/domain/conform/assumptions/records.ts'
import { toRecordId18 } from '../../../../server/domain/org/record-id.ts'
import type { CheckContext } from '../context.ts'
import { CannotTell, expectRefusal, type Finding, failed, judged, requireSuccess } from '../finding.ts'
import { readUrls } from '../main-job.ts'
import { differences } from '../odd-values.ts'
import { listIn, readField, retrieve } from '../reading.ts'
import type { ChecksOf } from './checks-of.ts'

const MOST_RETRIEVED = 2_000
const MOST_UPDATED = 200
const NEW_URL = 'https://conformance.doclift.example/new'

export const RECORDS_CHECKS: ChecksOf<typeof RECORDS> = {
  'records.most-retrieved': async ({ client, config, scratch }) => {
    const ids = [...scratch.unknownIds(MOST_RETRIEVED - scratch.ids.length), ...scratch.ids]
    const answer = await retrieve(client, config.names.object, ids, ['Id'])
    if (answer.status >= 300) return expectRefusal(answer, 200)
    const found = listIn(parseJson(answer)).map((record) => (isJsonObject(record) ? idIn(record.Id) : null))
    const disorder = differences([...ids.slice(0, -scratch.ids.length).fill('gone'), ...scratch.ids], fill(found))
    if (disorder !== null) return failed(disorder)
    const tooMany = await retrieve(client, config.names.object, [...ids, ...scratch.unknownIds(1)], ['Id'])
    return judged(tooMany.status === 400, `2,000 in order; 2,001 are answered with ${tooMany.status}`)
  },

  'records.gone': async ({ client, config, scratch }) => {
    const deleted = await deleteOne(scratch)
    const [kept = ''] = scratch.take(1)
    const ids = [deleted, kept, ...scratch.unknownIds(1)]
    const answer = await retrieve(client, config.names.object, ids, ['Id'])
    if (answer.status >= 300) return expectRefusal(answer, 200)
    const isNull = listIn(parseJson(answer)).map((record) => record === null)
    return judged(isNull.join() === 'true,false,true', `deleted, kept, unknown: null is ${isNull.join(', ')}`)
  },

  'records.most-updated': async (context) => {
    const ids = context.scratch.ids.slice(0, MOST_UPDATED + 1)
    const before = await readUrls(context, ids)
    const answer = await context.scratch.update(ids.map((id) => ({ id, url: NEW_URL })))
    const changed = differences(before, await readUrls(context, ids))
    return changed === null ? expectRefusal(answer, 400) : failed(`answered with ${answer.status}, ${changed}`)
  },

  'records.update-order': async ({ scratch }) => {
    const [first = '', last = ''] = scratch.take(2)
    const [unknown = ''] = scratch.unknownIds(1)
    const results = await updateAll(scratch, [first, unknown, last])
    const told = results.map(({ success, id, code }) => (success ? id : code))
    const isSo = told[0] === first && told[2] === last && results[1]?.success === false && results[1].code !== ''
    return judged(isSo, `written, ${told[1]}, written`)
  },

  'records.too-long': async (context) => {
    const [id = ''] = context.scratch.take(1)
    const [before] = await readUrls(context, [id])
    const long = `https://conformance.doclift.example/${'x'.repeat(await longest(context))}`
    const [result] = resultsOf(await context.scratch.update([{ id, url: long }]))
    const isKept = differences([before], await readUrls(context, [id])) === null
    return judged(
      result?.code === 'STRING_TOO_LONG' && isKept,
      `${result?.code || 'written'}, ${isKept ? 'kept' : 'changed'}`,
    )
  },

  'records.unknown-id': async ({ scratch }) =>
    expectCode(scratch, scratch.unknownIds(1)[0] ?? '', 'INVALID_CROSS_REFERENCE_KEY'),
  'records.deleted-id': async ({ scratch }) => expectCode(scratch, await deleteOne(scratch), 'ENTITY_IS_DELETED'),

  'records.exact': async (context) => {
    const expected = [...(await context.oddValues())].filter(([, value]) => value !== null)
    const found = await readUrls(
      context,
      expected.map(([id]) => id),
    )
    const differing = differences(
      expected.map(([, value]) => value),
      found,
    )
    return judged(differing === null, differing ?? `${found.length} odd values as they were written`)
  },

  'records.null': async (context) => {
    const emptied = [...(await context.oddValues())].flatMap(([id, value]) => (value === null ? [id] : []))
    const found = await readUrls(context, emptied)
    return judged(
      found.every((value) => value === null),
      found.every((value) => value === null) ? 'null' : 'not null',
    )
  },

  'records.stamp': async ({ client, config, scratch }) => {
    const [id = ''] = scratch.take(1)
    const stamps: number[] = []
    for (const url of [null, NEW_URL, NEW_URL]) {
      if (url !== null) requireSuccess(await scratch.update([{ id, url }]), 'an update')
      stamps.push(momentOf((await readField(client, config.names.object, [id], 'SystemModstamp'))[0]))
    }
    const hasFractions = stamps.some((stamp) => stamp % 1_000 !== 0)
    return judged(isUpwards(stamps), `stamps in ${hasFractions ? 'milliseconds' : 'whole seconds'}`)
  },

  'records.unmodified-since': async (context) => {
    const { id, stampMs } = await touch(context)
    const answer = await updateSince(context, id, stampMs)
    return judged(answer.status === 204, `the second of the stamp: ${answer.status}`)
  },

  'records.modified-since': async (context) => {
    const { id, stampMs } = await touch(context)
    const before = await readUrls(context, [id])
    const answer = await updateSince(context, id, stampMs - 2_000)
    const changed = differences(before, await readUrls(context, [id]))
    return judged(answer.status === 412 && changed === null, `two seconds before the stamp: ${answer.status}`)
  },
}

type Scratch = CheckContext['scratch']

interface UpdateResult {
  success: boolean
  id: string
  /** Empty without an error. */
  code: string
}

async function updateAll(scratch: Scratch, ids: readonly string[]): Promise<UpdateResult[]> {
  return resultsOf(await scratch.update(ids.map((id) => ({ id, url: NEW_URL }))))
}

function resultsOf(answer: Awaited<ReturnType<Scratch['update']>>): UpdateResult[] {
  return listIn(parseJson(requireSuccess(answer, 'an update'))).map((result) => {
    const { success, id, errors } = isJsonObject(result) ? result : {}
    const [error] = Array.isArray(errors) ? errors : []
    const code = isJsonObject(error) && typeof error.statusCode === 'string' ? error.statusCode : ''
    return { success: success === true, id: idIn(id) ?? '', code }
  })
}

async function expectCode(scratch: Scratch, id: string, code: string): Promise<Finding> {
  const [result] = await updateAll(scratch, [id])
  return judged(result?.code === code, result?.code || 'written')
}

async function deleteOne(scratch: Scratch): Promise<string> {
  const [id = ''] = scratch.take(1)
  await scratch.delete([id])
  if (scratch.ids.includes(id)) throw new CannotTell('the user may not delete a record that it created')
  return id
}

/** Longer than any field that is no long text. */
async function longest({ client, config }: CheckContext): Promise<number> {
  const { object, urlField } = config.names
  const answer = requireSuccess(await client.send({ path: `/sobjects/${object}/describe` }), 'describing the object')
  const { fields } = parseJson(answer) as { fields?: unknown }
  const field = listIn(fields).find((one) => isJsonObject(one) && one.name === urlField)
  return isJsonObject(field) ? Number(field.length) : 0
}

/** Writes a record, and reads the stamp that it got. */
async function touch({ client, config, scratch }: CheckContext): Promise<{ id: string; stampMs: number }> {
  const [id = ''] = scratch.take(1)
  requireSuccess(await scratch.update([{ id, url: NEW_URL }]), 'an update')
  const [stamp] = await readField(client, config.names.object, [id], 'SystemModstamp')
  return { id, stampMs: momentOf(stamp) }
}

function updateSince({ scratch }: CheckContext, id: string, sinceMs: number) {
  const url = 'https://conformance.doclift.example/since'
  return scratch.updateOne({ id, url }, { 'if-unmodified-since': new Date(sinceMs).toUTCString() })
}

function momentOf(stamp: unknown): number {
  const moment = Date.parse(String(stamp).replace('+0000', 'Z'))
  if (Number.isNaN(moment)) throw new CannotTell('the org gave a record no stamp')
  return moment
}

function isUpwards(moments: readonly number[]): boolean {
  return moments.every((moment, index) => moment >= (moments[index - 1] ?? moment))
}

function idIn(value: unknown): string | undefined {
  return typeof value === 'string' ? toRecordId18(value) : undefined
}

function fill(found: readonly (string | null | undefined)[]): string[] {
  return found.map((id) => id ?? 'gone')
}
