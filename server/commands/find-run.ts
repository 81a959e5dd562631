import { PermanentError } from '../domain/errors.ts'
import type { Run } from '../domain/run/run.ts'
import type { Services } from '../operations/services.ts'

const PAGE_SIZE = 200

/** How every command that names a run describes it. */
export const RUN_ARGUMENT = ['<run>', 'number or id of the run'] as const

/**
 * The run that somebody names by its number or its id.
 * @throws PermanentError `run.not-found`
 */
export async function findRun(tracking: Services['tracking'], name: string): Promise<Run> {
  const run = /^\d{1,9}$/.test(name) ? await findByNumber(tracking, Number(name)) : await findById(tracking, name)
  if (!run) throw new PermanentError('run.not-found', `There is no run "${name}". See "doclift runs list".`)
  return run
}

async function findById(tracking: Services['tracking'], id: string): Promise<Run | undefined> {
  return /^[0-9a-f-]{36}$/.test(id) ? await tracking.getRun(id) : undefined
}

/** Runs are listed newest first and few, so the pages up to the number are read. */
async function findByNumber(tracking: Services['tracking'], number: number): Promise<Run | undefined> {
  let after: string | undefined
  do {
    const page = await tracking.listRuns({ limit: PAGE_SIZE, ...(after === undefined ? {} : { after }) })
    const run = page.items.find((one) => one.number === number)
    if (run || page.items.some((one) => one.number < number)) return run
    after = page.nextCursor ?? undefined
  } while (after !== undefined)
  return undefined
}
