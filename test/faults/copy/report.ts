import type { Strike } from '../../sandbox/store/faults.ts'
import { countsOf, describeWrong, formatMemory, sorted, table } from '../report.ts'

/** What is told at the end of the story. */
export interface Story {
  /** The word of each record with its code. */
  ends: readonly string[]
  /** Of the source. */
  vendorStrikes: readonly Strike[]
  /** Of the destination. */
  storeStrikes: readonly Strike[]
  /** Records without a copy after each back-up. */
  uncopied: readonly number[]
  requests: { presigned: number; downloaded: number; stored: number }
  storedBytes: number
  /** Objects of versions that the source replaced after they were stored. */
  earlierVersions: number
  unfinishedUploads: number
  workers: { killed: number; byThemselves: number }
  seconds: number
  /** Of the largest worker; null where the system does not tell. */
  peakMemoryBytes: number | null
  wrong: readonly string[]
}

/** The story as text for a terminal. */
export function describeStory(story: Story): string {
  const struck = (who: string, strikes: readonly Strike[]) =>
    sorted(countsOf(strikes.map((strike) => `${who} ${strike.operation}: ${strike.with}`)))
  return [
    'Records by their end',
    ...table([...sorted(countsOf(story.ends)), ['together', story.ends.length]]),
    'Faults struck',
    ...table([...struck('source', story.vendorStrikes), ...struck('destination', story.storeStrikes)]),
    'Besides',
    ...table([
      ['records without a copy after each back-up', story.uncopied.join(', ')],
      ['addresses asked for', story.requests.presigned],
      ['downloads begun', story.requests.downloaded],
      ['objects stored', story.requests.stored],
      ['bytes stored', story.storedBytes],
      ['objects of versions that were replaced', story.earlierVersions],
      ['unfinished uploads', story.unfinishedUploads],
      ['workers killed', story.workers.killed],
      ['workers that ended by themselves', story.workers.byThemselves],
      ['seconds', Math.round(story.seconds)],
      ['peak memory of a worker', formatMemory(story.peakMemoryBytes)],
    ]),
    ...describeWrong(story.wrong),
  ].join('\n')
}
