import { createHash } from 'node:crypto'
import {
  BEFORE_IMAGES_FORMAT,
  type BeforeImagesDescription,
  type BeforeImagesPart,
  beforeImagesHead,
  beforeImagesPart,
} from '../../domain/restore/before-images.ts'
import type { Run } from '../../domain/run/run.ts'
import type { InstallationStore } from '../../ports/tracking/installation.ts'
import type { RunStore } from '../../ports/tracking/runs.ts'

type PlanLedger = Pick<RunStore, 'planLines'> & Pick<InstallationStore, 'readBinding'>

/** A run whose plan is made. */
export type PlannedRun = Pick<Run, 'id' | 'number' | 'operation'> & { planHash: string }

/** Where the values are from: API names, and the time. */
export interface BeforeImagesSite {
  object: string
  urlField: string
  now(): Date
}

const PAGE_RECORDS = 2_000
/** Enough to look into them; a plan has hardly ever one. */
const MOST_NAMED = 1_000

/** The file part by part, the same at each reading, because a plan does not change. */
export async function* readBeforeImages(
  tracking: Pick<RunStore, 'planLines'>,
  runId: string,
  urlField: string,
): AsyncGenerator<BeforeImagesPart> {
  yield beforeImagesHead(urlField)
  for await (const lines of tracking.planLines(runId, PAGE_RECORDS)) yield beforeImagesPart(lines)
}

/** Reads the file once to describe it; nothing is held in memory or on disk. */
export async function describeBeforeImages(
  tracking: PlanLedger,
  run: PlannedRun,
  { object, urlField, now }: BeforeImagesSite,
): Promise<BeforeImagesDescription> {
  const binding = await tracking.readBinding()
  return {
    format: BEFORE_IMAGES_FORMAT,
    orgId: binding?.orgId ?? null,
    object,
    field: urlField,
    run: { id: run.id, number: run.number, operation: run.operation },
    planHash: run.planHash,
    ...(await measure(readBeforeImages(tracking, run.id, urlField))),
    madeAt: now().toISOString(),
  }
}

async function measure(parts: AsyncIterable<BeforeImagesPart>) {
  const hash = createHash('sha256')
  const notLoadable = { records: 0, recordIds: [] as string[] }
  let sizeBytes = 0
  let rows = 0
  for await (const part of parts) {
    hash.update(part.text)
    sizeBytes += Buffer.byteLength(part.text)
    rows += part.rowCount
    notLoadable.records += part.notLoadable.length
    notLoadable.recordIds.push(...part.notLoadable.slice(0, MOST_NAMED - notLoadable.recordIds.length))
  }
  return { rows, notLoadable, sizeBytes, sha256: hash.digest('hex') }
}

/** The description as the file that stands beside the other: JSON on one line. */
export function formatDescription(description: BeforeImagesDescription): string {
  return `${JSON.stringify(description)}\n`
}
