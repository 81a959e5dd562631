import { contentKindOf } from '../../../../server/adapters/salesforce/errors.ts'
import { jsonObject, parseJson, textIn } from '../../../../server/adapters/salesforce/json.ts'
import type { BULK_INGEST } from '../../../../server/domain/conform/assumptions/bulk-ingest.ts'
import { toRecordId18 } from '../../../../server/domain/org/record-id.ts'
import type { CheckContext } from '../context.ts'
import { describe, expectRefusal, type Finding, judged, notProvoked, requireSuccess } from '../finding.ts'
import { readUrls, WITH_BLANKS } from '../main-job.ts'
import { differences, ODD_VALUES } from '../odd-values.ts'
import { type ResultFile, untilTerminal } from '../scratch-jobs.ts'
import { OTHER_VERSION } from './bulk-query.ts'
import type { ChecksOf } from './checks-of.ts'

const GROUP_ROWS = 200
const LOOKS_AFTER_ABORT = 3
const RESULTS: readonly ResultFile[] = ['successfulResults', 'failedResults', 'unprocessedrecords']

export const BULK_INGEST_CHECKS: ChecksOf<typeof BULK_INGEST> = {
  'bulk-ingest.results-too-early': async ({ jobs }) =>
    expectRefusal(await jobs.readResults(await jobs.create(), 'successfulResults'), 400, ['INVALIDJOBSTATE']),

  'bulk-ingest.close-without-data': async ({ jobs }) =>
    expectRefusal(await jobs.change(await jobs.create(), 'UploadComplete'), 400, ['INVALIDJOBSTATE']),

  'bulk-ingest.second-upload': async ({ jobs, scratch }) => {
    const jobId = await jobs.create()
    const rows = scratch.take(1).map((id) => [id, 'https://conformance.doclift.example/upload'])
    requireSuccess(await jobs.upload(jobId, rows), 'an upload')
    return expectRefusal(await jobs.upload(jobId, rows), 400)
  },

  'bulk-ingest.other-version': async (context) => {
    const { jobId } = await context.mainJob()
    return expectRefusal(await context.jobs.read(jobId, OTHER_VERSION), 409)
  },

  'bulk-ingest.every-row': async (context) => {
    const { jobId, uploaded, refused } = await context.mainJob()
    const files = []
    for (const file of RESULTS) files.push(await context.jobs.results(jobId, file))
    const ids = files.flatMap((rows) => rows.map(({ Id }) => toRecordId18(Id ?? '') ?? ''))
    const refusal = files[1]?.find(({ Id }) => toRecordId18(Id ?? '') === refused)?.sf__Error ?? ''
    const isWhole = [...ids].sort().join() === [...uploaded].sort().join()
    const isInForm = /^[A-Z_]+:[\s\S]*:[^:]*--$/.test(refusal)
    return judged(
      isWhole && isInForm,
      `${ids.length} of ${uploaded.length} rows; refused with ${refusal.split(':', 1)}`,
    )
  },

  'bulk-ingest.wrong-cells': sendWrongCells,

  'bulk-ingest.exact': async (context) => {
    const { odd } = await context.mainJob()
    const differing = differences(ODD_VALUES, await readUrls(context, odd))
    return judged(differing === null, differing ?? `${odd.length} odd values as they were uploaded`)
  },

  'bulk-ingest.not-trimmed': async (context) => {
    const [found] = await readUrls(context, [(await context.mainJob()).trimmed])
    return judged(found === WITH_BLANKS, found === WITH_BLANKS ? 'blanks at both ends' : 'other blanks than written')
  },

  'bulk-ingest.null': async (context) => {
    const [found] = await readUrls(context, [(await context.mainJob()).emptied])
    return judged(found === null, found === null ? 'null' : 'not null')
  },

  'bulk-ingest.empty-cell': async (context) => {
    const { kept, keptValue } = await context.mainJob()
    const [found] = await readUrls(context, [kept])
    return judged(found === keptValue, found === keptValue ? 'the value of before' : 'another value')
  },

  'bulk-ingest.abort-finished': async (context) => {
    const { jobId } = await context.mainJob()
    return expectRefusal(await context.jobs.change(jobId, 'Aborted'), 400, ['INVALIDJOBSTATE'])
  },

  'bulk-ingest.abort': abortOnTheWay,

  'bulk-ingest.gone': async (context) => {
    const { jobId } = await context.mainJob()
    const deletion = await context.jobs.delete(jobId)
    const answer = await context.jobs.read(jobId)
    const isGone = answer.status === 404 && contentKindOf(answer) === 'json'
    return judged(deletion.status === 204 && isGone, `deletion ${deletion.status}, then ${describe(answer)}`)
  },
}

async function sendWrongCells(context: CheckContext): Promise<Finding> {
  const { scratch, jobs } = context
  const ids = scratch.take(2)
  const before = await readUrls(context, ids)
  const url = 'https://conformance.doclift.example/cells'
  const jobId = await jobs.run(context, [
    [ids[0] ?? '', url, 'one too many'],
    [ids[1] ?? '', url],
  ])
  const state = textIn(jsonObject(parseJson(await jobs.read(jobId)), 'a job'), 'state')
  const unprocessed = requireSuccess(await jobs.readResults(jobId, 'unprocessedrecords'), 'reading results').body
  const told = ids.filter((id) => unprocessed.includes(id)).length
  const isKept = differences(before, await readUrls(context, ids)) === null
  const isSo = state === 'Failed' && told === ids.length && isKept
  return judged(isSo, `${state}, ${told} unprocessed, ${isKept ? 'nothing written' : 'rows written'}`)
}

async function abortOnTheWay(context: CheckContext): Promise<Finding> {
  const { scratch, jobs, clock, pollMs, signal } = context
  const url = 'https://conformance.doclift.example/aborted'
  const { ids } = scratch
  const jobId = await jobs.create()
  requireSuccess(
    await jobs.upload(
      jobId,
      ids.map((id) => [id, url]),
    ),
    'an upload',
  )
  requireSuccess(await jobs.change(jobId, 'UploadComplete'), 'closing a job')
  await jobs.change(jobId, 'Aborted')
  const state = await untilTerminal(context, () => jobs.read(jobId))
  if (state !== 'Aborted') return notProvoked(`the job was ${state} before it was aborted`)
  const written: number[] = []
  for (let look = 0; look < LOOKS_AFTER_ABORT; look += 1) {
    written.push((await readUrls(context, ids)).filter((value) => value === url).length)
    await clock.sleep(pollMs, signal)
  }
  const isWhole = written.every((count) => count === written[0] && (count % GROUP_ROWS === 0 || count === ids.length))
  return judged(isWhole, `rows written at each look: ${written.join(', ')} of ${ids.length}`)
}
