import { contentKindOf } from '../../../../server/adapters/salesforce/errors.ts'
import type { BULK_QUERY } from '../../../../server/domain/conform/assumptions/bulk-query.ts'
import { toRecordId18 } from '../../../../server/domain/org/record-id.ts'
import type { CheckContext } from '../context.ts'
import { describe, expectRefusal, type Finding, judged, notProvoked, passed } from '../finding.ts'
import { differences } from '../odd-values.ts'
import { createQueryJob, deleteQueryJob, readQueryJob, readQueryResults } from '../query-job.ts'
import { untilTerminal } from '../scratch-jobs.ts'
import type { ChecksOf } from './checks-of.ts'

/** A job is new for a moment only; a few of them are tried. */
const TRIES = 3
export const OTHER_VERSION = '60.0'

export const BULK_QUERY_CHECKS: ChecksOf<typeof BULK_QUERY> = {
  'bulk-query.too-early': askTooEarly,

  'bulk-query.pages': async (context) => {
    const { pages } = await context.queryPages()
    const isWell = pages.every(({ header, rows, announced }) => /Id/.test(header) && announced === String(rows.length))
    const isEnded = pages.at(-1)?.locator === 'null' && pages.every((page) => page.header === pages[0]?.header)
    const seen = pages.map(({ rows, announced, locator }) => `${rows.length} of ${announced} (${last(locator)})`)
    return judged(isWell && isEnded, `rows and locators: ${seen.join(', ')}`)
  },

  'bulk-query.every-row': async (context) => {
    const { pages } = await context.queryPages()
    const ids = pages.flatMap(({ rows }) => rows.map(({ Id }) => toRecordId18(Id ?? '') ?? ''))
    const expected = context.scratch.ids
    const isWhole = ids.length === expected.length && expected.every((id) => ids.includes(id))
    return judged(isWhole, `${ids.length} rows for ${expected.length} records`)
  },

  'bulk-query.exact': async (context) => {
    const odd = await context.oddValues()
    const { pages } = await context.queryPages()
    const { urlField } = context.config.names
    const rows = new Map(pages.flatMap((page) => page.rows.map((row) => [toRecordId18(row.Id ?? ''), row[urlField]])))
    const differing = differences(
      [...odd.values()].map((value) => value ?? ''),
      [...odd.keys()].map((id) => rows.get(id)),
    )
    return judged(differing === null, differing ?? `${odd.size} odd values as they were written`)
  },

  'bulk-query.other-version': async (context) => {
    const { jobId } = await context.queryPages()
    return expectRefusal(await readQueryJob(context, jobId, OTHER_VERSION), 409)
  },

  'bulk-query.gone': async (context) => {
    const { jobId } = await context.queryPages()
    const deletion = await deleteQueryJob(context, jobId)
    const answer = await readQueryJob(context, jobId)
    const isGone = answer.status === 404 && contentKindOf(answer) === 'json'
    return judged(deletion.status === 204 && isGone, `deletion ${deletion.status}, then ${describe(answer)}`)
  },
}

async function askTooEarly(context: CheckContext): Promise<Finding> {
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const jobId = await createQueryJob(context)
    const { status, body } = await readQueryResults(context, jobId)
    await untilTerminal(context, () => readQueryJob(context, jobId))
    await deleteQueryJob(context, jobId)
    if (status === 204 || status === 412) return passed(`answered with ${status}`)
    const isWhole = status === 200 && context.scratch.ids.some((id) => body.includes(id))
    if (!isWhole) return judged(false, `answered with ${status} and no rows`)
  }
  return notProvoked(`${TRIES} jobs had ended before they were asked`)
}

/** Locators are opaque; only the word at the end has a meaning. */
function last(locator: string): string {
  return locator === 'null' ? 'null' : locator === '' ? 'none' : 'more'
}
