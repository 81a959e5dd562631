import type { CensusCounts, CountedObject, ObjectCount } from '../../domain/census/census.ts'
import { DocliftError } from '../../domain/errors.ts'
import type { OrgCensus } from '../../ports/org-census.ts'

/** Tells whether an error only means that something is not known; any other is thrown. */
export type Tolerance = (error: DocliftError) => boolean

/** What the org does not let this user see, or cannot count in time. */
export const isAboutOneCount: Tolerance = ({ code }) =>
  code === 'salesforce.bad-request' || code === 'salesforce.query-timeout'

/** What there is already when counting begins, and from which moment on it counts. */
export async function countBefore(census: OrgCensus, objects: readonly string[]): Promise<Counted> {
  const { at, free } = await census.readStorage()
  const counts: ObjectCount[] = []
  for (const object of objects) counts.push(await describeAndCount(census, object, at))
  const asyncJobs = await known(() => census.countAsyncJobs(at), isAboutOneCount)
  return { at, counts: { objects: counts, asyncJobs: asyncJobs.value, freeStorage: free } }
}

export interface Counted {
  /** By the clock of the org. */
  at: Date
  counts: CensusCounts
}

/** What there is now of the same, since the same moment. */
export async function countSince(
  census: OrgCensus,
  before: { at: Date; objects: readonly CountedObject[] },
  tolerates: Tolerance,
): Promise<Counted> {
  const storage = await known(() => census.readStorage(), tolerates)
  const objects: ObjectCount[] = []
  for (const { object, tellsChanges } of before.objects) {
    const counted = { object, tellsChanges }
    const { value, problem } = await known(() => census.countRows(counted, before.at), tolerates)
    objects.push({ ...counted, rows: value, problem })
  }
  const asyncJobs = await known(() => census.countAsyncJobs(before.at), tolerates)
  return {
    at: storage.value?.at ?? before.at,
    counts: { objects, asyncJobs: asyncJobs.value, freeStorage: storage.value?.free ?? null },
  }
}

async function describeAndCount(census: OrgCensus, object: string, since: Date): Promise<ObjectCount> {
  const described = await known(() => census.describeCounted(object), isAboutOneCount)
  const counted = described.value ?? { object, tellsChanges: false }
  const problem = described.value === undefined ? 'no such object, or rows that do not tell who made them' : null
  if (described.value == null) return { ...counted, rows: null, problem: problem ?? described.problem }
  const rows = await known(() => census.countRows(counted, since), isAboutOneCount)
  return { ...counted, rows: rows.value, problem: rows.problem }
}

async function known<Value>(
  ask: () => Promise<Value>,
  tolerates: Tolerance,
): Promise<{ value: Value; problem: null } | { value: null; problem: string }> {
  try {
    return { value: await ask(), problem: null }
  } catch (error) {
    if (!(error instanceof DocliftError) || !tolerates(error)) throw error
    return { value: null, problem: String(error.facts.errorCode ?? error.code) }
  }
}
