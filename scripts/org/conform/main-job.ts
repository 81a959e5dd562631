import type { CheckContext } from './context.ts'
import { requireSuccess } from './finding.ts'
import { ODD_VALUES } from './odd-values.ts'
import { readField } from './reading.ts'

/** One ingest job with a row of each kind; most checks of ingest look at what became of it. */
export interface MainJob {
  jobId: string
  /** Ids of all uploaded rows. */
  uploaded: readonly string[]
  odd: readonly string[]
  trimmed: string
  emptied: string
  kept: string
  /** What the field of `kept` held before. */
  keptValue: string
  /** A row that the org must refuse. */
  refused: string
}

export const WITH_BLANKS = '  https://conformance.doclift.example/blanks  '
const KEPT = 'https://conformance.doclift.example/kept'

export async function runMainJob(context: CheckContext): Promise<MainJob> {
  const { scratch, jobs } = context
  const odd = scratch.take(ODD_VALUES.length)
  const [trimmed = '', emptied = '', kept = ''] = scratch.take(3)
  const [refused = ''] = scratch.unknownIds(1)
  requireSuccess(await scratch.update([{ id: kept, url: KEPT }]), 'writing a value')
  const rows = [
    ...odd.map((id, index) => [id, ODD_VALUES[index] ?? '']),
    [trimmed, WITH_BLANKS],
    [emptied, '#N/A'],
    [kept, ''],
    [refused, KEPT],
  ]
  const jobId = await jobs.run(context, rows)
  return { jobId, uploaded: rows.map(([id = '']) => id), odd, trimmed, emptied, kept, keptValue: KEPT, refused }
}

/** The URL fields of records as they are now. */
export function readUrls({ client, config }: CheckContext, ids: readonly string[]): Promise<unknown[]> {
  return readField(client, config.names.object, ids, config.names.urlField)
}
