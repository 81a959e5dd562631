import { ApiRefusal, type DocliftApi, type RunDetail } from './api.ts'
import { followToEnd, followUntil, hasEnded } from './follow.ts'

/** A trial switches at most this many records of one Account, through Collections. */
const TRIAL_RECORDS = 40

/** What the steps need beside the API: a narrator, and somebody else in the org who edits a record. */
export interface Stage {
  api: DocliftApi
  say(line: string): void
  /** Changes the URL of a record in the org as another user would, behind Doclift's back. */
  editBehindTheBack(recordId: string): Promise<void>
}

/** Reads every entry, copies what is not copied yet, and confirms nothing was changed in Salesforce by it. */
export async function phaseOne(stage: Stage): Promise<void> {
  await perform(stage, 'inventory', 'Inventory: every entry of the object')
  await perform(stage, 'back_up', 'Phase 1: back up (changes nothing in Salesforce)')
}

/** Switches one small Account as a trial, then everything else; a run that an earlier demo left goes on first. */
export async function phaseTwo(stage: Stage): Promise<void> {
  await finishOpenSwitches(stage)
  const overview = await stage.api.overview()
  if ((overview.byState.confirmed ?? 0) === 0) await switchTrialAccount(stage)
  const { byState } = await stage.api.overview()
  if ((byState.verified ?? 0) > 0) await switchScope(stage, { kind: 'everything' }, 'Phase 2: switch links, everything')
}

/** Takes one switched record back, unless an earlier demo did. Returns the record. */
export async function takeOneBack(stage: Stage): Promise<string | null> {
  const held = await stage.api.firstRecord('rolled_back')
  if (held !== undefined) return held
  const recordId = await stage.api.firstRecord('confirmed')
  if (recordId === undefined) return null
  stage.say(`Roll back: record ${recordId}`)
  await followToEnd(stage.api, (await stage.api.rollBack(recordId)).id)
  return recordId
}

async function perform({ api, say }: Stage, operation: string, title: string): Promise<void> {
  say(title)
  const open = (await api.runs(operation)).find((run) => !hasEnded({ state: run.state }))
  if (open) say(`  going on with Job ${open.number}`)
  const run = open ?? (await api.startRun(operation, { kind: 'everything' }))
  await followToEnd(api, run.id)
}

async function switchTrialAccount(stage: Stage): Promise<void> {
  const accounts = await stage.api.accounts()
  const small = accounts.filter(({ byState }) => between(byState.verified ?? 0, 2, TRIAL_RECORDS))
  const trial = small.toSorted((a, b) => (b.byState.verified ?? 0) - (a.byState.verified ?? 0))[0]
  if (!trial) return
  const scope = { kind: 'accounts' as const, accountIds: [trial.accountId] }
  await switchScope(stage, scope, `Phase 2: a trial on one Account, ${trial.name}`)
}

async function switchScope(stage: Stage, scope: Parameters<DocliftApi['startRun']>[1], title: string): Promise<void> {
  stage.say(title)
  const { id } = await stage.api.startRun('switch', scope)
  const planned = await followUntil(stage.api, id, (run) => run.planHash !== null || hasEnded(run))
  await approveAndFollow(stage, planned)
}

/** Approves a plan as it stands. Before the big one, somebody else edits a planned record, to show what happens then. */
async function approveAndFollow(stage: Stage, planned: RunDetail): Promise<void> {
  for (const line of planned.gate?.lines ?? []) stage.say(`  ${line.outcome === 'passed' ? '=' : '!'} ${line.sentence}`)
  if (planned.scope.kind === 'everything') await surprise(stage)
  await stage.api.approve(planned.id, planned.planHash ?? '')
  await followToEnd(stage.api, planned.id)
}

async function surprise(stage: Stage): Promise<void> {
  if ((await stage.api.firstRecord('conflicted')) !== undefined) return
  const recordId = await stage.api.firstRecord('verified')
  if (recordId === undefined) return
  stage.say(`  somebody else changes record ${recordId} now, after the plan was made`)
  await stage.editBehindTheBack(recordId)
}

/** Goes on with switch runs that were interrupted; a plan that cannot be approved any more is left for a new one. */
async function finishOpenSwitches(stage: Stage): Promise<void> {
  for (const { id, number, state } of (await stage.api.runs('switch')).toReversed()) {
    if (hasEnded({ state })) continue
    stage.say(`Phase 2: going on with Job ${number}`)
    const run = await followUntil(stage.api, id, (now) => now.planHash !== null || hasEnded(now))
    if (run.state === 'planned') await approveIfPossible(stage, run)
    else await followToEnd(stage.api, id)
  }
}

async function approveIfPossible(stage: Stage, run: RunDetail): Promise<void> {
  try {
    await approveAndFollow(stage, run)
  } catch (error) {
    if (!(error instanceof ApiRefusal)) throw error
    stage.say(`  Job ${run.number} is not started: ${error.message}`)
  }
}

function between(value: number, low: number, high: number): boolean {
  return value >= low && value <= high
}
