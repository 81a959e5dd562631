import type { World } from '../world.ts'

interface Left {
  owned: number
  open: number
  batches: number
  approvals: number
  ends: number
  quarantined: number
}

/** Whoever dies so often over a batch of sixty records is down to one of them (decision 23). */
const DEATHS_TO_QUARANTINE = 5

/**
 * Invariants 7, 9 and 11, for one run that has ended.
 * @param deaths of workers in this run: that many of them in one place look like the doing of a record, which is set aside
 */
export async function judgeRun(world: World, runId: string, deaths: number): Promise<string[]> {
  const { rows, installation } = world
  const { tracking } = installation.context.ports
  const [run, { planned, pending, outcomes }] = await Promise.all([tracking.getRun(runId), tracking.countsOf(runId)])
  const wrong: string[] = []
  const told = (sentence: string) => wrong.push(`run ${run?.number} (${run?.operation}) ${sentence}`)
  const settled = Object.values(outcomes).reduce((sum, count) => sum + count, 0)
  if (!run?.endedAt) told(`is ${run?.state}: ${run?.stopSentence}`)
  if (planned !== settled + pending) told(`has ${planned} items; ${settled} are settled and ${pending} pending`)
  if (pending + outcomes.in_doubt > 0) told(`left ${pending} items pending and ${outcomes.in_doubt} in doubt`)
  const isChange = run?.operation === 'switch' || run?.operation === 'roll_back'
  const [left] = await rows<Left>(LEFT, [runId])
  const quarantined = left?.quarantined ?? 0
  if (isChange && outcomes.done + quarantined !== planned) told(`changed ${outcomes.done} of ${planned} records`)
  if (quarantined > 0) world.note(`${quarantined} set aside as record.quarantined`)
  if (quarantined > deaths / DEATHS_TO_QUARANTINE) told(`set ${quarantined} records aside after ${deaths} deaths`)
  if (left && left.owned + left.open + left.batches > 0) told(`left behind ${JSON.stringify(left)}`)
  if (left?.approvals !== 1 || left.ends !== 1)
    told(`was approved ${left?.approvals} times and ended ${left?.ends} times`)
  return wrong
}

const LEFT = `
select
  (select count(*)::int from run_items where run_id = $1::uuid and is_owning) as owned,
  (select count(*)::int from run_items where run_id = $1::uuid and left_out_reason is null and settled_at is null) as open,
  (select count(*)::int from run_items where run_id = $1::uuid and code = 'record.quarantined') as quarantined,
  (select count(*)::int from batches where run_id = $1::uuid and state <> 'done') as batches,
  (select count(*)::int from audit_entries where subject = $1::uuid::text and action = 'run.approved') as approvals,
  (select count(*)::int from audit_entries where subject = $1::uuid::text and action = 'run.ended') as ends`
