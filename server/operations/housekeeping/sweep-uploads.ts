import { DocliftError } from '../../domain/errors.ts'
import { abandonedBefore, isAbandoned, type UnfinishedUpload } from '../../domain/housekeeping/abandoned.ts'
import type { Context } from '../context.ts'
import { abortIdleUploads, idleUploads } from './abort-idle-uploads.ts'
import { type Sweeping, sweepOne, type Tally } from './sweeping.ts'

const UPLOADS_PER_QUESTION = 500

export const UPLOADS_NOT_LISTED =
  'The store does not list unfinished uploads to the access key, so those that the ledger does not know stay. Grant it s3:ListBucketMultipartUploads, or let a lifecycle rule of the bucket end them.'

/** Ends uploads in parts that cost money and that nobody will complete; those of others are not touched. */
export async function sweepUploads(context: Context, sweeping: Sweeping, tally: Tally): Promise<void> {
  await sweepIdle(context, sweeping, tally)
  try {
    await sweepUnknown(context, sweeping, tally)
  } catch (error) {
    if (!isNotListed(error)) throw error
    tally.sentence = UPLOADS_NOT_LISTED
  }
}

/** Whether the store refuses to list unfinished uploads: some do so to a key without that right, some know no such list. */
export function isNotListed(error: unknown): boolean {
  return error instanceof DocliftError && (error.code === 's3.access-denied' || error.behaviour === 'permanent')
}

/** Uploads of the ledger whose run or item came to nothing. */
async function sweepIdle(context: Context, sweeping: Sweeping, tally: Tally): Promise<void> {
  if (sweeping.isDryRun) {
    tally.found += (await idleUploads(context)).length
    return
  }
  for (let ended = -1; ended !== 0; ) {
    await sweeping.hold()
    ended = await abortIdleUploads(context)
    tally.found += ended
    tally.removed += ended
  }
}

/**
 * Uploads below our prefix that the ledger does not hold, such as those of a crash between the store's answer and the ledger.
 * What is abandoned stays so: nobody goes on with an upload that the ledger does not hold.
 */
async function sweepUnknown({ ports, settings }: Context, sweeping: Sweeping, tally: Tally): Promise<void> {
  const { tracking, store } = ports
  const { prefix } = settings.copy
  const { now, oldestBatchAt } = await tracking.oldestWork()
  const before = abandonedBefore(now, settings.housekeeping.abandonedAfterMs, oldestBatchAt)
  for await (const uploads of inPages(store.listUnfinishedUploads(`${prefix}/`))) {
    const known = await tracking.knownUploads(uploads.map(({ uploadId }) => uploadId))
    for (const upload of uploads.filter((each) => isAbandoned(each, { prefix, before, known }))) {
      await sweepOne(sweeping, tally, () => store.abortUpload(upload))
    }
  }
}

async function* inPages(uploads: AsyncIterable<UnfinishedUpload>): AsyncGenerator<UnfinishedUpload[]> {
  let page: UnfinishedUpload[] = []
  for await (const upload of uploads) {
    page.push(upload)
    if (page.length < UPLOADS_PER_QUESTION) continue
    yield page
    page = []
  }
  if (page.length > 0) yield page
}
